import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Allow, IsInt, IsOptional, IsString, IsUrl } from 'class-validator';
import * as fc from 'fast-check';
import { load } from 'js-yaml';
import { Classifier, IsSecret, Pipe, PipeResult, PluginFactory, Secret, Service, type Classification } from 'open-ticket-ai';
import { MemoryTicketSystem, TestingPlugin } from 'open-ticket-ai/testing';
import { loadConfig } from '../config/config.loader.js';
import { formatProblem } from '../config/config-problem.js';
import { surveyApplication } from '../module/load-application.js';
import { compileApplication } from '../pipeline/application.compiler.js';
import { configSchema } from './config.schema.js';
import type { JsonSchema } from './json-schema.js';

class OtoboParams {
  @IsString() @IsUrl({ require_tld: false }) base_url!: string;
  @IsOptional() @IsString() username?: string;
  @IsSecret() password!: Secret;
  @IsOptional() @Allow() operation_urls?: unknown;
  @IsOptional() @Allow() webservice_name?: unknown;
}

@Service('otobo_znuny', { params: OtoboParams })
class OTOBOZnunyTicketSystemService extends MemoryTicketSystem {}

class OtoboZnunyPlugin extends PluginFactory {
  injectables() {
    return [OTOBOZnunyTicketSystemService];
  }
}

@Service('hf_classification_service')
class HFClassificationService extends Classifier {
  async classify(): Promise<Classification> {
    return { label: null, confidence: 0, labels: [], abstained: 'it is a fake' };
  }
}

class HfLocalPlugin extends PluginFactory {
  injectables() {
    return [HFClassificationService];
  }
}

class CountParams {
  @IsInt() count!: number;
}

@Pipe('count', { params: CountParams, description: 'Counts.' })
class CountPipe {
  execute() {
    return PipeResult.succeeded();
  }
}

class SpecPlugin extends PluginFactory {
  injectables() {
    return [CountPipe];
  }
}

const FIXTURES = join(import.meta.dirname, '../../test/fixtures/configs');
/** What is wrong in these can only be seen by looking at two places at once, into a template, or around the file. */
const BEYOND = /api-version|template-(?:syntax|names|steps)|dependencies|environment|plugin-not-installed/;

function parses(name: string): boolean {
  try {
    load(readFileSync(join(FIXTURES, 'broken', name), 'utf8'));
    return true;
  } catch {
    return false;
  }
}

const PLUGINS = [TestingPlugin, OtoboZnunyPlugin, HfLocalPlugin, SpecPlugin];

const SURVEY = surveyApplication({ text: 'otai:', plugins: PLUGINS, env: {}, dotenv: false });

async function schemaOf(): Promise<JsonSchema> {
  return configSchema((await SURVEY).plugins.registry);
}

const VALIDATOR = schemaOf().then((schema) =>
  new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(schema),
);

/** What the schema says of a config: nothing, or the paths at which it finds something wrong. */
async function schemaSays(text: string): Promise<string[]> {
  const validate = await VALIDATOR;
  return validate(load(text)) ? [] : [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath))];
}

