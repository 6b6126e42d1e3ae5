import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PipeResult } from '../api/pipe-result.js';
import type { TriggerContext, TriggerHandler } from '../api/trigger.decorator.js';
import type { PipelineEntry } from '../config/otai-config.js';
import { DEFAULT_SAFETY } from '../config/safety.reader.js';
import { FakeClock } from '../testing/fake-clock.js';
import { pipelineOf, runEnvironment, stepOf } from '../../test/support/compiled.js';
import { Gate } from '../../test/support/gate.js';
import { InstanceSlot, type CompiledPipeline } from './compiled-pipeline.js';
import { InProcessExecutor } from './executor.js';
import { RunCancelledError } from './run.error.js';
import { TriggerScheduler } from './trigger.scheduler.js';
import { FailCalledError } from '../templating/template-helper.error.js';

type Execute = () => PipeResult | Promise<PipeResult>;

/** A trigger that fires when the test says so. */
class HandTrigger implements TriggerHandler {
  context: TriggerContext | undefined;
  readonly stop = jest.fn<() => void | Promise<void>>();

  start(context: TriggerContext) {
    this.context = context;
    return this.stop;
  }

  fire(input?: unknown): Promise<boolean> {
    return this.context?.fire(input) ?? Promise.resolve(false);
  }
}

function withTrigger(trigger: TriggerHandler, execute: Execute, entry: Partial<PipelineEntry> = {}): CompiledPipeline {
  const pipeline = pipelineOf([execute], entry);
  const slot = new InstanceSlot<TriggerHandler>({ ...stepOf('trigger', execute).pipe.component, kind: 'trigger' });
  slot.bind(trigger);
  return { ...pipeline, trigger: { trigger: slot, params: {} } };
}

function schedule(...pipelines: CompiledPipeline[]) {
  const environment = runEnvironment();
  const clock = new FakeClock();
  return { clock, scheduler: new TriggerScheduler(pipelines, new InProcessExecutor(environment), { clock, journal: environment.journal }) };
}

const fine = () => PipeResult.succeeded();
const fails = () => PipeResult.failed('broken');
const guards = () => PipeResult.failed(new FailCalledError('nothing to do'));

