import { Logger } from '@nestjs/common';
import { pipelineOf } from '../../test/support/compiled.js';
import { effectStep, Interruptible, type OneProcess } from '../../test/support/durable/interruptible.js';
import { Gate } from '../../test/support/gate.js';
import { OtaiError } from '../api/otai.error.js';
import type { PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { JournalError } from '../journal/journal.error.js';
import type { CompiledStep } from './compiled-pipeline.js';
import type { RunResult } from './run-result.js';

const fine: PipeHandler['execute'] = () => PipeResult.succeeded({ value: 1 });
const longText = () => PipeResult.succeeded({ text: 'x'.repeat(300) });
const away = () => PipeResult.failed(new OtaiError('CRM_AWAY', 'the CRM is away', { retryable: true }));
const RETRY = { maxAttempts: 3, backoff: 'fixed', initial: 1000, max: 1000, jitter: false, maxDuration: 300_000 } as const;

/** Writes down what a process tells its journal of the steps, and when it makes sure of it. */
function listen({ journal }: OneProcess): string[] {
  const heard: string[] = [];
  const put = journal.put.bind(journal);
  const flush = journal.flush.bind(journal);
  journal.put = (entry) => {
    if (entry.type === 'step') heard.push(`${entry.step.path} ${entry.step.state}`);
    put(entry);
  };
  journal.flush = (runId) => {
    heard.push('flush');
    return flush(runId);
  };
  return heard;
}

async function run(...steps: CompiledStep[]): Promise<{ heard: string[]; runs: Interruptible; result: RunResult }> {
  const runs = new Interruptible();
  const process = runs.process();
  const heard = listen(process);
  const { result } = process.executor.start(pipelineOf(steps), {});
  for (let rounds = 0; rounds < 3; rounds += 1) await new Promise(setImmediate);
  while (runs.clock.pending > 0) await runs.clock.advance(60_000);
  const ended = await result;
  await process.journal.flush();
  heard.pop();
  return { heard, runs, result: ended };
}

/** A step that tells when it is at work, and ends when it is told to. */
function slow(effect: 'idempotent' | 'once', result: () => PipeResult = () => PipeResult.succeeded()) {
  const [atWork, mayEnd] = [new Gate(), new Gate()];
  const execute = async ({ signal }: { readonly signal: AbortSignal }) => {
    atWork.open();
    await Promise.race([mayEnd.opened, new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))]);
    return result();
  };
  return {
    step: effectStep('slow', effect, { execute }),
    atWork: atWork.opened,
    end: () => mayEnd.open(),
  };
}

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));

describe('the journal is told of a step', () => {
  it('when it has ended, without waiting for that to be safe', async () => {
    const { heard } = await run(effectStep('read', 'idempotent', { execute: fine }), effectStep('compute', 'none', { execute: fine }));
    expect(heard).toEqual(['read succeeded', 'compute succeeded']);
  });

  it.each(['once', undefined] as const)(
    'before it begins, and for sure, when it must not be executed twice (effect %s)',
    async (effect) => {
      const { heard } = await run(effectStep('charge', effect, { execute: fine }));
      expect(heard).toEqual(['charge started', 'flush', 'charge succeeded']);
    },
  );

  it('only when it has ended, when it is skipped', async () => {
    const { heard, runs } = await run(effectStep('charge', 'once', { execute: fine }, { condition: false }));
    expect(heard).toEqual(['charge skipped']);
    expect(await runs.stepAt('charge')).toMatchObject({ reason: 'its condition (if) is false', result: null });
  });

  it('and does not begin it when that cannot be made sure', async () => {
    const runs = new Interruptible();
    const { journal, executor } = runs.process();
    let executed = 0;
    journal.flush = () => Promise.reject(new JournalError('OTAI_JOURNAL_FULL', 'the disk is full'));
    const charge = effectStep('charge', 'once', { execute: () => PipeResult.succeeded({ value: (executed += 1) }) });
    const { error } = await executor.start(pipelineOf([charge]), {}).result;
    expect(error).toMatchObject({ causeCode: 'OTAI_JOURNAL_FULL', retryable: true });
    expect(executed).toBe(0);
  });
});

