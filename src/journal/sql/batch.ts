import type { JournalEntry, RunEnded, RunStarted, StepRecorded, TicketSettled, WriteRecorded } from '../journal.js';
import type { RunRecord, StepRecord, TicketVersion, WriteRecord } from '../journal-records.js';
import { endRun, startRun } from '../run-work.js';
import type { TicketKey } from '../ticket-work.js';

/** What looked new about a ticket was none. */
export interface TicketConfirmed extends TicketKey {
  readonly type: 'ticket_confirmed';
  readonly version: TicketVersion;
  readonly at: number;
}

/** Everything that waits to be committed; `counts` is asked then whether it is still to be. */
export type PendingEntry = (JournalEntry | TicketConfirmed) & { readonly counts?: (() => boolean) | undefined };

/** What changes tickets, in the order in which it happened. */
export type TicketChange = TicketSettled | TicketConfirmed | RunEnded;

/** Entries as tables want them: one row each for what was recorded several times. */
export interface Batch {
  /** Runs that are new; those that ended since have their end. */
  readonly runs: readonly RunRecord[];
  readonly steps: readonly StepRecord[];
  readonly writes: readonly WriteRecord[];
  /** Ends of runs that were there before. */
  readonly ends: readonly RunEnded[];
  readonly ticketChanges: readonly TicketChange[];
}

/** Sorts entries by table. Tables do not depend on each other, so that only the order within each matters. */
export function sortBatch(entries: readonly PendingEntry[]): Batch {
  const runs = new Map<string, RunRecord>();
  const steps = new Map<string, StepRecord>();
  const writes = new Map<string, WriteRecord>();
  const ends: RunEnded[] = [];
  const ticketChanges: TicketChange[] = [];
  for (const entry of entries) {
    if (entry.type === 'step') steps.set(stepKey(entry), entry.step);
    else if (entry.type === 'write') writes.set(entry.write.key, entry.write);
    else if (entry.type === 'run_started') addRun(runs, entry);
    else {
      if (entry.type === 'run_ended') addEnd({ runs, ends }, entry);
      ticketChanges.push(entry);
    }
  }
  return { runs: [...runs.values()], steps: [...steps.values()], writes: [...writes.values()], ends, ticketChanges };
}

function addRun(runs: Map<string, RunRecord>, started: RunStarted): void {
  if (!runs.has(started.run.runId)) runs.set(started.run.runId, startRun(started));
}

function addEnd({ runs, ends }: { readonly runs: Map<string, RunRecord>; readonly ends: RunEnded[] }, ended: RunEnded): void {
  const run = runs.get(ended.runId);
  if (run === undefined) ends.push(ended);
  else runs.set(ended.runId, endRun(run, ended));
}

/**
 * Entries without those that later ones replace, and without the steps of runs that have ended, which nobody goes on with: a journal that
 * cannot be written for long must not fill the memory.
 */
export function shorten(entries: readonly PendingEntry[]): PendingEntry[] {
  const over = new Set(entries.flatMap((entry) => (entry.type === 'run_ended' && entry.state !== 'suspended' ? [entry.runId] : [])));
  const kept = new Map<string | number, PendingEntry>();
  entries.forEach((entry, index) => {
    if (entry.type !== 'step' || !over.has(entry.step.runId)) kept.set(replaceable(entry) ?? index, entry);
  });
  return [...kept.values()];
}

function replaceable(entry: PendingEntry): string | undefined {
  if (entry.type === 'step') return `step ${stepKey(entry)}`;
  return entry.type === 'write' ? `write ${entry.write.key}` : undefined;
}

function stepKey({ step }: StepRecorded): string {
  return `${step.runId} ${step.path}`;
}

/** The run that an entry is about; none for what is about a ticket alone. */
export function runOf(entry: PendingEntry): string | undefined {
  switch (entry.type) {
    case 'run_started':
      return entry.run.runId;
    case 'step':
      return entry.step.runId;
    case 'write':
      return (entry satisfies WriteRecorded).write.runId;
    case 'ticket_confirmed':
      return undefined;
    default:
      return entry.runId;
  }
}
