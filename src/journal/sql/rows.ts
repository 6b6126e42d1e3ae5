import { toUSVString } from 'node:util';
import type { Selectable } from 'kysely';
import type { RecordedError, RunRecord, StepRecord, TicketRecord, TicketVersion, WriteRecord } from '../journal-records.js';
import type { RunsTable, StepsTable, TicketsTable, WritesTable } from './schema.js';

/** A row as it is written: the database gives the position. */
export type RowOf<T> = Omit<Selectable<T>, 'position'>;

/* Between records and rows. Nothing that a database would choke on gets into a row: it would hold up all that was put after it. */

export function runRow(run: RunRecord, ownerId: string): RowOf<RunsTable> {
  return {
    run_id: text(run.runId),
    owner_id: ownerId,
    pipeline: text(run.pipeline),
    definition: text(run.definition),
    state: run.state,
    dry_run: Number(run.dryRun),
    ticket: textOrNull(run.ticket),
    input: textOrNull(run.input),
    input_withheld: Number(run.inputWithheld),
    started_at: whole(run.startedAt),
    finished_at: wholeOrNull(run.finishedAt),
    duration_ms: number(run.durationMs),
    resumptions: whole(run.resumptions),
    writes: whole(run.writes),
    error: errorText(run.error),
  };
}

export function runRecord(row: Selectable<RunsTable>): RunRecord {
  return {
    runId: row.run_id,
    pipeline: row.pipeline,
    definition: row.definition,
    state: row.state as RunRecord['state'],
    dryRun: row.dry_run === 1,
    ticket: row.ticket,
    input: row.input,
    inputWithheld: row.input_withheld === 1,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationMs: row.duration_ms,
    resumptions: row.resumptions,
    writes: row.writes,
    error: errorRecord(row.error),
  };
}

export function stepRow(step: StepRecord): RowOf<StepsTable> {
  return {
    run_id: text(step.runId),
    path: text(step.path),
    use: text(step.use),
    state: step.state,
    started_at: whole(step.startedAt),
    duration_ms: number(step.durationMs),
    attempts: whole(step.attempts),
    result: textOrNull(step.result),
    withheld: Number(step.withheld),
    reason: textOrNull(step.reason),
    error: errorText(step.error),
  };
}

export function stepRecord(row: Selectable<StepsTable>): StepRecord {
  return {
    runId: row.run_id,
    path: row.path,
    use: row.use,
    state: row.state as StepRecord['state'],
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    attempts: row.attempts,
    result: row.result,
    withheld: row.withheld === 1,
    reason: row.reason,
    error: errorRecord(row.error),
  };
}

export function writeRow(write: WriteRecord): RowOf<WritesTable> {
  return {
    key: text(write.key),
    run_id: text(write.runId),
    path: text(write.path),
    pipeline: text(write.pipeline),
    system: text(write.system),
    ticket_id: textOrNull(write.ticketId),
    operation: write.operation,
    state: write.state,
    dry_run: Number(write.dryRun),
    fields_before: textOrNull(write.before),
    fields_after: text(write.after),
    note_id: textOrNull(write.noteId),
    intended_at: whole(write.intendedAt),
    settled_at: wholeOrNull(write.settledAt),
  };
}

export function writeRecord(row: Selectable<WritesTable>): WriteRecord {
  return {
    key: row.key,
    runId: row.run_id,
    path: row.path,
    pipeline: row.pipeline,
    system: row.system,
    ticketId: row.ticket_id,
    operation: row.operation as WriteRecord['operation'],
    state: row.state as WriteRecord['state'],
    dryRun: row.dry_run === 1,
    before: row.fields_before,
    after: row.fields_after,
    noteId: row.note_id,
    intendedAt: row.intended_at,
    settledAt: row.settled_at,
  };
}

/** Whoever changes a ticket has seen it. */
export function ticketRow(ticket: TicketRecord): RowOf<TicketsTable> {
  return {
    pipeline: text(ticket.pipeline),
    system: text(ticket.system),
    ticket_id: text(ticket.ticketId),
    work_id: ticket.workId,
    state: ticket.state,
    run_id: text(ticket.runId),
    failures: whole(ticket.failures),
    error: errorText(ticket.error),
    not_before: whole(ticket.notBefore),
    version: ticket.version === null ? null : text(JSON.stringify(ticket.version)),
    changed_at: whole(ticket.changedAt),
    seen_at: whole(ticket.changedAt),
  };
}

export function ticketRecord(row: Selectable<TicketsTable>): TicketRecord {
  return {
    pipeline: row.pipeline,
    system: row.system,
    ticketId: row.ticket_id,
    workId: row.work_id,
    state: row.state as TicketRecord['state'],
    runId: row.run_id,
    failures: row.failures,
    error: errorRecord(row.error),
    notBefore: row.not_before,
    version: row.version === null ? null : (JSON.parse(row.version) as TicketVersion),
    changedAt: row.changed_at,
  };
}

/** An error as a column has it. */
export function errorText(error: RecordedError | null): string | null {
  return error === null ? null : text(JSON.stringify(error));
}

function errorRecord(json: string | null): RecordedError | null {
  return json === null ? null : (JSON.parse(json) as RecordedError);
}

/** PostgreSQL refuses NUL, SQLite ends a text at it; half a character is no UTF-8. */
export function text(value: string): string {
  const wellFormed = toUSVString(value);
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed;
}

function textOrNull(value: string | null): string | null {
  return value === null ? null : text(value);
}

/** A time or a count: the columns hold whole numbers. */
export function whole(value: number): number {
  return Math.round(number(value));
}

function wholeOrNull(value: number | null): number | null {
  return value === null ? null : whole(value);
}

/** Infinity counts as the longest that can be told. */
export function number(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(Number.MIN_SAFE_INTEGER, Math.min(value, Number.MAX_SAFE_INTEGER));
}
