import type { TicketRecord } from '../../journal/journal-records.js';
import { dateTime } from '../date-time.js';
import { oneLine } from '../printable.js';
import { errorLine } from '../runs/step-tree.js';
import { textTable } from '../text-table.js';

const HEAD = ['ticket', 'system', 'pipeline', 'since', 'failures', 'error'];
const ERROR = HEAD.indexOf('error');
const PIPELINE = HEAD.indexOf('pipeline');
const SHRINKABLE = [
  [ERROR, 30],
  [PIPELINE, 12],
  [ERROR, 12],
] as const;

/** Tickets in quarantine as a table that is at most `width` columns wide. */
export function quarantineTable(records: readonly TicketRecord[], width: number): string {
  const rows = records.map((record) => toCells(record).map(oneLine));
  return textTable({ head: HEAD, rows, shrinkable: SHRINKABLE, cut: [ERROR, PIPELINE], longestCell: width }, width);
}

function toCells({ ticketId, system, pipeline, changedAt, failures, error }: TicketRecord): string[] {
  return [ticketId, system, pipeline, dateTime(changedAt), String(failures), error === null ? '' : errorLine(error)];
}

/** A ticket in quarantine for machines. Its version is a digest, which says nothing to anybody else. */
export function quarantinedToJson(record: TicketRecord): object {
  const { ticketId, system, pipeline, state, changedAt, failures, error, runId, workId } = record;
  return { ticketId, system, pipeline, state, changedAt: new Date(changedAt).toISOString(), failures, error, runId, workId };
}
