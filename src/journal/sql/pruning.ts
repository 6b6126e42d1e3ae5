import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { whole } from './rows.js';
import { oneOf, transact, type Sql, type SqlStore } from './sql-store.js';

/** How many runs, or tickets, are forgotten in one transaction: a few milliseconds each. */
const SLICE = 200;
/** Down to this part of the size that is allowed, so that it is not reached again at once. */
const ROOM = 0.9;

const PRUNED_AT = 'pruned_at';
const HOUR = 3_600_000;

/** How much a journal keeps. */
export interface Retention {
  /** Milliseconds that finished runs are kept. */
  readonly keep: number;
  /** Milliseconds that it is kept what is known of tickets nobody has seen since. */
  readonly keepTickets: number;
  /** Bytes above which the oldest finished runs go first; SQLite only. */
  readonly maxSize: number;
}

/** Keeps a journal within its bounds. */
export class Pruner {
  constructor(
    private readonly store: SqlStore,
    private readonly retention: Retention,
  ) {}

  /** Once an hour, over all processes and restarts. */
  async pruneIfDue(now: number): Promise<void> {
    const last = await this.store.db.selectFrom('otai_facts').select('value').where('name', '=', PRUNED_AT).executeTakeFirst();
    // A clock that was set back would put it off for as long.
    if (last === undefined || now - last.value >= HOUR || last.value > now) await this.prune(now);
  }

  /** Forgets what is too old or too much, in slices between which all else goes on. */
  async prune(now: number): Promise<void> {
    const { store } = this;
    const { keep, keepTickets, maxSize } = this.retention;
    await this.#remember(now);
    await inSlices((tx) => forgetRuns(tx, store, now - keep), store);
    await inSlices((tx) => forgetTickets(tx, now - keepTickets), store);
    await transact(store, forgetOwners);
    if (await isTooLarge(store, maxSize)) await shrink(store, maxSize * ROOM);
    while (await store.giveBack()) await nextTurn();
  }

  async #remember(value: number): Promise<void> {
    const fact = { name: PRUNED_AT, value: whole(value) };
    const insert = (tx: Sql) =>
      tx
        .insertInto('otai_facts')
        .values(fact)
        .onConflict((row) => row.column('name').doUpdateSet(fact))
        .execute();
    await transact(this.store, insert);
  }
}

async function inSlices(forget: (tx: Sql) => Promise<number>, store: SqlStore): Promise<void> {
  while ((await transact(store, forget)) === SLICE) await nextTurn();
}

async function shrink(store: SqlStore, size: number): Promise<void> {
  while (await isTooLarge(store, size)) {
    const count = await transact(store, (tx) => forgetRuns(tx, store, Number.MAX_SAFE_INTEGER));
    if (count === 0) return;
    await nextTurn();
  }
}

async function isTooLarge(store: SqlStore, size: number): Promise<boolean> {
  return ((await store.usedBytes()) ?? 0) > size;
}

/** Not those with a write to a ticket that is not done: the next try looks it up. Gives how many. */
async function forgetRuns(tx: Sql, { dialect }: SqlStore, before: number): Promise<number> {
  const { rows } = await sql<{ run_id: string }>`
    select r.run_id from otai_runs r where r.finished_at < ${before} and not exists (
      select 1 from otai_writes w join otai_tickets t on t.ticket_id = w.ticket_id and t.system = w.system and t.pipeline = w.pipeline
      where w.run_id = r.run_id and t.state <> 'done')
    order by r.finished_at limit ${sql.lit(SLICE)}`.execute(tx);
  if (rows.length === 0) return 0;
  const ids = oneOf(
    dialect,
    rows.map(({ run_id: runId }) => runId),
  );
  for (const table of ['otai_steps', 'otai_writes', 'otai_runs'] as const)
    await sql`delete from ${sql.table(table)} where run_id ${ids}`.execute(tx);
  return rows.length;
}

async function forgetTickets(tx: Sql, before: number): Promise<number> {
  const old = sql`select position from otai_tickets where seen_at < ${before} and state <> 'claimed' order by seen_at limit ${sql.lit(SLICE)}`;
  const { numAffectedRows } = await sql`delete from otai_tickets where position in (${old})`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Owners that are gone, once nothing of theirs is left to take over. */
async function forgetOwners(tx: Sql): Promise<void> {
  await sql`delete from otai_owners where gone = 1 and not exists (
    select 1 from otai_runs r where r.owner_id = otai_owners.owner_id and r.state in ('running', 'suspended'))`.execute(tx);
}
