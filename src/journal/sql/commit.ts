import { sql, type CompiledQuery } from 'kysely';
import type { Durability, RunEnded } from '../journal.js';
import { runOf, sortBatch, type PendingEntry } from './batch.js';
import type { OwnedRuns } from './owned-runs.js';
import { RowWriter, type UpsertRule } from './row-writer.js';
import { errorText, number, runRow, stepRow, text, whole, writeRow } from './rows.js';
import { bind, OutdatedError, transact, type Sql, type SqlStore } from './sql-store.js';
import { TicketTable } from './ticket-table.js';

/** The beginning of a run that has ended may have been committed before, and the answer to that got lost. */
const RUNS: UpsertRule = {
  table: 'otai_runs',
  key: ['run_id'],
  replace: ['state', 'error', 'finished_at', 'duration_ms', 'writes'],
  when: sql`excluded.state <> 'running'`,
};
const STEPS: UpsertRule = {
  table: 'otai_steps',
  key: ['run_id', 'path'],
  replace: ['use', 'state', 'started_at', 'duration_ms', 'attempts', 'result', 'withheld', 'reason', 'error'],
};
const WRITES: UpsertRule = {
  table: 'otai_writes',
  key: ['key'],
  replace: [
    'run_id',
    'path',
    'pipeline',
    'system',
    'ticket_id',
    'operation',
    'state',
    'dry_run',
    'fields_before',
    'fields_after',
    'note_id',
    'intended_at',
    'settled_at',
  ],
};

/** What waits to be committed, and how safe it is to be. */
export interface Pending {
  readonly entries: readonly PendingEntry[];
  readonly durability: Durability;
}

/** Writes entries into the tables, in one transaction. To write the same again changes nothing: the answer to a commit can get lost. */
export class Committer {
  readonly tickets: TicketTable;
  readonly #writer: RowWriter;
  #endRun: CompiledQuery | undefined;

  constructor(
    private readonly store: SqlStore,
    private readonly owned: OwnedRuns,
  ) {
    this.#writer = new RowWriter(store);
    this.tickets = new TicketTable(store, this.#writer);
  }

  /** @throws JournalError (as a rejection) */
  async commit(entries: readonly PendingEntry[], durability: Durability): Promise<void> {
    // To look after the file takes as long as to write a row: what matters is that nobody relies on one that is gone.
    if (durability === 'safe') this.store.check();
    await transact(this.store, (tx) => this.commitWithin(tx, { entries, durability }, nothing), durability);
  }

  /**
   * The same as a part of a transaction, with something else: as an owner that counts as alive until it ends.
   *
   * @throws OutdatedError (as a rejection)
   */
  async commitWithin<T>(tx: Sql, { entries, durability }: Pending, work: () => Promise<T>): Promise<T> {
    await this.owned.assert(tx);
    // A transaction that changes nothing makes nothing safe.
    if (entries.length === 0 && durability === 'safe') await this.owned.beat(tx);
    const kept = entries.filter((entry) => !this.owned.isLost(runOf(entry)) && doesCount(entry));
    await this.#write(tx, kept);
    const result = await work();
    if (!kept.every(doesCount)) throw new OutdatedError();
    return result;
  }

  async #write(tx: Sql, entries: readonly PendingEntry[]): Promise<void> {
    const { runs, steps, writes, ends, ticketChanges } = sortBatch(entries);
    await this.#writer.upsert(
      tx,
      RUNS,
      runs.map((run) => runRow(run, this.owned.ownerId)),
    );
    await this.#writer.upsert(tx, STEPS, steps.map(stepRow));
    await this.#writer.upsert(tx, WRITES, writes.map(writeRow));
    for (const ended of ends) await tx.executeQuery(this.#end(ended));
    if (ticketChanges.length > 0) await this.tickets.apply(tx, ticketChanges);
  }

  /** Adds up, so it must not be done twice: a run that has ended is left as it is. */
  #end({ runId, state, error, at, durationMs, writes }: RunEnded): CompiledQuery {
    const finishedAt = state === 'suspended' ? null : whole(at);
    const values = [state, errorText(error), finishedAt, number(durationMs), whole(writes), text(runId)];
    this.#endRun ??= compileEnd(this.store);
    return bind(this.#endRun, values);
  }
}

async function nothing(): Promise<void> {}

function doesCount({ counts }: PendingEntry): boolean {
  return counts === undefined || counts();
}

function compileEnd({ db }: SqlStore): CompiledQuery {
  return sql`update otai_runs set state = ${''}, error = ${''}, finished_at = ${0}, duration_ms = duration_ms + ${0}, writes = writes + ${0}
    where run_id = ${''} and state in ('running', 'suspended')`.compile(db);
}