describe('TriggerScheduler', () => {
  it('gives a trigger its params, its pipeline and the way to fire, and hands the input to the run', async () => {
    const trigger = new HandTrigger();
    const execute = jest.fn((context: { input: unknown }) => PipeResult.succeeded({ value: context.input }));
    const { scheduler } = schedule(withTrigger(trigger, execute as never));
    await scheduler.start();
    expect(trigger.context).toMatchObject({ pipeline: 'test', params: {} });
    expect(await trigger.fire({ ticket: 7 })).toBe(true);
    expect(execute.mock.calls[0]?.[0].input).toEqual({ ticket: 7 });
  });

  it('lets one run of a pipeline through at a time', async () => {
    const trigger = new HandTrigger();
    const work = new Gate();
    const { scheduler } = schedule(withTrigger(trigger, () => work.opened.then(fine)));
    await scheduler.start();
    const first = trigger.fire();
    expect(await trigger.fire()).toBe(false);
    work.open();
    expect(await first).toBe(true);
    expect(await trigger.fire()).toBe(true);
  });

  it('lets nothing through any more once it is stopped', async () => {
    const trigger = new HandTrigger();
    const execute = jest.fn(fine);
    const { scheduler } = schedule(withTrigger(trigger, execute));
    await scheduler.start();
    await scheduler.stop();
    expect(await trigger.fire()).toBe(false);
    expect(trigger.stop).toHaveBeenCalledTimes(1);
    expect(execute).not.toHaveBeenCalled();
  });

  it('can start again after it was stopped', async () => {
    const trigger = new HandTrigger();
    const { scheduler } = schedule(withTrigger(trigger, fine));
    await scheduler.start();
    await scheduler.stop();
    await scheduler.start();
    expect(await trigger.fire()).toBe(true);
  });

  it('starts each trigger once, however often it is told to', async () => {
    const trigger = new HandTrigger();
    const start = jest.spyOn(trigger, 'start');
    const { scheduler } = schedule(withTrigger(trigger, fine));
    await Promise.all([scheduler.start(), scheduler.start()]);
    await scheduler.start();
    expect(start).toHaveBeenCalledTimes(1);
    await scheduler.stop();
    expect(trigger.stop).toHaveBeenCalledTimes(1);
  });

  it('starts each trigger once more when it is stopped and started while it is starting', async () => {
    const gate = new Gate();
    const slow: TriggerHandler = { start: jest.fn(() => gate.opened.then(() => stopped)) };
    const stopped = jest.fn<() => void>();
    const next = new HandTrigger();
    const start = jest.spyOn(next, 'start');
    const { scheduler } = schedule(withTrigger(slow, fine, { name: 'slow' }), withTrigger(next, fine, { name: 'next' }));
    const first = scheduler.start();
    await scheduler.stop();
    const second = scheduler.start();
    gate.open();
    await Promise.all([first, second]);
    expect([jest.mocked(slow.start).mock.calls.length, stopped.mock.calls.length, start.mock.calls.length]).toEqual([2, 1, 1]);
    await scheduler.stop();
    expect([stopped.mock.calls.length, next.stop.mock.calls.length]).toEqual([2, 1]);
  });

  it('starts all triggers or none, and says which could not', async () => {
    const good = new HandTrigger();
    const bad: TriggerHandler = {
      start: () => {
        throw new Error('the port is taken');
      },
    };
    const { scheduler } = schedule(withTrigger(good, fine, { name: 'good' }), withTrigger(bad, fine, { name: 'bad' }));
    await expect(scheduler.start()).rejects.toMatchObject({
      code: 'OTAI_TRIGGER_FAILED',
      message: 'the trigger of pipeline bad could not start: the port is taken',
    });
    expect(good.stop).toHaveBeenCalledTimes(1);
    expect(await good.fire()).toBe(false);
  });

  it('stops a trigger that was still starting when everything was stopped', async () => {
    const slow = new HandTrigger();
    const port = new Gate();
    const starting: TriggerHandler = {
      start: async (context) => {
        await port.opened;
        return slow.start(context);
      },
    };
    const later = new HandTrigger();
    const { scheduler } = schedule(withTrigger(starting, fine, { name: 'slow' }), withTrigger(later, fine, { name: 'later' }));
    const starts = scheduler.start();
    await scheduler.stop();
    port.open();
    await starts;
    expect(slow.stop).toHaveBeenCalledTimes(1);
    expect(later.context).toBeUndefined();
    expect(await slow.fire()).toBe(false);
  });

  it('a trigger that cannot be stopped keeps neither the others from it nor the application from its end', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const stuck = new HandTrigger();
    stuck.stop.mockRejectedValue(new Error('stuck'));
    const other = new HandTrigger();
    const { scheduler } = schedule(withTrigger(stuck, fine, { name: 'stuck' }), withTrigger(other, fine, { name: 'other' }));
    await scheduler.start();
    await scheduler.stop();
    expect(other.stop).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledWith('the trigger of pipeline stuck could not be stopped: stuck');
    error.mockRestore();
  });
});

/** A pipe that works until it is told to end, each run by itself. */
function byHand() {
  const runs: { readonly input: unknown; readonly end: () => void }[] = [];
  const execute = ({ input }: { input: unknown }) =>
    new Promise<PipeResult>((resolve) => void runs.push({ input, end: () => resolve(PipeResult.succeeded()) }));
  return { runs, execute: execute as unknown as Execute, inputs: () => runs.map(({ input }) => input) };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise(setImmediate);
}

