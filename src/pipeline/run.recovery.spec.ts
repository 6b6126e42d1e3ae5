import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { candidate, ended, wants, write } from '../../test/support/journal/entries.js';
import { pipelineOf } from '../../test/support/compiled.js';
import { effectStep, Interruptible } from '../../test/support/durable/interruptible.js';
import { Gate } from '../../test/support/gate.js';
import type { PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import type { RunDetails } from '../journal/journal.js';
import { MemoryJournal } from '../journal/memory.journal.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import { InProcessExecutor } from './executor.js';
import { RunSuspendedError } from './run.error.js';
import { RunRecovery } from './run.recovery.js';
import { RunResult } from './run-result.js';
import { definitionOf } from './run-definition.js';

const fine: PipeHandler['execute'] = () => PipeResult.succeeded({ value: 1 });
const never: PipeHandler['execute'] = () => new Promise(() => undefined);

/** A pipeline of one step, which a process that dies has not come to the end of. */
function route(execute: PipeHandler['execute'] = fine, entry: Parameters<typeof pipelineOf>[1] = {}): CompiledPipeline {
  return pipelineOf([effectStep('work', 'idempotent', { execute })], { name: 'route', ...entry });
}

/** Runs that were interrupted, as processes that died have left them. */
class Wreckage extends Interruptible {
  readonly dead = this.memory.open();

  /** Leaves a run behind, by default one that had taken a ticket. */
  async leave(
    runId: string,
    pipeline: CompiledPipeline,
    { ticket = `t-${runId}`, ...run }: Partial<RunDetails['run']> & { ticket?: string } = {},
  ) {
    const rest = { definition: definitionOf(pipeline), dryRun: false, input: null, inputWithheld: false, startedAt: this.clock.now() };
    this.dead.put({ type: 'run_started', run: { runId, pipeline: pipeline.name, ...rest, ...run, ticket: null } });
    await this.dead.claim(wants(runId, { pipeline: pipeline.name, tickets: [candidate(ticket)] }));
  }

  die(): void {
    this.dead.cut();
  }

  /** What a process needs to go on with them. */
  recovery(...pipelines: CompiledPipeline[]) {
    const { journal, executor } = this.process();
    const named = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]));
    return { journal, executor, recovery: new RunRecovery({ pipelines: named, executor, journal, clock: this.clock }) };
  }

  async states(): Promise<Record<string, string>> {
    const runs = await this.memory.records.runs({ limit: 100 });
    return Object.fromEntries(runs.map(({ runId, state }) => [runId, state]));
  }

  async ticket(ticketId: string) {
    return (await this.memory.records.tickets({ ticketId }))[0];
  }
}

let warn: jest.SpiedFunction<Logger['warn']>;

