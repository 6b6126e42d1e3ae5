import { sql, type Selectable } from 'kysely';
import type { AdoptedRun } from '../journal.js';
import type { OwnerBeat, OwnerWatch } from '../owners/owner-watch.js';
import type { OwnedRuns } from './owned-runs.js';
import { runRecord, stepRecord, text, ticketRecord, writeRecord } from './rows.js';
import type { RunsTable, StepsTable, TicketsTable, WritesTable } from './schema.js';
import { oneOf, type Sql, type SqlStore } from './sql-store.js';

/** What an adoption works on. */
export interface AdoptionTables {
  readonly store: SqlStore;
  readonly owned: OwnedRuns;
  readonly watch: OwnerWatch;
}

/** Which runs to take over. */
export interface Adoption {
  readonly pipelines: readonly string[];
  readonly limit: number;
  /** Ids of runs that are left where they are. */
  readonly except: readonly string[];
}

/** Takes over runs that nobody works on, within a transaction that no other process adopts in. */
export async function adoptRuns(tx: Sql, tables: AdoptionTables, wanted: Adoption): Promise<readonly AdoptedRun[]> {
  await buryDead(tx, tables);
  const runIds = await findOrphans(tx, tables, wanted);
  if (runIds.length === 0) return [];
  const ids = oneOf(tables.store.dialect, runIds);
  await sql`update otai_runs set owner_id = ${tables.owned.ownerId}, state = 'running', error = null, resumptions = resumptions + 1,
    writes = (select count(*) from otai_writes w where w.run_id = otai_runs.run_id and w.state = 'done') where run_id ${ids}`.execute(tx);
  return loadRuns(tx, tables.store, runIds);
}

/** All other owners that count as alive. */
export async function otherOwners(tx: Sql, ownerId: string): Promise<readonly OwnerBeat[]> {
  const rows = await tx.selectFrom('otai_owners').selectAll().where('gone', '=', 0).where('owner_id', '<>', ownerId).execute();
  return rows.map((row) => ({ ownerId: row.owner_id, host: row.host, pid: row.pid, processStart: row.process_start, beat: row.beat }));
}

async function buryDead(tx: Sql, { store, owned, watch }: AdoptionTables): Promise<void> {
  const dead = (await otherOwners(tx, owned.ownerId)).filter((owner) => watch.isDead(owner)).map(({ ownerId }) => ownerId);
  if (dead.length > 0) await sql`update otai_owners set gone = 1 where owner_id ${oneOf(store.dialect, dead)}`.execute(tx);
}

/**
 * Suspended runs, and running ones whose owner is gone. Or is this process, which does not work on them: the answer to the transaction that
 * adopted them got lost.
 */
async function findOrphans(tx: Sql, { store, owned }: AdoptionTables, { pipelines, limit, except }: Adoption): Promise<readonly string[]> {
  const query = sql<{ run_id: string; owner_id: string; state: string }>`
    select r.run_id, r.owner_id, r.state from otai_runs r left join otai_owners o on o.owner_id = r.owner_id
    where r.state in ('running', 'suspended') and r.pipeline ${oneOf(store.dialect, pipelines.map(text))}
      and not (r.run_id ${oneOf(store.dialect, except)})
      and (r.state = 'suspended' or o.owner_id is null or o.gone = 1 or r.owner_id = ${owned.ownerId})
    order by r.position limit ${limit + owned.size}`;
  const { rows } = await query.execute(tx);
  const isOrphan = (row: (typeof rows)[number]): boolean =>
    row.state === 'suspended' || row.owner_id !== owned.ownerId || !owned.has(row.run_id);
  return rows
    .filter(isOrphan)
    .slice(0, limit)
    .map(({ run_id: runId }) => runId);
}

/** Runs with everything that is remembered of them. */
export async function loadRuns(tx: Sql, { dialect }: SqlStore, runIds: readonly string[]): Promise<readonly AdoptedRun[]> {
  const ids = oneOf(dialect, runIds);
  const { rows: runs } = await sql<Selectable<RunsTable>>`select * from otai_runs where run_id ${ids} order by position`.execute(tx);
  const { rows: steps } = await sql<Selectable<StepsTable>>`select * from otai_steps where run_id ${ids} order by position`.execute(tx);
  const { rows: writes } = await sql<Selectable<WritesTable>>`select * from otai_writes where run_id ${ids} order by position`.execute(tx);
  const { rows: tickets } = await sql<Selectable<TicketsTable>>`select * from otai_tickets where run_id ${ids}`.execute(tx);
  const of = { steps: byRun(steps), writes: byRun(writes), tickets: byRun(tickets) };
  return runs.map((row) => ({
    run: runRecord(row),
    steps: (of.steps.get(row.run_id) ?? []).map(stepRecord),
    writes: (of.writes.get(row.run_id) ?? []).map(writeRecord),
    tickets: (of.tickets.get(row.run_id) ?? []).map(ticketRecord),
  }));
}

function byRun<T extends { readonly run_id: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.run_id);
    if (group === undefined) groups.set(row.run_id, [row]);
    else group.push(row);
  }
  return groups;
}
