import satisfies from 'semver/functions/satisfies.js';
import { OTAI_API_VERSION } from '../api/api-version.js';
import { SECTIONS } from './config-root.js';
import { readExecutor } from './executor.reader.js';
import { readInfrastructure } from './infrastructure.reader.js';
import { readOrchestrator } from './orchestrator.reader.js';
import type { OtaiConfig, PipelineEntry, PluginEntry } from './otai-config.js';
import { readPipelines } from './pipelines.reader.js';
import { readPlugins, readRange } from './plugins.reader.js';
import { at, checkKeys, quote, readMap, type KeyRules, type Raw } from './raw-checks.js';
import { isRenderer, readServices } from './services.reader.js';

const CONFIG_KEYS: KeyRules = {
  known: SECTIONS,
  misplaced: { steps: 'steps stand in a pipeline: pipelines: { my_pipeline: { steps: [ … ] } }', logging: 'move it under infrastructure:' },
};

/** Turns what stands under the root into the one model of both grammars, and reports every problem. */
export function readConfig(raw: Raw): OtaiConfig {
  checkKeys(raw, readMap(raw), CONFIG_KEYS);
  const origin = has(raw, 'orchestrator') && !has(raw, 'pipelines') ? 'orchestrator' : 'pipelines';
  const services = readServices(at(raw, 'services'));
  return {
    apiVersion: readApiVersion(at(raw, 'api_version')),
    plugins: readAllowList(at(raw, 'plugins'), origin),
    infrastructure: readInfrastructure(at(raw, 'infrastructure')),
    services: [...services.filter((entry) => !isRenderer(entry)), ...readExecutor(at(at(raw, 'infrastructure'), 'executor'))],
    renderers: services.filter(isRenderer).map(({ id }) => id),
    pipelines: readAllPipelines(raw),
    origin,
  };
}

function has(raw: Raw, key: string): boolean {
  const { value } = at(raw, key);
  return value !== undefined && value !== null;
}

function readApiVersion(raw: Raw): string | undefined {
  const range = readRange(raw);
  if (range === undefined || satisfies(OTAI_API_VERSION, range)) return range;
  const hint = 'use a version of open-ticket-ai that the config was written for, or widen the range';
  raw.problems.add({
    code: 'api_version',
    path: raw.path,
    message: `asks for API ${quote(range)}, but this is API ${OTAI_API_VERSION}`,
    hint,
  });
  return range;
}

/** Generators of 1.4 configs write `plugins: []` and mean nothing by it. In our own grammar an empty list allows no plugin. */
function readAllowList(raw: Raw, origin: OtaiConfig['origin']): readonly PluginEntry[] | undefined {
  const plugins = readPlugins(raw);
  return origin === 'orchestrator' && plugins?.length === 0 ? undefined : plugins;
}

function readAllPipelines(raw: Raw): readonly PipelineEntry[] {
  const pipelines = readPipelines(at(raw, 'pipelines'));
  if (!has(raw, 'orchestrator')) return pipelines;
  const orchestrated = readOrchestrator(at(raw, 'orchestrator'));
  if (has(raw, 'pipelines')) {
    const hint = 'keep one: orchestrator: is the grammar of Open Ticket AI 1.4, pipelines: the new one';
    raw.problems.add({ code: 'two_grammars', path: [...raw.path, 'orchestrator'], at: 'key', message: 'stands beside pipelines', hint });
  }
  return [...pipelines, ...orchestrated];
}
