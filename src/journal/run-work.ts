import type { RunEnded, RunStarted } from './journal.js';
import type { RunRecord } from './journal-records.js';

/** The record of a run that begins. */
export function startRun({ run }: RunStarted): RunRecord {
  const { runId, pipeline, definition, dryRun, ticket, input, inputWithheld, startedAt } = run;
  const beginning = { state: 'running', finishedAt: null, durationMs: 0, resumptions: 0, writes: 0, error: null } as const;
  // Written out: this is done for every run, and a spread takes several times as long.
  return { runId, pipeline, definition, dryRun, ticket, input, inputWithheld, startedAt, ...beginning };
}

/** The record of a run after it ended, or stopped for a while. */
export function endRun(run: RunRecord, { state, error, at, durationMs, writes }: Omit<RunEnded, 'type' | 'runId'>): RunRecord {
  const finishedAt = state === 'suspended' ? null : at;
  return { ...run, state, error, finishedAt, durationMs: run.durationMs + durationMs, writes: run.writes + writes };
}

/** Whether a run still has to go on. */
export function isUnfinished({ state }: RunRecord): boolean {
  return state === 'running' || state === 'suspended';
}
