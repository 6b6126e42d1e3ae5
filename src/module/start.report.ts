import { Logger } from '@nestjs/common';
import { formatProblem } from '../config/config-problem.js';
import type { LoadedConfig } from '../config/config.loader.js';
import { formatPluginFailure } from '../discovery/plugin-load.error.js';
import type { PluginSet } from '../discovery/plugin.discovery.js';
import type { LoadedPlugin } from '../discovery/plugin.loader.js';

/** Logs what the operator should see of a start: warnings, and one line for each plugin. */
export function reportStart(loaded: LoadedConfig, { plugins, warnings }: PluginSet): void {
  for (const warning of loaded.warnings) Logger.warn(formatProblem(warning), 'otai');
  for (const failure of warnings) Logger.warn(`an optional plugin is left out\n${formatPluginFailure(failure)}`, 'otai');
  for (const plugin of plugins) Logger.log(describePlugin(plugin), 'otai');
}

/** E.g. `plugin otai-hf-local 1.2.0 in 12 ms: services hf_classification_service`. */
export function describePlugin({ package: name, version, components, milliseconds }: LoadedPlugin): string {
  const kinds = (['pipe', 'service', 'trigger'] as const).flatMap((kind) => {
    const names = components.filter((component) => component.kind === kind).map((component) => component.name);
    return names.length === 0 ? [] : [`${kind}s ${names.join(', ')}`];
  });
  return `plugin ${name}${version === null ? '' : ` ${version}`} in ${milliseconds.toFixed(0)} ms: ${kinds.join('; ') || 'no components'}`;
}