describe('what is remembered of a step', () => {
  it('is its result, how long it took, and what it is a use of', async () => {
    const { runs } = await run(effectStep('read', 'idempotent', { execute: fine }));
    const { run: record } = (await runs.lastRun()) ?? {};
    expect(await runs.stepAt('read')).toEqual({
      runId: record?.runId,
      path: 'read',
      use: 'test_pipe',
      state: 'succeeded',
      startedAt: runs.clock.now(),
      durationMs: 0,
      attempts: 1,
      result: '{"value":1}',
      withheld: false,
      reason: null,
      error: null,
    });
  });

  it('is no result where it is had again, or may not be kept', async () => {
    const { runs } = await run(effectStep('compute', 'none', { execute: fine }), effectStep('read', 'idempotent', { execute: longText }));
    expect(await runs.stepAt('compute')).toMatchObject({ result: null, withheld: true });
    expect(await runs.stepAt('read')).toMatchObject({ result: null, withheld: true });
  });

  it('is how it failed, after how many attempts', async () => {
    const ask = effectStep('ask', 'idempotent', { execute: away }, { policy: { retry: RETRY, timeout: undefined } });
    const { runs } = await run(ask);
    const error = { code: 'CRM_AWAY', message: 'the CRM is away', retryable: true };
    expect(await runs.stepAt('ask')).toMatchObject({ state: 'failed', attempts: 3, error });
  });

  it('is each of its executions, where there are several at one place', async () => {
    const read = effectStep('read', 'idempotent', { execute: fine });
    const { heard } = await run(read, read, read);
    expect(heard).toEqual(['read succeeded', 'read#2 succeeded', 'read#3 succeeded']);
  });

  it('does not change when the run goes on', async () => {
    const runs = new Interruptible();
    const { step, atWork } = slow('idempotent');
    const read = effectStep('read', 'once', { execute: fine });
    const flush = effectStep('flush', 'once', { execute: fine, recover: () => PipeResult.succeeded() });
    await runs.kill(pipelineOf([read, flush, step]), atWork);
    const before = await runs.stepAt('read');
    await runs.clock.advance(5000);
    await runs.resume(pipelineOf([read, flush, effectStep('slow', 'idempotent', { execute: fine })]));
    expect(await runs.stepAt('read')).toEqual(before);
  });
});

describe('a step at work when the application shuts down', () => {
  it('may end, and is remembered', async () => {
    for (const result of [fine as () => PipeResult, away]) {
      const runs = new Interruptible();
      const { step, atWork, end } = slow('once', result);
      await runs.suspend(pipelineOf([step]), atWork.then(end));
      expect(await runs.stepAt('slow')).toMatchObject({ state: result === away ? 'failed' : 'succeeded' });
      expect((await runs.lastRun())?.run.state).toBe('suspended');
    }
  });

  it('is as good as interrupted when it does not end in time', async () => {
    const runs = new Interruptible();
    const { step, atWork } = slow('once');
    const ended = runs.suspend(pipelineOf([step]), atWork);
    await atWork;
    await new Promise(setImmediate);
    await runs.clock.advance(1000);
    expect((await ended).error).toMatchObject({ code: 'OTAI_RUN_SUSPENDED' });
    expect(await runs.stepAt('slow')).toMatchObject({ state: 'started', error: null });
  });

  it('that only waits for its next attempt begins it later, though it must not be executed twice', async () => {
    const runs = new Interruptible();
    const attempts: number[] = [];
    const failed = new Gate();
    const ask = (result: () => PipeResult): CompiledStep =>
      effectStep(
        'ask',
        'once',
        {
          execute: ({ attempt }) => {
            attempts.push(attempt);
            setImmediate(() => failed.open());
            return result();
          },
        },
        { policy: { retry: RETRY, timeout: undefined } },
      );
    await runs.suspend(pipelineOf([ask(away)]), failed.opened);
    expect(await runs.stepAt('ask')).toMatchObject({ state: 'started', attempts: 1, error: { code: 'CRM_AWAY' } });
    const [result] = await runs.resume(pipelineOf([ask(() => PipeResult.succeeded())]));
    expect([result?.status, attempts]).toEqual(['succeeded', [1, 2]]);
  });
});

describe('a run that another process has taken over', () => {
  it('stops before it does what must not be done twice, and leaves no trace', async () => {
    const runs = new Interruptible();
    const { step, atWork, end } = slow('idempotent');
    let charged = 0;
    const charge = effectStep('charge', 'once', { execute: () => PipeResult.succeeded({ value: (charged += 1) }) });
    const after = effectStep('after', 'idempotent', { execute: fine });
    const first = effectStep('first', 'once', { execute: fine, recover: () => PipeResult.succeeded() });
    const { executor, journal } = runs.process();
    const { result } = executor.start(pipelineOf([first, step, { ...charge, continueOnError: true }, after]), {});
    await atWork;
    journal.standStill();
    const [taken] = await runs.resume(pipelineOf([first, effectStep('slow', 'idempotent', { execute: fine }), charge, after]));
    expect([taken?.status, charged]).toEqual(['succeeded', 1]);
    const before = await runs.lastRun();
    end();
    const { error, steps } = await result;
    await journal.close();
    expect(error).toMatchObject({ code: 'OTAI_RUN_CANCELLED' });
    expect([charged, steps.has('after')]).toEqual([1, false]);
    expect(await runs.lastRun()).toEqual(before);
  });
});