describe('a firing while the pipeline has as many runs as it may have', () => {
  it('is left out; how many that are says concurrency', async () => {
    const trigger = new HandTrigger();
    const { runs, execute, inputs } = byHand();
    const { scheduler } = schedule(withTrigger(trigger, execute, { concurrency: 2 }));
    await scheduler.start();
    const first = trigger.fire(1);
    void trigger.fire(2);
    expect(await trigger.fire(3)).toBe(false);
    await settle();
    runs[0]?.end();
    expect(await first).toBe(true);
    void trigger.fire(4);
    await settle();
    expect(inputs()).toEqual([1, 2, 4]);
  });

  it('under overlap: queue waits for its turn, in order', async () => {
    const trigger = new HandTrigger();
    const { runs, execute, inputs } = byHand();
    const { scheduler } = schedule(withTrigger(trigger, execute, { overlap: 'queue' }));
    await scheduler.start();
    const fired = [1, 2, 3].map((input) => trigger.fire(input));
    await settle();
    expect(inputs()).toEqual([1]);
    for (let i = 0; i < 3; i += 1) {
      runs[i]?.end();
      await settle();
    }
    expect(inputs()).toEqual([1, 2, 3]);
    expect(await Promise.all(fired)).toEqual([true, true, true]);
  });

  it('without input waits for all of them: one more run sees whatever there is by then', async () => {
    const trigger = new HandTrigger();
    const { runs, execute, inputs } = byHand();
    const { scheduler } = schedule(withTrigger(trigger, execute, { overlap: 'queue' }));
    await scheduler.start();
    const fired = [trigger.fire(), trigger.fire(), trigger.fire()];
    await settle();
    runs[0]?.end();
    await settle();
    runs[1]?.end();
    expect(await Promise.all(fired)).toEqual([true, true, false]);
    expect(inputs()).toEqual([undefined, undefined]);
  });

  it('does not wait in a line that is too long, which is said once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const trigger = new HandTrigger();
    const { execute } = byHand();
    const { scheduler } = schedule(withTrigger(trigger, execute, { overlap: 'queue' }));
    await scheduler.start();
    for (let input = 0; input <= 1000; input += 1) void trigger.fire(input);
    expect([await trigger.fire(1001), await trigger.fire(1002)]).toEqual([false, false]);
    expect(warn.mock.calls).toEqual([['1000 runs wait for their turn: further ones are left out']]);
    warn.mockRestore();
  });

  it('is given up when the triggers stop', async () => {
    const trigger = new HandTrigger();
    const { runs, execute, inputs } = byHand();
    const { scheduler } = schedule(withTrigger(trigger, execute, { overlap: 'queue' }));
    await scheduler.start();
    const [first, second] = [trigger.fire(1), trigger.fire(2)];
    await settle();
    await scheduler.stop();
    expect(await second).toBe(false);
    runs[0]?.end();
    expect(await first).toBe(true);
    expect(inputs()).toEqual([1]);
  });

  it('waits through the pause after a failure too', async () => {
    const trigger = new HandTrigger();
    const execute = jest.fn(fails);
    const { scheduler, clock } = schedule(withTrigger(trigger, execute, { overlap: 'queue', exceptionSleep: 5000 }));
    await scheduler.start();
    void trigger.fire(1);
    const second = trigger.fire(2);
    await settle();
    expect(execute).toHaveBeenCalledTimes(1);
    await clock.advance(5000);
    expect(await second).toBe(true);
    expect(execute).toHaveBeenCalledTimes(2);
  });
});

describe('after a failed run', () => {
  it('the next one may come at once, unless the config asks for a pause', async () => {
    const trigger = new HandTrigger();
    const { scheduler } = schedule(withTrigger(trigger, fails));
    await scheduler.start();
    expect(await trigger.fire()).toBe(true);
    expect(await trigger.fire()).toBe(true);
  });

  it('one that comes in the pause is put off to its end, and only one', async () => {
    const trigger = new HandTrigger();
    const execute = jest.fn(fails);
    const { scheduler, clock } = schedule(withTrigger(trigger, execute, { exceptionSleep: 5000 }));
    await scheduler.start();
    await trigger.fire();
    await clock.advance(1000);
    const second = trigger.fire();
    expect(await trigger.fire()).toBe(false);
    await clock.advance(3999);
    expect(execute).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(await second).toBe(true);
    expect(execute).toHaveBeenCalledTimes(2);
  });

  it('one that was put off is given up when the triggers stop, and its timer with it', async () => {
    const trigger = new HandTrigger();
    const { scheduler, clock } = schedule(withTrigger(trigger, fails, { exceptionSleep: 5000 }));
    await scheduler.start();
    await trigger.fire();
    const second = trigger.fire();
    await scheduler.stop();
    expect(await second).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('all triggers stop when the config says so, also those of other pipelines', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const failing = new HandTrigger();
    const other = new HandTrigger();
    const { scheduler } = schedule(withTrigger(failing, fails, { stopOnFailure: true }), withTrigger(other, fine, { name: 'other' }));
    await scheduler.start();
    await failing.fire();
    expect(await other.fire()).toBe(false);
    expect(other.stop).toHaveBeenCalledTimes(1);
    error.mockRestore();
  });

  it('stopping does not wait for a firing that waits for it', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const trigger = new HandTrigger();
    const { scheduler } = schedule(withTrigger(trigger, fails, { stopOnFailure: true }));
    await scheduler.start();
    const firing = trigger.fire();
    trigger.stop.mockImplementation(async () => void (await firing));
    expect(await firing).toBe(true);
    error.mockRestore();
  });

  it('a guard that called fail() neither pauses nor stops anything', async () => {
    const trigger = new HandTrigger();
    const { scheduler } = schedule(withTrigger(trigger, guards, { exceptionSleep: 5000, stopOnFailure: true }));
    await scheduler.start();
    expect(await trigger.fire()).toBe(true);
    expect(await trigger.fire()).toBe(true);
    expect(trigger.stop).not.toHaveBeenCalled();
  });
});

