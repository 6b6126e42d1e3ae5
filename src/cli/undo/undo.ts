import type { WriteRecord } from '../../journal/journal-records.js';
import { planUndo } from '../../pipeline/writes/undo.js';
import { findRun } from '../runs/find-run.js';
import { readTickets } from './current-tickets.js';
import type { UndoOutcome } from './undo-outcome.js';
import { UndoRun, type UndoParts } from './undo-run.js';

/** Takes back what a run wrote; in a dry run says what would be. Each ticket is read now: what somebody has changed since stays. */
export async function undoRun(parts: UndoParts, runId: string, dryRun: boolean): Promise<UndoOutcome> {
  const { run, writes } = await findRun(parts.journal, runId);
  const { tickets, unreadable } = await readTickets(writes.filter(isStanding), parts.systemOf);
  const readable = writes.filter((write) => !unreadable.some((one) => write.system === one.system && write.ticketId === one.ticketId));
  const plan = planUndo(readable, tickets);
  const work = new UndoRun(run, parts);
  if (!dryRun && plan.restorations.length > 0) {
    await UndoRun.giveUpInterrupted(parts);
    await work.perform(plan.restorations);
  }
  return { ...plan, runId: run.runId, undoRunId: work.runId, dryRun, failed: work.failed, unreadable };
}

/** Of a write whose outcome nobody knows, the ticket tells. */
function isStanding({ state, dryRun }: WriteRecord): boolean {
  return !dryRun && (state === 'done' || state === 'intended');
}
