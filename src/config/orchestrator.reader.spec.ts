import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadText, problemsOf } from '../../test/support/load-text.js';
import { loadConfig } from './config.loader.js';
import type { OtaiConfig } from './otai-config.js';

const PUBLISHED = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'configs', 'published');

describe('The configs published for Open Ticket AI 1.4', () => {
  it.each(readdirSync(PUBLISHED))('load unchanged: %s', (config) => {
    const loaded = loadConfig({ config, cwd: PUBLISHED, env: {}, dotenv: false });
    loaded.problems.throwIfAny();
    expect(loaded.warnings).toEqual([]);
    expect(loaded.config).toMatchObject({ origin: 'orchestrator', apiVersion: '>=1.0.0', plugins: undefined });
    expect(loaded.config.pipelines).toHaveLength(1);
  });

  it('need no renderer service: rendering is the core’s', () => {
    const { config } = loadConfig({ config: 'otobo_demo.yml', cwd: PUBLISHED, env: {}, dotenv: false });
    expect(config.services.map(({ id }) => id)).toEqual(['otobo_znuny', 'hf_local']);
  });
});

const orchestrator = (params: string): string => `
otai:
  orchestrator:
    use: otai_base:SimpleSequentialOrchestrator
    params: ${params}
`;
const runner = (extra = '', interval = 'PT60S'): string =>
  `{ use: otai-base:SimpleSequentialRunner, ${extra} params: { on: { use: base:IntervalTrigger, params: { interval: ${interval} } }, run: { use: base:CompositePipe, params: { steps: [] } } } }`;

function pipelinesOf(params: string): OtaiConfig['pipelines'] {
  const { config, problems } = loadText(orchestrator(params));
  problems.throwIfAny();
  return config.pipelines;
}

describe('Each runner becomes a pipeline', () => {
  it('named by its id, or by its place', () => {
    const names = pipelinesOf(`{ steps: [${runner('id: queue processor,')}, ${runner()}] }`).map(({ name }) => name);
    expect(names).toEqual(['queue processor', 'pipeline_2']);
  });

  it('with what it runs as its only step', () => {
    expect(pipelinesOf(`{ steps: [${runner()}] }`)[0]?.steps).toMatchObject([
      { id: 'run', use: 'base:CompositePipe', params: { steps: [] } },
    ]);
  });

  it('whose steps can read the orchestrator’s params', () => {
    expect(pipelinesOf(`{ orchestrator_sleep: 1, steps: [${runner()}] }`)[0]?.params).toEqual({ orchestrator_sleep: 1 });
  });

  it('that runs first after one interval', () => {
    expect(pipelinesOf(`{ steps: [${runner()}] }`)[0]?.trigger).toMatchObject({
      use: 'base:IntervalTrigger',
      params: { interval: 'PT60S', run_at_start: false },
    });
  });

  it.each([
    ['PT5S', 'PT0.1S', 'PT5S'],
    ['PT0.01S', 'PT0.5S', 'PT0.5S'],
    ['2', '5', 5],
    ['PT5S', '"{{ 1 }}"', '{{ 1 }}'],
    ['"{{ 5 }}"', 'PT1S', 'PT1S'],
  ])('whose rhythm is the slower of orchestrator_sleep %s and interval %s', (sleep, interval, expected) => {
    const [pipeline] = pipelinesOf(`{ orchestrator_sleep: ${sleep}, steps: [${runner('', interval)}] }`);
    expect(pipeline?.trigger?.params['interval']).toBe(expected);
  });

  it('that waits after a failure, five seconds unless exception_sleep says otherwise', () => {
    expect(pipelinesOf(`{ steps: [${runner()}] }`)[0]).toMatchObject({ exceptionSleep: 5_000, stopOnFailure: false });
    expect(pipelinesOf(`{ exception_sleep: 0:01:00, always_retry: false, steps: [${runner()}] }`)[0]).toMatchObject({
      exceptionSleep: 60_000,
      stopOnFailure: true,
    });
  });
});

describe('The 1.4 grammar', () => {
  it('gives nested steps without an id one, and takes the keys of our own grammar', () => {
    const step = '{ use: base:ExpressionPipe, if: "{{ true }}", on_error: continue }';
    const [pipeline] = pipelinesOf(
      `{ steps: [${runner().replace('use: base:CompositePipe', 'use: base:CompositePipe, on_error: continue')}] }`,
    );
    expect(pipeline?.steps[0]?.onError).toBe('continue');
    expect(
      problemsOf(orchestrator(`{ steps: [{ id: r, use: base:SimpleSequentialRunner, params: { on: { use: t }, run: ${step} } }] }`)),
    ).toEqual([]);
  });

  it('reads an empty list of plugins as nothing said; our own grammar as no plugin allowed', () => {
    expect(loadText(`${orchestrator(`{ steps: [${runner()}] }`)}  plugins: []\n`).config.plugins).toBeUndefined();
    expect(loadText('otai: { plugins: [] }').config.plugins).toEqual([]);
  });

  it('must be a mapping', () => {
    expect(problemsOf('otai: { orchestrator: [] }')).toEqual([
      'config.yml:1:23 orchestrator must be an orchestrator: a mapping with use and params, but is a list',
    ]);
    expect(problemsOf(orchestrator('{ steps: [{ use: base:SimpleSequentialRunner, params: { on: soon, run: fetch } }, 5] }'))).toEqual([
      expect.stringContaining('orchestrator.params.steps[0].params.on must be a trigger'),
      expect.stringContaining('orchestrator.params.steps[0].params.run must be a step'),
      expect.stringContaining('orchestrator.params.steps[1] must be a runner'),
    ]);
  });
});
