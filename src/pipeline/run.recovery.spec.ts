import { Logger } from '@nestjs/common';
import { pipelineOf } from '../../test/support/compiled.js';
import { DurableMemory } from '../../test/support/durable/durable-memory.js';
import { PipeResult } from '../api/pipe-result.js';
import type { AdoptedRun, Journal } from '../journal/journal.js';
import { FakeClock } from '../testing/fake-clock.js';
import type { Executor, StartedRun } from './executor.js';
import { definitionOf } from './run-definition.js';
import { RunSuspendedError } from './run.error.js';
import { RunRecovery } from './run.recovery.js';
import { RunResult } from './run-result.js';

const succeed = () => Promise.resolve(PipeResult.succeeded());
const stopOnceMore = () => Promise.resolve(PipeResult.failed(new RunSuspendedError('route', new Error('the helpdesk is away'))));

describe('interrupted runs', () => {
  const pipeline = pipelineOf([], { name: 'route' });
  const definition = definitionOf(pipeline);
  const clock = new FakeClock();
  let memory: DurableMemory;
  let journal: Journal;
  let begun: string[];

  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));

  beforeEach(() => {
    memory = new DurableMemory(clock);
    journal = memory.open();
    begun = [];
  });

  /** Runs that a process had begun when it died. */
  async function left(...runIds: readonly string[]): Promise<void> {
    const dead = memory.open();
    for (const runId of runIds) {
      const run = { runId, pipeline: 'route', definition, dryRun: false, ticket: null, input: '{}', inputWithheld: false, startedAt: 0 };
      dead.put({ type: 'run_started', run });
    }
    await dead.flush();
    dead.cut();
  }

  /** What goes on with runs, each of which ends as `end` says. */
  function recovery(end: (adopted: AdoptedRun) => Promise<PipeResult>): RunRecovery {
    const executor: Pick<Executor, 'resume'> = { resume: (_, adopted) => startedRun(adopted, end) };
    return new RunRecovery({ pipelines: new Map([['route', pipeline]]), executor: executor as Executor, journal, clock });
  }

  function startedRun(adopted: AdoptedRun, end: (adopted: AdoptedRun) => Promise<PipeResult>): StartedRun {
    const { runId } = adopted.run;
    begun.push(runId);
    const result = end(adopted).then((outcome) => {
      const isSuspended = outcome.failed && outcome.error instanceof RunSuspendedError;
      const state = isSuspended ? 'suspended' : outcome.status;
      journal.put({ type: 'run_ended', runId, state, error: null, at: clock.now(), durationMs: 1, writes: 0 });
      return new RunResult(runId, 'route', outcome, new Map(), false, 1);
    });
    return { runId, result };
  }

  const resumptionsOf = async (runId: string) => (await memory.records.run(runId))?.run.resumptions;

  it('go on, the oldest first', async () => {
    await left('r1', 'r2', 'r3');
    expect(await recovery(succeed).resumeAll()).toHaveLength(3);
    expect(begun).toEqual(['r1', 'r2', 'r3']);
  });

  it('are taken over in their turn, so that those that waited are not held to be what ended the process', async () => {
    await left('r1', 'r2', 'r3');
    void recovery(() => new Promise(() => undefined)).resumeAll();
    await untilBegun(1);
    expect(await Promise.all(['r1', 'r2', 'r3'].map(resumptionsOf))).toEqual([1, 0, 0]);
  });

  it('do not wait for one that has to stop once more, which is tried again later', async () => {
    await left('r1', 'r2', 'r3');
    await recovery(({ run }) => (run.runId === 'r1' ? stopOnceMore() : succeed())).resumeAll();
    expect(begun).toEqual(['r1', 'r2', 'r3']);
    expect((await memory.records.run('r1'))?.run).toMatchObject({ state: 'suspended', resumptions: 1 });
  });

  it('are not tried one after the other when none can go on', async () => {
    await left(...Array.from({ length: 40 }, (_, i) => `r${i}`));
    await recovery(stopOnceMore).resumeAll();
    expect(begun).toHaveLength(8);
  });

  it('are given up when they have been at work too often when the process died', async () => {
    for (let life = 1; life <= 10; life += 1) {
      await left('r1');
      void recovery(() => new Promise(() => undefined)).resumeAll();
      await untilBegun(life);
    }
    await left('r1');
    expect(await recovery(succeed).resumeAll()).toEqual([]);
    await journal.flush();
    expect((await memory.records.run('r1'))?.run).toMatchObject({ state: 'abandoned', error: { code: 'OTAI_RUN_ABANDONED' } });
  });

  async function untilBegun(count: number): Promise<void> {
    while (begun.length < count) await Promise.resolve();
  }
});
