import { OVERLAP, PIPELINE_MODE } from '../config/otai-config.js';
import type { ComponentRegistry } from '../discovery/component.registry.js';
import { ParamsSchema } from '../params/params-schema.js';
import { entrySchema, INJECTS } from './entry.schema.js';
import { anyCase, BOOLEAN, closed, nullable, wholeNumber, type JsonSchema } from './json-schema.js';
import { orchestratorSchema } from './orchestrator.schema.js';
import { ParamsDefinitions, refer } from './params.definitions.js';
import { NAME, stepSchema, TIME } from './steps.schema.js';
import { basePattern } from './use.schema.js';

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL', 'VERBOSE', 'LOG', 'WARN', 'FATAL'];
const TEXT = nullable({ type: 'string' });
const OFF: JsonSchema = { enum: [false, 'false', 'off'] };
const PACKAGE = { type: 'string', pattern: String.raw`\S` };

/**
 * The JSON Schema (draft 07) of a config that uses these components.
 *
 * It accepts every config that a start accepts without the help of environment variables, and refuses what can be told without
 * looking at two places at once: ids of services and steps, templates and duplicate names are left to `otai validate`.
 */
export function configSchema(registry: ComponentRegistry): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A config of Open Ticket AI, with the plugins that are installed',
    type: 'object',
    properties: { otai: refer('config'), open_ticket_ai: refer('config'), cfg: refer('config') },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    definitions: definitionsOf(registry),
  };
}

function definitionsOf(registry: ComponentRegistry): Readonly<Record<string, JsonSchema>> {
  const params = new ParamsDefinitions(refer('steps'), 'params.');
  const oldParams = new ParamsDefinitions(refer('steps_1_4'), 'params_1_4.');
  const paramsOf14 = (schema: ParamsSchema): JsonSchema => (holdsSteps(schema) ? oldParams : params).refer(schema);
  const pipes = registry.all('pipe');
  const triggers = { components: registry.all('trigger'), params: params.refer, checksInjects: false };
  const services = { components: registry.all('service'), params: params.refer, checksInjects: true, properties: { injects: INJECTS } };
  return {
    config: contentSchema(),
    service: entrySchema({ ...services, furtherNames: [basePattern('JinjaRenderer', 'jinja_renderer')] }),
    pipeline: pipelineSchema(),
    trigger: entrySchema({ ...triggers, properties: {} }),
    step: stepSchema({ components: pipes, params: params.refer, needsId: true, step: refer('step') }),
    steps: nullable({ type: 'array', items: refer('step') }),
    orchestrator: orchestratorSchema(),
    trigger_1_4: entrySchema({ ...triggers, properties: { id: {}, injects: {} } }),
    step_1_4: stepSchema({ components: pipes, params: paramsOf14, needsId: false, step: refer('step_1_4') }),
    steps_1_4: nullable({ type: 'array', items: refer('step_1_4') }),
    ...params.all,
    ...oldParams.all,
  };
}

function contentSchema(): JsonSchema {
  const twoGrammars: JsonSchema = {
    type: 'object',
    properties: { pipelines: { not: { type: 'null' } }, orchestrator: { not: { type: 'null' } } },
    required: ['pipelines', 'orchestrator'],
  };
  return {
    ...nullable(
      closed({
        api_version: { description: 'The plugin API the config was written for, as a range: "^1.0.0".', ...TEXT },
        plugins: {
          description: 'The plugins that may be loaded. Default: all that are installed.',
          ...nullable({ type: 'array', items: pluginSchema() }),
        },
        infrastructure: nullable(closed({ logging: nullable(loggingSchema()) })),
        services: { description: 'Ticket systems, classifiers and other long-lived objects, by id.', ...namedEntries('service') },
        pipelines: { description: 'What is done with tickets, by name.', ...namedEntries('pipeline') },
        orchestrator: { description: 'The pipelines in the grammar of Open Ticket AI 1.4.', ...nullable(refer('orchestrator')) },
      }),
    ),
    not: twoGrammars,
  };
}

function namedEntries(definition: string): JsonSchema {
  return nullable({ type: 'object', propertyNames: NAME, additionalProperties: refer(definition) });
}

function pipelineSchema(): JsonSchema {
  const trigger = { description: 'When it runs. Default: only when it is asked for.', ...nullable(refer('trigger')) };
  const steps: JsonSchema = { type: 'array', minItems: 1, items: refer('step') };
  const concurrency = { description: 'How many runs the trigger may have at work at once. Default: 1.', ...wholeNumber(1, 1000) };
  const overlap = { description: 'Whether a firing beyond that is left out or waits. Default: skip.', ...nullable(anyCase(OVERLAP)) };
  const mode = { description: 'dry_run: its runs write nothing. Default: live.', ...nullable(anyCase(PIPELINE_MODE)) };
  return closed({ trigger, params: nullable({ type: 'object' }), mode, concurrency, overlap, ...safetySchemas(), steps }, ['steps']);
}

function safetySchemas(): Record<string, JsonSchema> {
  const limit: JsonSchema = { anyOf: [wholeNumber(1, 1_000_000), OFF] };
  const quarantine = closed({ after: wholeNumber(1, 1000), pause: TIME });
  const limits = closed({ writes_per_minute: limit, writes_per_ticket: limit });
  const breaker = closed({ after: wholeNumber(1, 1000), pause: TIME, max: TIME });
  return {
    quarantine: {
      description: 'After how many failed runs a ticket is set aside, and how long it is left alone between.',
      ...nullable(quarantine),
    },
    limits: {
      description: 'How much it may write. Beyond writes_per_minute it waits; beyond writes_per_ticket the ticket is set aside.',
      ...nullable(limits),
    },
    breaker: { description: 'After how many failed runs in a row it pauses. off: never.', anyOf: [breaker, OFF, { type: 'null' }] },
  };
}

function pluginSchema(): JsonSchema {
  const entry = closed({ name: PACKAGE, version: TEXT, optional: BOOLEAN, params: nullable({ type: 'object' }) }, ['name']);
  return { anyOf: [PACKAGE, entry] };
}

function loggingSchema(): JsonSchema {
  const format = nullable(closed({ message_format: TEXT, date_format: TEXT }));
  return closed({ level: nullable(anyCase(LEVELS)), log_to_file: BOOLEAN, log_file_path: TEXT, format });
}

function holdsSteps(schema: ParamsSchema, around: readonly ParamsSchema[] = []): boolean {
  if (around.includes(schema)) return false;
  return [...schema.fields.values()].some(({ type }) => {
    const nested = type.schema ?? type.element?.schema;
    return type.kind === 'steps' || (nested !== undefined && holdsSteps(nested, [...around, schema]));
  });
}
