import { sql, type Selectable, type SqlBool } from 'kysely';
import type { RunDetails, RunFilter, TicketFilter } from '../journal.js';
import type { RunRecord, TicketRecord, WriteRecord } from '../journal-records.js';
import type { TicketKey } from '../ticket-work.js';
import { runRecord, stepRecord, text, ticketRecord, whole, writeRecord } from './rows.js';
import type { RunsTable, WritesTable } from './schema.js';
import { oneOf, type Sql, type SqlDialect } from './sql-store.js';

/** The newest first. */
export async function findRuns(db: Sql, { pipeline, states, ticketId, limit = 50 }: RunFilter): Promise<readonly RunRecord[]> {
  if (states?.length === 0) return [];
  let query = db.selectFrom('otai_runs').selectAll().orderBy('position', 'desc').limit(limit);
  if (pipeline !== undefined) query = query.where('pipeline', '=', text(pipeline));
  if (states !== undefined) query = query.where('state', 'in', states);
  if (ticketId !== undefined) query = query.where(concerns(text(ticketId)));
  return (await query.execute()).map(runRecord);
}

function concerns(ticketId: string) {
  return sql<SqlBool>`run_id in (
    select run_id from otai_runs where ticket = ${ticketId}
    union select run_id from otai_writes where ticket_id = ${ticketId}
    union select run_id from otai_tickets where ticket_id = ${ticketId})`;
}

/** A run by its id, or by a beginning of it that no other run has. */
export async function findRun(db: Sql, asked: string): Promise<RunDetails | undefined> {
  const beginning = text(asked);
  const exact = await db.selectFrom('otai_runs').selectAll().where('run_id', '=', beginning).execute();
  const [run, another] = exact.length > 0 ? exact : await beginningWith(db, beginning);
  return run === undefined || another !== undefined ? undefined : loadRun(db, run);
}

/** By comparison, for `like` has letters of its own, and does not tell capitals from others everywhere. */
async function beginningWith(db: Sql, beginning: string): Promise<readonly Selectable<RunsTable>[]> {
  const starts = sql<SqlBool>`substr(run_id, 1, ${sql.lit(beginning.length)}) = ${beginning}`;
  return db.selectFrom('otai_runs').selectAll().where(starts).limit(2).execute();
}

async function loadRun(db: Sql, row: Selectable<RunsTable>): Promise<RunDetails> {
  const steps = await db.selectFrom('otai_steps').selectAll().where('run_id', '=', row.run_id).orderBy('position').execute();
  const writes = await db.selectFrom('otai_writes').selectAll().where('run_id', '=', row.run_id).orderBy('position').execute();
  return { run: runRecord(row), steps: steps.map(stepRecord), writes: writes.map(writeRecord) };
}

/** The writes under these keys. */
export async function findWrites(db: Sql, dialect: SqlDialect, keys: readonly string[]): Promise<readonly WriteRecord[]> {
  const query = sql<Selectable<WritesTable>>`select * from otai_writes where key ${oneOf(dialect, keys.map(text))} order by position`;
  return (await query.execute(db)).rows.map(writeRecord);
}

/** How many writes a ticket has had since a time. */
export async function countWrites(db: Sql, { pipeline, system, ticketId }: TicketKey, since: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from otai_writes where ticket_id = ${text(ticketId)}
    and intended_at >= ${whole(since)} and pipeline = ${text(pipeline)} and system = ${text(system)} and dry_run = 0 and state <> 'failed'`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** The latest change first. */
export async function findTickets(db: Sql, { pipeline, states, ticketId, limit = 100 }: TicketFilter): Promise<readonly TicketRecord[]> {
  if (states?.length === 0) return [];
  let query = db.selectFrom('otai_tickets').selectAll().orderBy('changed_at', 'desc').orderBy('position', 'desc').limit(limit);
  if (pipeline !== undefined) query = query.where('pipeline', '=', text(pipeline));
  if (states !== undefined) query = query.where('state', 'in', states);
  // Most are done: the others have an index of their own.
  if (states?.includes('done') === false) query = query.where(sql<SqlBool>`state <> 'done'`);
  if (ticketId !== undefined) query = query.where('ticket_id', '=', text(ticketId));
  return (await query.execute()).map(ticketRecord);
}
