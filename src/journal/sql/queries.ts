import { sql, type Selectable, type SqlBool } from 'kysely';
import type { RunDetails, RunFilter, TicketFilter } from '../journal.js';
import type { RunRecord, TicketRecord, WriteRecord } from '../journal-records.js';
import type { TicketKey } from '../ticket-work.js';
import { runRecord, stepRecord, text, ticketRecord, whole, writeRecord } from './rows.js';
import type { RunsTable, TicketsTable, WritesTable } from './schema.js';
import { oneOf, statement, type Sql, type SqlStore } from './sql-store.js';

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
export async function findWrites(db: Sql, store: SqlStore, keys: readonly string[]): Promise<readonly WriteRecord[]> {
  return (await WRITES_OF_KEYS(db, store, [JSON.stringify(keys.map(text))])).map(writeRecord);
}

const WRITES_OF_KEYS = statement(
  (dialect) => sql<Selectable<WritesTable>>`select * from otai_writes where key ${oneOf(dialect)} order by position`,
);

/** How many writes a ticket has had since a time. */
export async function countWrites(db: Sql, store: SqlStore, { ticket, since }: WritesOfTicket): Promise<number> {
  const { pipeline, system, ticketId } = ticket;
  const rows = await COUNT_WRITES(db, store, [text(ticketId), whole(since), text(pipeline), text(system)]);
  return rows[0]?.count ?? 0;
}

/** Which writes to count: to a ticket, by one pipeline, since a time. */
export interface WritesOfTicket {
  readonly ticket: TicketKey;
  readonly since: number;
}

const COUNT_WRITES = statement(
  () => sql<{ count: number }>`select count(*) as count from otai_writes where ticket_id = ${''} and intended_at >= ${0}
    and pipeline = ${''} and system = ${''} and dry_run = 0 and state <> 'failed'`,
);

/** The latest change first. */
export async function findTickets(db: Sql, store: SqlStore, filter: TicketFilter): Promise<readonly TicketRecord[]> {
  const { pipeline, states, ticketId, limit = 100 } = filter;
  if (pipeline !== undefined && states !== undefined && !states.includes('done') && ticketId === undefined)
    return (await UNDONE_TICKETS(db, store, [text(pipeline), JSON.stringify(states), limit])).map(ticketRecord);
  if (states?.length === 0) return [];
  let query = db.selectFrom('otai_tickets').selectAll().orderBy('changed_at', 'desc').orderBy('position', 'desc').limit(limit);
  if (pipeline !== undefined) query = query.where('pipeline', '=', text(pipeline));
  if (states !== undefined) query = query.where('state', 'in', states);
  if (states?.includes('done') === false) query = query.where(sql<SqlBool>`state <> 'done'`);
  if (ticketId !== undefined) query = query.where('ticket_id', '=', text(ticketId));
  return (await query.execute()).map(ticketRecord);
}

/** What each search for tickets asks first. Most are done: the others have an index of their own. */
const UNDONE_TICKETS = statement(
  (dialect) => sql<
    Selectable<TicketsTable>
  >`select * from otai_tickets where pipeline = ${''} and state ${oneOf(dialect)} and state <> 'done'
    order by changed_at desc, position desc limit ${0}`,
);
