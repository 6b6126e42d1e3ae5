import type { Journal } from '../../journal/journal.js';
import type { TicketRecord, WriteRecord } from '../../journal/journal-records.js';
import { dateTime } from '../date-time.js';
import { count, oneLine, printable } from '../printable.js';
import { writeLines } from '../runs/recorded-writes.js';
import { errorLine } from '../runs/step-tree.js';
import { failedRuns, type FailedRun } from './failed-runs.js';
import { quarantinedToJson } from './quarantine-table.js';

/** A ticket in quarantine with all that a person needs to decide about it. */
export interface QuarantinedTicket {
  readonly record: TicketRecord;
  readonly failed: readonly FailedRun[];
  /** What the pipeline has written to the ticket, the latest first. */
  readonly writes: readonly WriteRecord[];
}

/** Asks a journal for all that it remembers of a ticket in quarantine. */
export async function readQuarantined(journal: Journal, record: TicketRecord): Promise<QuarantinedTicket> {
  const { pipeline, ticketId, system } = record;
  const failed = await failedRuns(journal, record);
  const runs = await journal.runs({ pipeline, ticketId });
  const details = await Promise.all(runs.map(({ runId }) => journal.run(runId)));
  const writes = details.flatMap((found) => found?.writes ?? []).filter((write) => write.ticketId === ticketId && write.system === system);
  return { record, failed, writes };
}

/** The same for people. */
export function quarantineReport({ record, failed, writes }: QuarantinedTicket): string {
  const { ticketId, system, pipeline, changedAt, failures, error } = record;
  return printable(
    [
      oneLine(`ticket ${ticketId} (${system}) of pipeline ${pipeline}`),
      `in quarantine since ${dateTime(changedAt)}, after ${count(failures, 'failed run')}`,
      ...(error === null ? [] : [`error: ${errorLine(error)}`]),
      '',
      'Runs that failed on it',
      ...(failed.length === 0 ? ['  none is remembered'] : failed.map((run) => `  ${failedLine(run)}`)),
      '',
      'Written to it',
      ...(writes.length === 0 ? ['  nothing'] : writeLines(writes).map((line) => `  ${line}`)),
    ].join('\n'),
  );
}

function failedLine({ run, path, error }: FailedRun): string {
  const where = path === null ? '' : `${oneLine(path)}: `;
  return `${run.runId}  ${dateTime(run.startedAt)}  ${where}${errorLine(error)}`;
}

/** The same for machines. */
export function quarantinedDetailsToJson({ record, failed, writes }: QuarantinedTicket): object {
  return {
    ...quarantinedToJson(record),
    runs: failed.map(({ run, path, error }) => ({ runId: run.runId, startedAt: new Date(run.startedAt).toISOString(), path, error })),
    writes: writes.map(({ runId, operation, state, noteId, key }) => ({ runId, operation, state, noteId, key })),
  };
}
