import { sql } from 'kysely';
import type { TicketRecord } from '../journal-records.js';
import { confirm, setFree, settle, type TicketKey } from '../ticket-work.js';
import type { TicketChange } from './batch.js';
import type { RowWriter, UpsertRule } from './row-writer.js';
import { text, ticketRecord, ticketRow } from './rows.js';
import type { TicketsTable } from './schema.js';
import { forUpdate, oneOf, statement, type Sql, type SqlStore } from './sql-store.js';
import type { Selectable } from 'kysely';

const KEY = ['ticket_id', 'system', 'pipeline'];
const REPLACE = ['work_id', 'state', 'run_id', 'failures', 'error', 'not_before', 'version', 'changed_at', 'seen_at'];
const RULE: UpsertRule = { table: 'otai_tickets', key: KEY, replace: REPLACE };

type Row = Selectable<TicketsTable>;

const OF_IDS = statement((dialect) => sql<Row>`select * from otai_tickets where ticket_id ${oneOf(dialect)} ${forUpdate(dialect)}`);
const CLAIMED_BY = statement(
  (dialect) => sql<Row>`select * from otai_tickets where run_id ${oneOf(dialect)} and state = 'claimed' ${forUpdate(dialect)}`,
);

/** The tickets of a journal in SQL. What becomes of one is decided in `ticket-work.ts`; here it is read before, and written after. */
export class TicketTable {
  constructor(
    private readonly store: SqlStore,
    private readonly writer: RowWriter,
  ) {}

  /** All that is remembered of tickets of these ids, of whichever system and pipeline, and locked until the transaction ends. */
  async load(tx: Sql, ticketIds: readonly string[]): Promise<readonly Row[]> {
    return ticketIds.length === 0 ? [] : OF_IDS(tx, this.store, [JSON.stringify(ticketIds.map(text))]);
  }

  async claimedBy(tx: Sql, runIds: readonly string[]): Promise<readonly TicketRecord[]> {
    if (runIds.length === 0) return [];
    return (await CLAIMED_BY(tx, this.store, [JSON.stringify(runIds.map(text))])).map(ticketRecord);
  }

  async save(tx: Sql, tickets: readonly TicketRecord[]): Promise<void> {
    await this.writer.upsert(tx, RULE, tickets.map(ticketRow));
  }

  async see(tx: Sql, positions: readonly number[], at: number): Promise<void> {
    if (positions.length === 0) return;
    await tx.updateTable('otai_tickets').set({ seen_at: at }).where('position', 'in', positions).execute();
  }

  /** Lets changes take effect, one after the other. */
  async apply(tx: Sql, changes: readonly TicketChange[]): Promise<void> {
    const named = changes.flatMap((change) => (change.type === 'run_ended' ? [] : [change.ticketId]));
    const over = changes.flatMap((change) => (change.type === 'run_ended' && change.state !== 'suspended' ? [change.runId] : []));
    const before = new Map<string, TicketRecord>();
    for (const record of (await this.load(tx, named)).map(ticketRecord)) before.set(ticketKey(record), record);
    for (const record of await this.claimedBy(tx, over)) before.set(ticketKey(record), record);
    const after = new Map(before);
    for (const change of changes) applyTo(after, change);
    await this.save(
      tx,
      [...after].filter(([key, record]) => before.get(key) !== record).map(([, record]) => record),
    );
  }
}

function applyTo(tickets: Map<string, TicketRecord>, change: TicketChange): void {
  if (change.type === 'run_ended') return freeAll(tickets, change.runId, change.at);
  const key = ticketKey(change);
  const record = tickets.get(key);
  if (record === undefined) return;
  tickets.set(key, change.type === 'ticket_settled' ? settle(record, change) : confirm(record, change.version, change.at));
}

function freeAll(tickets: Map<string, TicketRecord>, runId: string, at: number): void {
  for (const [key, record] of tickets) if (record.runId === runId) tickets.set(key, setFree(record, at));
}

/** One text for a ticket's key. */
export function ticketKey({ pipeline, system, ticketId }: TicketKey): string {
  return JSON.stringify([text(pipeline), text(system), text(ticketId)]);
}