describe('after too many failed runs in a row', () => {
  const safety = { ...DEFAULT_SAFETY, breaker: { after: 3, pause: 60_000, max: 100_000 } };
  let error: jest.SpiedFunction<Logger['error']>;

  beforeEach(() => {
    error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => error.mockRestore());

  /** A pipeline that does what the outcomes say, one each run, and then fails for good. */
  async function start(outcomes: readonly PipeResult[], entry: Partial<PipelineEntry> = {}) {
    const trigger = new HandTrigger();
    const left = [...outcomes];
    const execute = jest.fn(() => left.shift() ?? fails());
    const { scheduler, clock } = schedule(withTrigger(trigger, execute, { safety, ...entry }));
    await scheduler.start();
    return { clock, scheduler, execute, fire: () => trigger.fire() };
  }

  it('the pipeline pauses, and says so; one firing waits for the end of the pause', async () => {
    const { clock, execute, fire } = await start([]);
    for (let i = 0; i < 3; i += 1) expect(await fire()).toBe(true);
    expect(error.mock.calls).toEqual([['3 runs have failed in a row: the pipeline pauses for 60s']]);
    const waiting = fire();
    expect(await fire()).toBe(false);
    await clock.advance(59_999);
    expect(execute).toHaveBeenCalledTimes(3);
    await clock.advance(1);
    expect(await waiting).toBe(true);
    expect(execute).toHaveBeenCalledTimes(4);
  });

  it('the next pause is longer, up to the longest, until a run goes well', async () => {
    const { clock, fire } = await start([fails(), fails(), fails(), fails(), fails(), fine()]);
    for (let i = 0; i < 3; i += 1) await fire();
    for (let i = 0; i < 3; i += 1) {
      const firing = fire();
      await clock.advance(120_000);
      await firing;
    }
    for (let i = 0; i < 3; i += 1) await fire();
    const pauses = error.mock.calls.map(([message]) => /for (\d+)s/.exec(String(message))?.[1]);
    expect(pauses).toEqual(['60', '100', '100', '60']);
  });

  it('a guard that called fail(), and a run that was stopped, are none of them', async () => {
    const stopped = PipeResult.failed(new RunCancelledError('test', 'the application shuts down'));
    const { fire } = await start([fails(), fails(), guards(), fails(), fails(), stopped]);
    for (let i = 0; i < 6; i += 1) expect(await fire()).toBe(true);
    expect(error).not.toHaveBeenCalled();
    await fire();
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('there is no pause when the breaker is off', async () => {
    const { fire, execute } = await start([], { safety: { ...safety, breaker: undefined } });
    for (let i = 0; i < 50; i += 1) expect(await fire()).toBe(true);
    expect(execute).toHaveBeenCalledTimes(50);
  });

  it('the longer of two pauses counts, where the config asks for one after each failure', async () => {
    const { clock, execute, fire } = await start([], { exceptionSleep: 90_000 });
    for (let i = 0; i < 3; i += 1) {
      const firing = fire();
      await clock.advance(90_000);
      await firing;
    }
    const waiting = fire();
    await clock.advance(60_000);
    expect(execute).toHaveBeenCalledTimes(3);
    await clock.advance(30_000);
    expect(await waiting).toBe(true);
  });

  it('stopping the triggers ends the pause', async () => {
    const { clock, scheduler, fire } = await start([]);
    for (let i = 0; i < 3; i += 1) await fire();
    const waiting = fire();
    await scheduler.stop();
    expect(await waiting).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
