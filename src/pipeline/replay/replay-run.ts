import type { Clock } from '../../api/clock.js';
import type { RunDetails } from '../../journal/journal.js';
import { MemoryJournal } from '../../journal/memory.journal.js';
import type { EnvReader } from '../../templating/template-scope.js';
import type { CompiledPipeline } from '../compiled-pipeline.js';
import { runPipeline } from '../pipeline.runner.js';
import { definitionOf } from '../run-definition.js';
import { optionsOf } from '../run-entries.js';
import { RunEventBus } from '../run-events.js';
import { RunScope } from '../run-scope.js';
import { Run } from '../run.js';
import { ReplayMemory } from './replay-memory.js';
import type { ReplayReport } from './replay-report.js';
import { ReplayWritePort } from './replay.write-port.js';

/** What a replay needs of the application. */
export interface ReplayParts {
  readonly pipeline: CompiledPipeline;
  readonly env: EnvReader;
  /** Whether the record has the texts of tickets. */
  readonly storesTexts: boolean;
}

/**
 * Runs a recorded run again with the pipeline as it is now: offline, without any effect, and always with the same outcome. What the steps got
 * from ticket systems and classifiers comes from the record; templates, conditions and loops are worked out again.
 */
export async function replayRun(details: RunDetails, { pipeline, env, storesTexts }: ReplayParts): Promise<ReplayReport> {
  const { run: record } = details;
  const writePort = new ReplayWritePort(details.writes, storesTexts);
  const clock = new StoppedClock(record.startedAt);
  const parts = { events: new RunEventBus(), writePort, env, clock, random: () => 0, storesTexts, offline: true };
  const options = { ...optionsOf(record), dryRun: true };
  let memory: ReplayMemory | undefined;
  const run = new Run(pipeline.name, { ...parts, journal: new MemoryJournal({ clock }) }, options, {
    quarantine: pipeline.entry.safety.quarantine,
    memory: (made) => (memory = new ReplayMemory(made, details)),
  });
  const outcome = await runPipeline(pipeline, RunScope.ofRun(run));
  const steps = memory?.report() ?? [];
  const writes = writePort.report();
  const isChanged = record.definition !== definitionOf(pipeline);
  const isSame =
    steps.every(({ verdict }) => verdict === 'same' || verdict === 'restored') && writes.every(({ verdict }) => verdict === 'same');
  return {
    runId: record.runId,
    pipeline: pipeline.name,
    isChanged,
    recorded: record.state,
    replayed: outcome.status,
    steps,
    writes,
    isSame,
  };
}

/** Nothing of a replay waits, and the time is that of the recorded run. */
class StoppedClock implements Clock {
  constructor(private readonly time: number) {}

  now(): number {
    return this.time;
  }

  after(): () => void {
    return () => undefined;
  }
}
