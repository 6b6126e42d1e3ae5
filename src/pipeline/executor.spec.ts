import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import { FakeClock } from '../testing/fake-clock.js';
import { pipelineOf, runEnvironment, stepOf } from '../../test/support/compiled.js';
import { Gate } from '../../test/support/gate.js';
import { InProcessExecutor, type StartedRun } from './executor.js';
import type { RunEvent } from './run-events.js';

const never = () => new Promise<PipeResult>(() => {});
const untilAborted = ({ signal }: { signal: AbortSignal }) =>
  new Promise<PipeResult>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

/** Tells in its data whether its signal was aborted while it worked. */
const works = ({ signal }: { signal: AbortSignal }) =>
  new Promise<PipeResult>((resolve) => setTimeout(() => resolve(PipeResult.succeeded({ aborted: signal.aborted })), 20));

function setUp() {
  const clock = new FakeClock();
  const environment = runEnvironment(clock);
  return { environment, clock, executor: new InProcessExecutor(environment, clock) };
}

/** Whether a promise has been resolved by now. */
async function isResolved(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}

describe('InProcessExecutor', () => {
  it('runs a pipeline, and has the outcome and the run’s id at once', async () => {
    const { executor } = setUp();
    const { runId, result } = executor.start(pipelineOf([() => PipeResult.succeeded({ value: 1 })]), {});
    expect(await result).toMatchObject({ runId, pipeline: 'test', status: 'succeeded', data: { value: 1 } });
  });

  it('never rejects: what a pipe throws is the outcome', async () => {
    const { executor } = setUp();
    const broken = pipelineOf([
      () => {
        throw new Error('broken');
      },
    ]);
    expect(await executor.start(broken, {}).result).toMatchObject({ status: 'failed', error: { code: 'OTAI_STEP_FAILED' } });
  });

  it('names the pipeline when its own params cannot be rendered', async () => {
    const { executor } = setUp();
    const pipeline = pipelineOf([() => PipeResult.succeeded()]);
    const params = {
      ...pipeline.params,
      render: () => {
        throw new Error('no such thing');
      },
    };
    const { error } = await executor.start({ ...pipeline, params }, {}).result;
    expect(error).toMatchObject({ code: 'OTAI_PIPELINE_PARAMS', message: 'pipeline test, its params: no such thing' });
  });

  it('tells who subscribes in the same tick of the first event already', async () => {
    const { executor, environment } = setUp();
    const { result } = executor.start(pipelineOf([() => PipeResult.succeeded()]), {});
    const events: RunEvent[] = [];
    environment.events.events$.subscribe((event) => events.push(event));
    await result;
    expect(events.map(({ type }) => type)).toEqual(['run_started', 'step_started', 'step_finished', 'run_finished']);
  });

  it('a run that was cancelled before it began does nothing', async () => {
    const { executor } = setUp();
    const execute = jest.fn(() => PipeResult.succeeded());
    const { error } = await executor.start(pipelineOf([execute]), { signal: AbortSignal.abort(new Error('too late')) }).result;
    expect(error?.message).toBe('pipeline test was cancelled: too late');
    expect(execute).not.toHaveBeenCalled();
  });

  it('lets go of the caller’s signal when the run has ended', async () => {
    const { executor } = setUp();
    const { signal } = new AbortController();
    const removed = jest.spyOn(signal, 'removeEventListener');
    const added = jest.spyOn(signal, 'addEventListener');
    await executor.start(pipelineOf([() => PipeResult.succeeded()]), { signal }).result;
    expect(removed.mock.calls.map(([type, listener]) => [type, listener])).toEqual(
      added.mock.calls.map(([type, listener]) => [type, listener]),
    );
  });
});

