import { sql, type RawBuilder, type Selectable, type SqlBool } from 'kysely';
import type { AdoptedRun, RunPart } from '../journal.js';
import { insideOf, itemsOf } from '../run-part.js';
import { runRecord, stepRecord, text, ticketRecord, writeRecord } from './rows.js';
import type { RunsTable, StepsTable, TicketsTable, WritesTable } from './schema.js';
import type { Sql } from './sql-store.js';

/** A run with what one of its tickets needs. */
export async function loadPart(db: Sql, runId: string, part: RunPart): Promise<AdoptedRun | undefined> {
  const [run] = (await sql<Selectable<RunsTable>>`select * from otai_runs where run_id = ${runId}`.execute(db)).rows;
  if (run === undefined) return undefined;
  const of = sql<SqlBool>`system = ${text(part.system)} and ticket_id = ${text(part.ticketId)} and run_id = ${runId}`;
  const tickets = await sql<Selectable<TicketsTable>>`select * from otai_tickets where ${of}`.execute(db);
  const writes = await sql<Selectable<WritesTable>>`select * from otai_writes where ${of} order by position`.execute(db);
  const steps = await sql<Selectable<StepsTable>>`select * from otai_steps where run_id = ${runId} and ${belongs(part)}
    order by position`.execute(db);
  return {
    run: runRecord(run),
    steps: steps.rows.map(stepRecord),
    writes: writes.rows.map(writeRecord),
    tickets: tickets.rows.map(ticketRecord),
  };
}

/** By comparison, for `like` has letters of its own. */
function belongs(part: RunPart): RawBuilder<SqlBool> {
  const inside = insideOf(part);
  if (inside === null) return sql<SqlBool>`true`;
  const isInside = begins(inside);
  return part.withOuter ? sql<SqlBool>`(${isInside} or not ${begins(itemsOf(part))})` : isInside;
}

function begins(beginning: string): RawBuilder<SqlBool> {
  const kept = text(beginning);
  return sql<SqlBool>`substr(path, 1, length(cast(${kept} as text))) = ${kept}`;
}
