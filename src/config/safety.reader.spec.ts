import * as fc from 'fast-check';
import { loadText, problemsOf } from '../../test/support/load-text.js';
import type { PipelineEntry } from './otai-config.js';
import { DEFAULT_SAFETY } from './safety.reader.js';

const STEPS = 'steps: [{ id: one, use: base:expression, params: { expression: 1 } }]';

function read(keys: string): PipelineEntry | undefined {
  const { config, problems } = loadText(`otai: { pipelines: { route: { ${keys}${STEPS} } } }`);
  expect([...problems]).toEqual([]);
  return config.pipelines[0];
}

function safety(keys: string) {
  return read(`${keys}, `)?.safety;
}

function refusals(keys: string): string[] {
  return problemsOf(`otai: { pipelines: { route: { ${keys}, ${STEPS} } } }`).map((line) =>
    line.replace(/^config\.yml:1:\d+ pipelines\.route\./, ''),
  );
}

describe('what keeps a pipeline from doing harm', () => {
  it('is there when the config says nothing of it', () => {
    expect(read('')?.safety).toEqual({
      quarantine: { after: 3, pause: 60_000 },
      limits: { writesPerMinute: undefined, writesPerTicket: 20 },
      breaker: { after: 10, pause: 60_000, max: 900_000 },
    });
    expect(safety('quarantine: {}, limits: {}, breaker: {}')).toEqual(DEFAULT_SAFETY);
    expect(safety('quarantine: null, limits: null, breaker: null')).toEqual(DEFAULT_SAFETY);
  });

  it('is there for pipelines of the 1.4 grammar too', () => {
    const { config } = loadText(`
open_ticket_ai:
  orchestrator:
    runners:
      - id: route
        run: { id: steps, use: base:CompositePipe, steps: [{ id: one, use: base:JinjaExpressionPipe, params: { expression: 1 } }] }
`);
    expect(config.pipelines.map(({ safety: entry }) => entry)).toEqual(config.pipelines.map(() => DEFAULT_SAFETY));
  });

  it('can be set: after how many failed runs a ticket is set aside, and how long it is left alone before', () => {
    expect(safety('quarantine: { after: 1, pause: 30s }')?.quarantine).toEqual({ after: 1, pause: 30_000 });
    expect(safety('quarantine: { after: "5" }')?.quarantine).toEqual({ after: 5, pause: 60_000 });
  });

  it.each([
    ['writes_per_minute: 120', { writesPerMinute: 120, writesPerTicket: 20 }],
    ['writes_per_minute: off', { writesPerMinute: undefined, writesPerTicket: 20 }],
    ['writes_per_ticket: off', { writesPerMinute: undefined, writesPerTicket: undefined }],
    ['writes_per_ticket: false', { writesPerMinute: undefined, writesPerTicket: undefined }],
    ['writes_per_minute: 1, writes_per_ticket: 1', { writesPerMinute: 1, writesPerTicket: 1 }],
  ])('has limits: %s', (limits, expected) => {
    expect(safety(`limits: { ${limits} }`)?.limits).toEqual(expected);
  });

  it.each([
    ['off', undefined],
    ['false', undefined],
    ['"off"', undefined],
    ['{ after: 2 }', { after: 2, pause: 60_000, max: 900_000 }],
    ['{ pause: 5s, max: 1m }', { after: 10, pause: 5000, max: 60_000 }],
    ['{ pause: 1h }', { after: 10, pause: 3_600_000, max: 3_600_000 }],
  ])('has a breaker: %s', (breaker, expected) => {
    expect(safety(`breaker: ${breaker}`)?.breaker).toEqual(expected);
  });

  it('has a mode, in which nothing is written', () => {
    expect([read('')?.mode, read('mode: live, ')?.mode, read('mode: Dry_Run, ')?.mode]).toEqual([undefined, 'live', 'dry_run']);
  });
});

describe('refused is', () => {
  it.each([
    ['mode: dry', ['mode must be one of live, dry_run, but is "dry"']],
    ['dry_run: true', ['dry_run does not belong here (write mode: dry_run instead)']],
    ['quarantine: 3', ['quarantine must be a mapping, but is a number (e.g. quarantine: { after: 3, pause: 1m })']],
    ['quarantine: off', ['quarantine must be a mapping, but is a text (e.g. quarantine: { after: 3, pause: 1m })']],
    ['quarantine: { attempts: 3 }', ['quarantine.attempts is not a known key (did you mean "after"?)']],
    ['quarantine: { after: 0 }', ['quarantine.after must be a whole number from 1 to 1000, but is 0']],
    ['quarantine: { pause: 0 }', ['quarantine.pause must be more than 0']],
    ['limits: 20', ['limits must be a mapping, but is a number (e.g. limits: { writes_per_minute: 120, writes_per_ticket: 20 })']],
    ['limits: { writes: 5 }', ['limits.writes is not a known key (known keys: writes_per_minute, writes_per_ticket)']],
    ['limits: { writes_per_ticket: 0 }', ['limits.writes_per_ticket must be a whole number from 1 to 1000000, but is 0 (or off)']],
    ['limits: { writes_per_minute: many }', ['limits.writes_per_minute must be a whole number from 1 to 1000000, but is a text (or off)']],
    ['breaker: 5', ['breaker must be off or a mapping, but is a number (e.g. breaker: { after: 10, pause: 1m, max: 15m })']],
    ['breaker: true', ['breaker must be off or a mapping, but is a boolean (e.g. breaker: { after: 10, pause: 1m, max: 15m })']],
    ['breaker: { threshold: 5 }', ['breaker.threshold is not a known key (did you mean "after"?)']],
    ['breaker: { pause: 2m, max: 1m }', ['breaker.pause must not be longer than max (raise max, or leave it out)']],
  ])('%s', (keys, expected) => {
    expect(refusals(keys)).toEqual(expected);
  });

  it('everything that is wrong, at once', () => {
    expect(
      refusals('mode: dry, quarantine: { after: 0 }, limits: { writes_per_minute: -1 }, breaker: { after: 0, pause: never }'),
    ).toHaveLength(5);
  });

  it('never more than what is wrong: any value gives an entry or a problem, and no exception', () => {
    fc.assert(
      fc.property(fc.constantFrom('quarantine', 'limits', 'breaker'), fc.jsonValue(), (key, value) => {
        const config = { otai: { pipelines: { route: { [key]: value, steps: [] } } } };
        const { config: loaded } = loadText(JSON.stringify(config));
        const entry = loaded.pipelines[0]?.safety;
        expect(entry?.quarantine.after).toBeGreaterThanOrEqual(1);
        expect(entry?.limits.writesPerTicket ?? 1).toBeGreaterThanOrEqual(1);
        expect(entry?.breaker?.pause ?? 1).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
