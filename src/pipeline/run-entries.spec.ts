import { pipelineOf, runEnvironment } from '../../test/support/compiled.js';
import { DurableMemory } from '../../test/support/durable/durable-memory.js';
import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { RunRecord } from '../journal/journal-records.js';
import { FakeClock } from '../testing/fake-clock.js';
import { RunResult } from './run-result.js';
import { endOf, optionsOf, startOf } from './run-entries.js';
import { definitionOf } from './run-definition.js';
import { StepFailedError } from './run.error.js';
import { Run, type RunOptions } from './run.js';

const PIPELINE = pipelineOf([]);

function newRun(options: RunOptions = {}, { durable = true } = {}): Run {
  const clock = new FakeClock();
  const environment = runEnvironment(clock);
  return new Run('test', durable ? { ...environment, journal: new DurableMemory(clock).open() } : environment, options);
}

function ended(run: Run, result: PipeResult) {
  return endOf(run, new RunResult(run.id, 'test', result, new Map(), run.dryRun, 12.5));
}

describe('what the journal gets to know of a run that begins', () => {
  it('is who it is, what it does, and what it was asked for', () => {
    const run = newRun({ input: { id: 7 }, ticket: '42', dryRun: true });
    expect(startOf(PIPELINE, run)).toEqual({
      type: 'run_started',
      run: {
        runId: run.id,
        pipeline: 'test',
        definition: definitionOf(PIPELINE),
        dryRun: true,
        ticket: '42',
        input: '{"input":{"id":7}}',
        inputWithheld: false,
        startedAt: Date.UTC(2026, 0, 1),
      },
    });
  });

  it('is that there was no input, or one that cannot be kept', () => {
    expect(startOf(PIPELINE, newRun()).run).toMatchObject({ input: null, inputWithheld: false });
    for (const input of [() => 1, 'x'.repeat(300), new Map()])
      expect(startOf(PIPELINE, newRun({ input })).run).toMatchObject({ input: null, inputWithheld: true });
  });

  it('is little where it does not outlive the process', () => {
    const { run } = startOf(PIPELINE, newRun({ input: { id: 7 } }, { durable: false }));
    expect(run).toMatchObject({ definition: '', input: null, inputWithheld: false });
  });
});

describe('what the journal gets to know of a run that ends', () => {
  it('is how, when, how long it took, and how often it wrote', () => {
    const run = newRun();
    run.countWrite();
    const at = Date.UTC(2026, 0, 1);
    expect(ended(run, PipeResult.succeeded())).toEqual({
      type: 'run_ended',
      runId: run.id,
      state: 'succeeded',
      error: null,
      at,
      durationMs: 12.5,
      writes: 1,
    });
    expect(ended(run, PipeResult.skipped('nothing to do')).state).toBe('skipped');
  });

  it('is what went wrong underneath', () => {
    const error = new StepFailedError('test', 'ask', new OtaiError('CRM_AWAY', 'the CRM is away', { retryable: true }), 3);
    expect(ended(newRun(), PipeResult.failed(error))).toMatchObject({
      state: 'failed',
      error: { code: 'CRM_AWAY', message: 'the CRM is away', retryable: true },
    });
  });

  it('is that it goes on later, when it does: then nothing went wrong', () => {
    const run = newRun();
    run.hurry(new Error('the application shuts down'));
    expect(ended(run, PipeResult.failed('stopped'))).toMatchObject({ state: 'suspended', error: null });
  });
});

describe('a run that goes on', () => {
  it.each<RunOptions>([
    { input: { id: 7, when: new Date(5), list: [null, 'a'] }, ticket: '42', dryRun: true },
    { input: null, dryRun: false },
    { input: 'a text', dryRun: false },
    { dryRun: false },
  ])('has the same options as before: %j', (options) => {
    const { run } = startOf(PIPELINE, newRun(options));
    expect(optionsOf(run as RunRecord)).toEqual({ input: undefined, ticket: undefined, ...options });
  });
});