beforeEach(() => {
  warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

describe('the recovery of runs', () => {
  it('goes on with every run whose process is gone, under its old id', async () => {
    const wreckage = new Wreckage();
    for (const runId of ['r1', 'r2']) await wreckage.leave(runId, route());
    wreckage.die();
    const results = await wreckage.resume(route());
    expect(results.map(({ runId, status }) => `${runId} ${status}`)).toEqual(['r1 succeeded', 'r2 succeeded']);
    expect(await wreckage.states()).toEqual({ r1: 'succeeded', r2: 'succeeded' });
    expect(await wreckage.resume(route())).toEqual([]);
  });

  it('leaves those alone that a living process is at work on, and those of other pipelines', async () => {
    const wreckage = new Wreckage();
    await wreckage.leave('r1', route());
    expect(await wreckage.resume(route())).toEqual([]);
    wreckage.die();
    expect(await wreckage.resume(route(fine, { name: 'answer' }))).toEqual([]);
    expect(await wreckage.states()).toEqual({ r1: 'running' });
  });

  it('has two processes share them: no run is gone on with twice', async () => {
    const wreckage = new Wreckage();
    for (let i = 0; i < 20; i += 1) await wreckage.leave(`r${i}`, route());
    wreckage.die();
    const both = await Promise.all([wreckage.recovery(route()).recovery.resumeAll(), wreckage.recovery(route()).recovery.resumeAll()]);
    expect(both.every((results) => results.length > 0)).toBe(true);
    expect(new Set(both.flat().map(({ runId }) => runId)).size).toBe(20);
    expect(both.flat()).toHaveLength(20);
  });

  it.each([1, 3])('has as many of a pipeline at work at a time as its trigger may have: %p', async (concurrency) => {
    const wreckage = new Wreckage();
    const atWork = { now: 0, most: 0 };
    const execute: PipeHandler['execute'] = async () => {
      atWork.most = Math.max(atWork.most, (atWork.now += 1));
      await new Promise(setImmediate);
      atWork.now -= 1;
      return PipeResult.succeeded();
    };
    const pipeline = route(execute, { concurrency });
    for (let i = 0; i < 6; i += 1) await wreckage.leave(`r${i}`, pipeline);
    wreckage.die();
    expect(await wreckage.resume(pipeline)).toHaveLength(6);
    expect(atWork.most).toBe(concurrency);
  });

  it('gives a run what it was started with', async () => {
    const wreckage = new Wreckage();
    const seen: unknown[] = [];
    const pipeline = route(({ input, dryRun }) => (seen.push(input, dryRun), PipeResult.succeeded()));
    await wreckage.leave('r1', pipeline, { input: '{"input":{"id":7}}', dryRun: true });
    wreckage.die();
    await wreckage.resume(pipeline);
    expect(seen).toEqual([{ id: 7 }, true]);
  });

  it('drops a run that had not begun anything: what fired it fires again', async () => {
    const wreckage = new Wreckage();
    wreckage.dead.put({ type: 'run_started', run: { ...startOfRun('r1'), definition: definitionOf(route()) } });
    await wreckage.dead.flush();
    wreckage.die();
    const execute = jest.fn(fine);
    expect(await wreckage.resume(route(execute))).toEqual([]);
    expect(execute).not.toHaveBeenCalled();
    expect(await wreckage.states()).toEqual({ r1: 'abandoned' });
    expect(warn).not.toHaveBeenCalled();
  });

  it('goes on with a run that had not begun anything when it was given something to work on', async () => {
    const wreckage = new Wreckage();
    const run = { ...startOfRun('r1'), definition: definitionOf(route()), input: '{"input":1}' };
    wreckage.dead.put({ type: 'run_started', run });
    await wreckage.dead.flush();
    wreckage.die();
    expect(await wreckage.resume(route())).toHaveLength(1);
  });
});

function startOfRun(runId: string) {
  return { runId, pipeline: 'route', dryRun: false, ticket: null, input: null, inputWithheld: false, startedAt: 0 };
}

describe('a run is given up, and its tickets are free again', () => {
  it('when the pipeline was changed: what was written is remembered for the next run', async () => {
    const wreckage = new Wreckage();
    const changed = route(fine, { params: { queue: 'HR' } });
    await wreckage.leave('r1', route(), { ticket: '42' });
    wreckage.dead.put(write('r1', 'k1', { state: 'done', noteId: 'n1' }));
    wreckage.dead.put(ended('r1', 'suspended', { writes: 1 }));
    await wreckage.dead.flush();
    wreckage.die();
    expect(await wreckage.resume(changed)).toEqual([]);
    expect(await wreckage.states()).toEqual({ r1: 'abandoned' });
    expect(warn.mock.calls).toEqual([
      ['run r1 of route was interrupted and is given up: the pipeline has been changed since; its tickets are taken up by the next run'],
    ]);
    expect(await wreckage.ticket('42')).toMatchObject({ state: 'open', failures: 0, version: { written: true } });
    const details = await wreckage.memory.records.run('r1');
    expect(details?.run).toMatchObject({
      writes: 1,
      error: { code: 'OTAI_RUN_ABANDONED', message: 'the pipeline has been changed since' },
    });
  });

  it('when its input could not be kept', async () => {
    const wreckage = new Wreckage();
    await wreckage.leave('r1', route(), { inputWithheld: true });
    wreckage.die();
    expect(await wreckage.resume(route())).toEqual([]);
    expect(warn.mock.calls[0]?.[0]).toContain('its input could not be kept');
    expect(await wreckage.ticket('t-r1')).toMatchObject({ state: 'open', failures: 0 });
  });

  it('when it may be what ends the process each time: that is held against its tickets, up to the quarantine', async () => {
    const wreckage = new Wreckage();
    const pipeline = route(fine, { safety: { ...route().entry.safety, quarantine: { after: 1, pause: 1000 } } });
    await wreckage.leave('r1', pipeline);
    wreckage.die();
    let lives = 0;
    for (; (await wreckage.states())['r1'] === 'running'; lives += 1) {
      const { recovery, journal } = wreckage.recovery(route(never, { safety: pipeline.entry.safety }));
      void recovery.resumeAll();
      await new Promise(setImmediate);
      journal.cut();
    }
    expect(lives).toBe(11);
    expect(await wreckage.ticket('t-r1')).toMatchObject({ state: 'quarantined', failures: 1, error: { code: 'OTAI_RUN_ABANDONED' } });
    expect(warn.mock.calls.at(-1)?.[0]).toContain('it was interrupted 11 times, so it may be what ends the process');
  });
});

describe('the recovery in the background', () => {
  it('goes on with what is there at the start, and looks every ten seconds for what others have left', async () => {
    const wreckage = new Wreckage();
    await wreckage.leave('r1', route());
    const { recovery } = wreckage.recovery(route());
    recovery.start();
    recovery.start();
    await settle();
    expect(await wreckage.states()).toEqual({ r1: 'running' });
    wreckage.die();
    await wreckage.clock.advance(9_999);
    expect(await wreckage.states()).toEqual({ r1: 'running' });
    await wreckage.clock.advance(1);
    await settle();
    expect(await wreckage.states()).toEqual({ r1: 'succeeded' });
    expect(wreckage.clock.pending).toBe(1);
    recovery.stop();
    expect(wreckage.clock.pending).toBe(0);
  });

  it('begins with nothing more once it is stopped', async () => {
    const wreckage = new Wreckage();
    const work = new Gate();
    for (const runId of ['r1', 'r2']) await wreckage.leave(runId, route());
    wreckage.die();
    const { recovery, journal } = wreckage.recovery(route(() => work.opened.then(() => PipeResult.succeeded())));
    const results = recovery.resumeAll();
    await settle();
    recovery.stop();
    work.open();
    expect((await results).map(({ runId }) => runId)).toEqual(['r1']);
    await journal.flush();
    expect(await wreckage.states()).toEqual({ r1: 'succeeded', r2: 'suspended' });
  });

  it('keeps no run to itself whose turn has not come when the helpdesk turns out to be away', async () => {
    const wreckage = new Wreckage();
    for (const runId of ['n1', 'n2', 'n3'])
      wreckage.dead.put({ type: 'run_started', run: { ...startOfRun(runId), definition: definitionOf(route()) } });
    for (let i = 0; i < 20; i += 1) await wreckage.leave(`r${i}`, route());
    wreckage.die();
    const { journal, executor } = wreckage.recovery(route());
    const away = jest.spyOn(executor, 'resume').mockImplementation((_, { run: { runId } }) => {
      journal.put({ ...ended(runId, 'suspended'), at: wreckage.clock.now() });
      const outcome = PipeResult.failed(new RunSuspendedError('route', new Error('the helpdesk is away')));
      return { runId, result: Promise.resolve(new RunResult(runId, 'route', outcome, new Map(), false, 1)) };
    });
    await new RunRecovery({ pipelines: new Map([['route', route()]]), executor, journal, clock: wreckage.clock }).resumeAll();
    await journal.flush();
    expect(away).toHaveBeenCalledTimes(8);
    // A run that nobody has taken over yet is running, as far as the journal knows.
    const all = await journal.adopt(['route'], 100);
    expect(all).toHaveLength(20);
  });

  it('gives up old runs of pipelines that the config does not have any more, so that their tickets are free', async () => {
    const wreckage = new Wreckage();
    const gone = pipelineOf([], { name: 'gone' });
    await wreckage.leave('old', gone, { ticket: '7' });
    wreckage.die();
    const { recovery, journal } = wreckage.recovery(route());
    await recovery.giveUpStrangers();
    expect(await wreckage.states()).toEqual({ old: 'running' });
    await wreckage.clock.advance(86_400_001);
    await recovery.giveUpStrangers();
    await journal.flush();
    expect(await wreckage.states()).toEqual({ old: 'abandoned' });
    expect((await wreckage.ticket('7'))?.state).toBe('open');
  });

  it('says that it could not, and tries again', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const wreckage = new Wreckage();
    await wreckage.leave('r1', route());
    wreckage.die();
    const { recovery, journal } = wreckage.recovery(route());
    const adopt = jest.spyOn(journal, 'adopt').mockRejectedValueOnce(new Error('the disk is full'));
    recovery.start();
    await settle();
    expect(error.mock.calls).toEqual([['interrupted runs could not be taken up: the disk is full']]);
    await wreckage.clock.advance(10_000);
    await settle();
    expect(adopt).toHaveBeenCalled();
    expect(await wreckage.states()).toEqual({ r1: 'succeeded' });
    recovery.stop();
  });

  it('has nothing to do with a journal that dies with its process', async () => {
    const wreckage = new Wreckage();
    const journal = new MemoryJournal();
    const adopt = jest.spyOn(journal, 'adopt');
    const { environment } = wreckage.process();
    const executor = new InProcessExecutor({ ...environment, journal }, wreckage.clock);
    new RunRecovery({ pipelines: new Map([['route', route()]]), executor, journal, clock: wreckage.clock }).start();
    await settle();
    expect(adopt).not.toHaveBeenCalled();
    expect(wreckage.clock.pending).toBe(0);
  });
});

async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise(setImmediate);
}