/** What a start says of it, when every variable that it reads is set. */
async function startSays(text: string): Promise<string[]> {
  const { registry } = (await SURVEY).plugins;
  const env = Object.fromEntries([...text.matchAll(/get_env\(['"]+(\w+)/g)].map(([, name = '']) => [name, 'x']));
  try {
    const loaded = loadConfig({ text, env, dotenv: false });
    compileApplication(loaded, registry, (name) => env[name]);
    return Array.from(loaded.problems, formatProblem);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** One pipeline with these steps. */
function steps(text: string): string {
  return `otai:\n  services: { helpdesk: { use: testing:memory_ticket_system } }\n  pipelines:\n    p:\n      steps:\n${text.replaceAll(/^/gm, '        ')}\n`;
}

const GOOD: Readonly<Record<string, string>> = {
  'nothing under the root': 'cfg:\n',
  'sections and keys with nothing behind them': `otai:
  api_version:
  plugins:
  infrastructure: { logging: { level: info, log_to_file: 'false', format: } }
  orchestrator:
  pipelines:
    p: { trigger: , params: , steps: [{ id: a, use: base:expression, params: { expression: }, if: , depends_on: , on_error: CONTINUE }] }
`,
  'every spelling of a component': steps(`- { id: a, use: base:expression, params: { expression: 1 } }
- { id: b, use: "otai_base:ExpressionPipe", params: { expression: 1 } }
- { id: c, use: "open_ticket_ai.base:expression", params: { expression: 1 } }
- { id: d, use: "otai-spec:CountPipe", params: { count: 1 } }`),
  'numbers and templates as texts': steps(`- { id: a, use: spec:count, params: { count: "12" } }
- { id: b, use: spec:count, params: { count: "{{ get_pipe_result('a', 'n') }}" }, if: "TRUE", depends_on: a }
- { id: c, use: spec:count, params: { count: 3.0 }, if: false, depends_on: [a, b] }`),
  'a template in place of an object': steps(`- { id: n, use: base:expression, params: { expression: { body: x } } }
- { id: a, use: base:add_note, injects: { ticket_system: helpdesk }, params: { ticket_id: 42, note: "{{ get_pipe_result('n') }}" } }`),
  'nested steps, and params for them': steps(`- id: each
  use: base:for_each
  params:
    items: [1, 2]
    threshold: 0.5
    steps: [{ id: inner, use: base:composite, params: { steps: [{ id: a, use: spec:count, params: { count: 1 } }] } }]`),
  'durations in every way of writing': `otai: { pipelines: { ${['60s', 'PT1M', '"0:01:00"', '90', '1.5', '{ every: 1h }']
    .map(
      (every, i) =>
        `p${i}: { trigger: { use: base:interval, params: ${every.startsWith('{') ? every : `{ every: ${every} }`} }, steps: [{ id: a, use: spec:count, params: { count: 1 } }] }`,
    )
    .join(', ')} } }`,
  'policies of steps and pipelines': `otai:
  pipelines:
    p:
      trigger: { use: base:interval, params: { every: 1m } }
      concurrency: "4"
      overlap: QUEUE
      steps:
        - { id: a, use: spec:count, params: { count: 1 }, retry: true, timeout: 30s, on_error: fail }
        - { id: b, use: spec:count, params: { count: 1 }, retry: "false", timeout: 1.5 }
        - { id: c, use: spec:count, params: { count: 1 }, retry: { max_attempts: 5, backoff: Fixed, initial: 500ms, max: PT1M, jitter: false, max_duration: 10m } }
        - { id: d, use: spec:count, params: { count: 1 }, retry: {}, timeout: }
        - id: e
          use: spec:count
          params: { count: 1 }
          on_error: { then: continue, steps: [{ id: f, use: spec:count, params: { count: 1 }, on_error: { steps: [{ id: g, use: spec:count, params: { count: 1 } }] } }] }
`,
  'policies in the 1.4 grammar': `otai:
  orchestrator:
    use: base:SimpleSequentialOrchestrator
    params:
      steps:
        - use: base:SimpleSequentialRunner
          params:
            on: { use: base:IntervalTrigger, params: { interval: PT1M } }
            run: { use: spec:count, params: { count: 1 }, retry: true, on_error: { steps: [{ use: spec:count, params: { count: 1 } }] } }
`,
  'the renderer of the 1.4 grammar': 'otai: { services: { r: { use: "base:JinjaRenderer", params: { env_config: { allowed: [X] } } } } }',
};

const BROKEN: readonly [what: string, text: string, path: string][] = [
  ['an unknown component', steps('- { id: a, use: base:expresion }'), '/otai/pipelines/p/steps/0/use'],
  ['an unknown param', steps('- { id: a, use: spec:count, params: { count: 1, cuont: 1 } }'), '/otai/pipelines/p/steps/0/params'],
  ['a missing param', steps('- { id: a, use: spec:count }'), '/otai/pipelines/p/steps/0'],
  [
    'a param of the wrong type',
    steps('- { id: a, use: "otai_spec:count", params: { count: many } }'),
    '/otai/pipelines/p/steps/0/params/count',
  ],
  [
    'a value out of range',
    steps('- { id: a, use: base:for_each, params: { items: [], concurrency: 0, steps: [] } }'),
    '/otai/pipelines/p/steps/0/params/concurrency',
  ],
  [
    'a value that is none of those to choose from',
    steps(
      '- { id: a, use: base:add_note, injects: { ticket_system: helpdesk }, params: { ticket_id: 1, note: { body: x, visibility: secret } } }',
    ),
    '/otai/pipelines/p/steps/0/params/note/visibility',
  ],
  ['a service that is not given', steps('- { id: a, use: base:fetch_tickets }'), '/otai/pipelines/p/steps/0'],
  [
    'a service that nobody asks for',
    steps('- { id: a, use: spec:count, injects: { x: helpdesk }, params: { count: 1 } }'),
    '/otai/pipelines/p/steps/0/injects',
  ],
  ['a step without id', steps('- { use: spec:count, params: { count: 1 } }'), '/otai/pipelines/p/steps/0'],
  [
    'a mistake in a nested step',
    steps('- { id: c, use: base:composite, params: { steps: [{ id: a, use: spec:count, params: { count: x } }] } }'),
    '/otai/pipelines/p/steps/0/params/steps/0/params/count',
  ],
  [
    'a key of the step among the params of an open class',
    steps('- { id: c, use: base:composite, params: { if: "{{ true }}", steps: [] } }'),
    '/otai/pipelines/p/steps/0/params',
  ],
  [
    'a condition that is neither template nor true or false',
    steps('- { id: a, use: spec:count, params: { count: 1 }, if: maybe }'),
    '/otai/pipelines/p/steps/0/if',
  ],
  ['a trigger among the steps', steps('- { id: a, use: base:interval, params: { every: 1s } }'), '/otai/pipelines/p/steps/0/use'],
  [
    'more attempts than anybody waits for',
    steps('- { id: a, use: spec:count, params: { count: 1 }, retry: { max_attempts: 101 } }'),
    '/otai/pipelines/p/steps/0/retry/max_attempts',
  ],
  [
    'a key that no policy has',
    steps('- { id: a, use: spec:count, params: { count: 1 }, retry: { tries: 3 } }'),
    '/otai/pipelines/p/steps/0/retry',
  ],
  ['a time limit of nothing', steps('- { id: a, use: spec:count, params: { count: 1 }, timeout: 0 }'), '/otai/pipelines/p/steps/0/timeout'],
  [
    'a mistake in a step under on_error',
    steps('- { id: a, use: spec:count, params: { count: 1 }, on_error: { steps: [{ id: b, use: spec:count, params: { count: x } }] } }'),
    '/otai/pipelines/p/steps/0/on_error/steps/0/params/count',
  ],
  [
    'runs of which none may run',
    'otai: { pipelines: { p: { concurrency: 0, steps: [{ id: a, use: spec:count, params: { count: 1 } }] } } }',
    '/otai/pipelines/p/concurrency',
  ],
  ['a pipeline without steps', 'otai: { pipelines: { p: { steps: [] } } }', '/otai/pipelines/p/steps'],
  [
    'a 1.4 runner without its composite',
    'otai: { orchestrator: { use: "base:SimpleSequentialOrchestrator", params: { steps: [{ use: "base:SimpleSequentialRunner", params: { on: { use: "base:IntervalTrigger", params: { interval: PT1S } } } }] } } }',
    '/otai/orchestrator/params/steps/0/params',
  ],
];

const NOT_EXPRESSIBLE: readonly [what: string, text: string][] = [
  [
    'an id that is there twice',
    steps('- { id: a, use: spec:count, params: { count: 1 } }\n- { id: a, use: spec:count, params: { count: 1 } }'),
  ],
  ['a service that is not configured', steps('- { id: a, use: base:fetch_tickets, injects: { ticket_system: nowhere } }')],
  ['a template that refers to no step', steps(`- { id: a, use: base:expression, params: { expression: "{{ get_pipe_result('b') }}" } }`)],
  [
    'a first pause that is longer than the longest',
    steps('- { id: a, use: spec:count, params: { count: 1 }, retry: { initial: 2m, max: 1m } }'),
  ],
  ['a version range that is none', 'otai: { api_version: one }'],
];

/** Configs with something in every place. */
const WHOLE = [
  readFileSync(join(FIXTURES, 'published', 'otobo_demo.yml'), 'utf8'),
  readFileSync(join(import.meta.dirname, '../../examples/first-run/config.yml'), 'utf8'),
  ...Object.values(GOOD),
];

interface Mutation {
  readonly place: number;
  readonly value: unknown;
  readonly removes: boolean;
}

/** Puts a value in one place of many, or takes away what is there. */
function changed(config: unknown, { place, value, removes }: Mutation): unknown {
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const key of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      visit((holder as Record<string, unknown>)[key]);
    }
  };
  visit(config);
  const chosen = places[place % places.length];
  if (chosen === undefined) return config;
  if (removes && !Array.isArray(chosen.holder)) delete chosen.holder[chosen.key];
  else chosen.holder[chosen.key] = value;
  return config;
}

/** Mistakes of YAML itself are found before there is anything to check. */
const BROKEN_FILES = readdirSync(join(FIXTURES, 'broken')).filter((name) => name.endsWith('.yml') && parses(name) && !BEYOND.test(name));

describe('the JSON Schema of a config', () => {
  it.each(readdirSync(join(FIXTURES, 'published')))('accepts the published config %s, as a start does', async (name) => {
    const text = readFileSync(join(FIXTURES, 'published', name), 'utf8');
    expect(await startSays(text)).toEqual([]);
    expect(await schemaSays(text)).toEqual([]);
  });

  it('accepts the example of the first run', async () => {
    expect(await schemaSays(readFileSync(join(import.meta.dirname, '../../examples/first-run/config.yml'), 'utf8'))).toEqual([]);
  });

  it.each(Object.entries(GOOD))('accepts %s, as a start does', async (_, text) => {
    expect(await startSays(text)).toEqual([]);
    expect(await schemaSays(text)).toEqual([]);
  });

  it.each(BROKEN_FILES)('refuses %s, as a start does', async (name) => {
    expect(await schemaSays(readFileSync(join(FIXTURES, 'broken', name), 'utf8'))).not.toEqual([]);
  });

  it.each(BROKEN)('refuses %s, at the right place', async (_, text, path) => {
    expect(await startSays(text)).not.toEqual([]);
    expect(await schemaSays(text)).toContain(path);
  });

  it.each(NOT_EXPRESSIBLE)('leaves to otai validate: %s', async (_, text) => {
    expect(await startSays(text)).not.toEqual([]);
    expect(await schemaSays(text)).toEqual([]);
  });

  it('never refuses what a start accepts, whatever is changed in a good config', async () => {
    const odd = fc.constantFrom<unknown>(
      null,
      '',
      ' ',
      '12',
      '1.5',
      'true',
      'TRUE',
      'x',
      'fetch',
      'helpdesk',
      '{{ 1 }}',
      '60s',
      0,
      1,
      -1,
      0.5,
      1e21,
      true,
      [],
      {},
      ['x'],
      { name: 'x' },
      { id: 3 },
    );
    const change = fc.record({ config: fc.constantFrom(...WHOLE), place: fc.nat(), value: odd, removes: fc.boolean() });
    const accepted = { count: 0 };
    await fc.assert(
      fc.asyncProperty(change, async ({ config, place, value, removes }) => {
        const text = JSON.stringify(changed(load(config), { place, value, removes }));
        if ((await startSays(text)).length > 0) return;
        accepted.count += 1;
        expect({ text, refused: await schemaSays(text) }).toEqual({ text, refused: [] });
      }),
      { numRuns: 600 },
    );
    expect(accepted.count).toBeGreaterThan(50);
  });

  it('does not ask for secrets, which often come from the environment', async () => {
    const text = 'otai: { services: { desk: { use: "otobo-znuny:otobo_znuny", params: { base_url: "https://desk.example.com" } } } }';
    expect(await schemaSays(text)).toEqual([]);
  });

  it('tells editors what each component and param is for', async () => {
    const { definitions = {} } = await schemaOf();
    expect(definitions['step']?.properties?.['use']?.anyOf).toContainEqual({ const: 'spec:count', description: 'Counts.' });
    expect(definitions['params.AddNoteParams']?.properties?.['ticket_id']).toMatchObject({
      description: 'The ticket that gets the note.',
      examples: ['{{ ticket.id }}'],
    });
    expect(definitions['params.IntervalParams']?.properties?.['run_at_start']).toMatchObject({ default: true });
  });
});
