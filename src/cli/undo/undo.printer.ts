import type { CliIo } from '../cli-io.js';
import { count, oneLine } from '../printable.js';
import type { UndoOutcome } from './undo-outcome.js';
import { undoneFields, undoTable } from './undo-table.js';

/** Prints field by field what was taken back, and what was left and why. */
export function printUndo(io: CliIo, outcome: UndoOutcome, json: boolean): void {
  if (json) return io.out(JSON.stringify(toJson(outcome), null, 2));
  const fields = undoneFields(outcome);
  if (fields.length > 0) io.out(`${undoTable(fields, io.columns)}\n`);
  for (const { system, ticketId, message } of outcome.unreadable)
    io.err(oneLine(`ticket ${ticketId} of ${system} cannot be read: ${message}`));
  for (const line of summary(outcome)) io.out(line);
}

function summary({ restorations, left, failed, unreadable, dryRun, runId, undoRunId }: UndoOutcome): string[] {
  const { length } = restorations;
  const isIncomplete = failed.length + unreadable.length > 0;
  const again = isIncomplete ? [`Not all could be tried: otai undo ${runId} goes on.`] : [];
  if (length === 0) return [isIncomplete ? 'Nothing was taken back.' : 'There is nothing left to take back.', ...again];
  const done = dryRun ? `${count(length, 'ticket')} would be taken back` : `${count(length - failed.length, 'ticket')} taken back`;
  const facts = [done, ...(failed.length === 0 ? [] : [`${failed.length} failed`]), ...(left.length === 0 ? [] : [`${left.length} left`])];
  return [facts.join(', '), dryRun ? 'Dry run: nothing was written.' : `The undo is run ${undoRunId}.`, ...again];
}

/** Ids and names of fields, no values. */
function toJson(outcome: UndoOutcome): object {
  const { runId, undoRunId, dryRun, restorations, left, failed, unreadable } = outcome;
  const hasFailed = new Map(failed.map(({ restoration, error }) => [restoration, error]));
  return {
    run: runId,
    undo: dryRun || restorations.length === 0 ? null : undoRunId,
    dryRun,
    tickets: restorations.map((one) => ({
      system: one.system,
      ticketId: one.ticketId,
      fields: Object.keys(one.update),
      error: hasFailed.get(one) ?? null,
    })),
    left: left.map(({ system, ticketId, field, reason }) => ({ system, ticketId, field, reason })),
    unreadable,
  };
}