describe('draining an executor', () => {
  it('waits for the runs that are going on, and cancels none in time', async () => {
    const { executor, clock } = setUp();
    const work = new Gate();
    const { result } = executor.start(pipelineOf([() => work.opened.then(() => PipeResult.succeeded())]), {});
    const drained = executor.drain(1000);
    await clock.advance(999);
    expect(await isResolved(drained)).toBe(false);
    work.open();
    await drained;
    expect((await result).succeeded).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('cancels what still runs after the grace', async () => {
    const { executor, clock } = setUp();
    const { result } = executor.start(pipelineOf([untilAborted]), {});
    await new Promise(setImmediate);
    const drained = executor.drain(1000);
    await clock.advance(1000);
    await drained;
    expect((await result).error).toMatchObject({
      code: 'OTAI_RUN_CANCELLED',
      message: 'pipeline test was cancelled: the application shuts down',
    });
  });

  it('waits also for runs that a running pipe starts meanwhile', async () => {
    const { executor } = setUp();
    let inner: StartedRun | undefined;
    const starts = async () => {
      await new Promise(setImmediate);
      inner = executor.start(
        pipelineOf([() => new Promise<PipeResult>((resolve) => setImmediate(() => resolve(PipeResult.succeeded())))]),
        {},
      );
      return PipeResult.succeeded();
    };
    executor.start(pipelineOf([starts]), {});
    await executor.drain(1000);
    expect(inner).toBeDefined();
    expect(await isResolved(inner?.result ?? never())).toBe(true);
  });

  it('lets a run work, but not wait for another attempt: it is cancelled where it waits, and what is at work beside may end', async () => {
    const { executor, clock } = setUp();
    const retry = { maxAttempts: 3, backoff: 'fixed', initial: 60_000, max: 60_000, jitter: false, maxDuration: 300_000 } as const;
    const away = stepOf('ask', () => PipeResult.failed(new OtaiError('AWAY', 'away', { retryable: true })), {
      policy: { retry, timeout: undefined },
    });
    const work = new Gate();
    const seen: boolean[] = [];
    const atWork = stepOf('work', async ({ signal }) => {
      await work.opened;
      seen.push(signal.aborted);
      return PipeResult.succeeded();
    });
    const failsLater = {
      ...away,
      id: 'later',
      pipe: stepOf('later', () => work.opened.then(() => away.pipe.instance.execute({} as never))).pipe,
    };
    const waiting = executor.start(pipelineOf([away]), {});
    const working = executor.start(pipelineOf([atWork]), {});
    const failing = executor.start(pipelineOf([failsLater]), {});
    await new Promise(setImmediate);
    const drained = executor.drain(1000);
    expect((await waiting.result).error?.code).toBe('OTAI_RUN_CANCELLED');
    work.open();
    await drained;
    expect((await working.result).succeeded).toBe(true);
    expect((await failing.result).error?.code).toBe('OTAI_RUN_CANCELLED');
    expect(seen).toEqual([false]);
    expect(clock.pending).toBe(0);
  });

  it('gives up on a pipe that does not heed its signal, and says which pipeline it was', async () => {
    const warn = jest.spyOn(Logger, 'warn').mockImplementation(() => undefined);
    const { executor, clock } = setUp();
    executor.start(pipelineOf([never], { name: 'stubborn' }), {});
    await new Promise(setImmediate);
    const drained = executor.drain(1000);
    await clock.advance(1000 + 5000);
    expect(await isResolved(drained)).toBe(true);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('stubborn'), expect.anything());
    warn.mockRestore();
  });

  it('lets nothing begin afterwards', async () => {
    const { executor } = setUp();
    await executor.drain(1000);
    const execute = jest.fn(() => PipeResult.succeeded());
    const { error } = await executor.start(pipelineOf([execute]), {}).result;
    expect(error?.message).toBe('pipeline test was cancelled: the application shuts down');
    expect(execute).not.toHaveBeenCalled();
  });

  it('with an endless grace does not cancel at once, as a Node timer would', async () => {
    const environment = runEnvironment();
    const executor = new InProcessExecutor(environment);
    const { result } = executor.start(pipelineOf([works]), {});
    await executor.drain(Number.POSITIVE_INFINITY);
    expect((await result).data).toEqual({ aborted: false });
  });
});
