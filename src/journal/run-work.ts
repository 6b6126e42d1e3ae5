import type { RunEnded, RunStarted } from './journal.js';
import type { RunRecord } from './journal-records.js';

/** The record of a run that begins. */
export function startRun({ run }: RunStarted): RunRecord {
  return { ...run, state: 'running', finishedAt: null, durationMs: 0, resumptions: 0, writes: 0, error: null };
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
