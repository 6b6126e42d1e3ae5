import { sql } from 'kysely';
import type { ClaimRequest, ClaimVerdict } from '../journal.js';
import { judge, release, type TicketKey } from '../ticket-work.js';
import { text, ticketRecord, whole } from './rows.js';
import { oneOf, statement, type Sql, type SqlStore } from './sql-store.js';
import { Standings } from './standings.js';
import { ticketKey, type TicketTable } from './ticket-table.js';

const DAY = 86_400_000;

/** What a claim works on. */
export interface ClaimTables {
  readonly store: SqlStore;
  readonly tickets: TicketTable;
}

/** Has a run claim tickets, within a transaction that no other process claims in. */
export async function claimTickets(tx: Sql, { store, tickets }: ClaimTables, request: ClaimRequest): Promise<readonly ClaimVerdict[]> {
  const ids = [...new Set(request.tickets.map(({ ticketId }) => ticketId))];
  const rows = await tickets.load(tx, ids);
  const standings = new Standings(rows.map(ticketRecord));
  await freeForgotten(tx, store, standings);
  const verdicts = request.tickets.map((candidate) => {
    const verdict = judge(request, candidate, standings.of({ ...candidate, pipeline: request.pipeline }, request.runId));
    if (verdict.verdict === 'claimed') standings.set(verdict.record);
    return verdict;
  });
  if (request.dryRun) return verdicts;
  await tickets.save(tx, standings.changes());
  if (rows.some((row) => isLongUnseen(row, request))) await see(tx, store, { ...request, ids });
  return verdicts;
}

/** A ticket of a run that is over, or forgotten, is nobody's, whatever came between. */
async function freeForgotten(tx: Sql, store: SqlStore, standings: Standings): Promise<void> {
  const { holders } = standings;
  if (holders.length === 0) return;
  const unfinished = await UNFINISHED(tx, store, [JSON.stringify(holders)]);
  standings.keepHolders(new Set(unfinished.map(({ run_id: runId }) => runId)));
}

const UNFINISHED = statement(
  (dialect) => sql<{ run_id: string }>`select run_id from otai_runs where run_id ${oneOf(dialect)} and state in ('running', 'suspended')`,
);

/** To be looked for counts as a sight, once a day: most claims find what they found before, and shall not write. */
function isLongUnseen(row: { readonly pipeline: string; readonly seen_at: number }, { pipeline, at }: ClaimRequest): boolean {
  return row.pipeline === text(pipeline) && row.seen_at < at - DAY;
}

interface Sight {
  readonly pipeline: string;
  readonly ids: readonly string[];
  readonly at: number;
}

async function see(tx: Sql, { dialect }: SqlStore, { pipeline, ids, at }: Sight): Promise<void> {
  const seen = oneOf(dialect, ids.map(text));
  await sql`update otai_tickets set seen_at = ${whole(at)} where pipeline = ${text(pipeline)} and ticket_id ${seen}`.execute(tx);
}

/** Which tickets come out of quarantine, and as what. */
export interface Release {
  readonly keys: readonly TicketKey[];
  readonly how: 'retry' | 'drop';
  readonly at: number;
}

/** Sets tickets free from quarantine. Gives how many. */
export async function releaseTickets(tx: Sql, tickets: TicketTable, { keys, how, at }: Release): Promise<number> {
  const wanted = new Set(keys.map(ticketKey));
  const rows = await tickets.load(tx, [...new Set(keys.map(({ ticketId }) => ticketId))]);
  const held = rows.map(ticketRecord).filter((record) => record.state === 'quarantined' && wanted.has(ticketKey(record)));
  const free = held.map((record) => release(record, how, at));
  await tickets.save(tx, free);
  return free.length;
}
