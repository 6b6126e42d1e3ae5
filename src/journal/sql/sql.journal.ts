import type { Clock } from '../../api/clock.js';
import type {
  AdoptedRun,
  ClaimRequest,
  ClaimVerdict,
  Durability,
  Journal,
  JournalEntry,
  RunDetails,
  RunFilter,
  RunPart,
  TicketFilter,
} from '../journal.js';
import type { RunRecord, TicketRecord, TicketVersion, WriteRecord } from '../journal-records.js';
import { BEAT, OwnerWatch } from '../owners/owner-watch.js';
import { thisProcess, type ProcessIdentity } from '../owners/process-identity.js';
import type { TicketKey } from '../ticket-work.js';
import { adoptRuns, loadRuns, otherOwners } from './adoption.js';
import { shorten, type PendingEntry } from './batch.js';
import { claimTickets, releaseTickets } from './claims.js';
import { Committer } from './commit.js';
import { GroupCommit, type Commit } from './group-commit.js';
import { Heartbeat } from './heartbeat.js';
import { loadPart } from './load-part.js';
import { text } from './rows.js';
import { migrate } from './migrate.js';
import { OwnedRuns } from './owned-runs.js';
import { Pruner, type Retention } from './pruning.js';
import { countWrites, findRun, findRuns, findTickets, findWrites } from './queries.js';
import { read, transact, transactAlone, type Sql, type SqlStore } from './sql-store.js';

/** What a {@link SqlJournal} is made of. */
export interface SqlJournalOptions {
  readonly clock: Clock;
  readonly retention: Retention;
  /** Who opens it. Default: this process. */
  readonly owner?: ProcessIdentity | undefined;
  /** Which other owners are dead. Default: by their processes and beats. */
  readonly watch?: OwnerWatch | undefined;
}

/** A journal in a database: it outlives the process, and several processes share it. */
export class SqlJournal implements Journal {
  readonly durable = true;
  readonly #clock: Clock;
  readonly #owned: OwnedRuns;
  readonly #watch: OwnerWatch;
  readonly #committer: Committer;
  readonly #pending: GroupCommit<PendingEntry>;
  readonly #heartbeat: Heartbeat;
  readonly #pruner: Pruner;

  /** @param store - opened; the journal closes it */
  constructor(
    private readonly store: SqlStore,
    { clock, retention, owner = thisProcess(), watch = new OwnerWatch() }: SqlJournalOptions,
  ) {
    this.#clock = clock;
    this.#watch = watch;
    this.#owned = new OwnedRuns(store, owner);
    this.#committer = new Committer(store, this.#owned);
    const commit: Commit<PendingEntry> = (batch, durability) => this.#committer.commit(batch, durability);
    this.#pending = new GroupCommit({ commit, shorten, unasked: store.unasked });
    this.#pruner = new Pruner(store, retention);
    this.#heartbeat = new Heartbeat(clock, BEAT, () => this.#beat());
  }

  get location(): string {
    return this.store.location;
  }

  get isNew(): boolean {
    return this.store.isNew;
  }

  async open(): Promise<void> {
    await migrate(this.store);
    await transact(this.store, (tx) => this.#owned.enter(tx));
    this.#heartbeat.start();
  }

  async close(): Promise<void> {
    await this.#heartbeat.stop();
    try {
      await this.flush();
      await this.#pruner.pruneIfDue(this.#clock.now());
      await transact(this.store, (tx) => this.#owned.leave(tx));
    } finally {
      this.#pending.stop();
      await this.store.close();
    }
  }

  /** Resolves once what it does by itself at this moment is done: for tests that let time pass. */
  settled(): Promise<void> {
    return this.#heartbeat.settled;
  }

  async #beat(): Promise<void> {
    const { ownerId } = this.#owned;
    const others = await transact(this.store, async (tx) => {
      await this.#owned.assert(tx);
      await this.#owned.beat(tx);
      return otherOwners(tx, ownerId);
    });
    this.#watch.observe(others);
    await this.#pruner.pruneIfDue(this.#clock.now());
  }

  put(entry: JournalEntry, counts?: () => boolean): void {
    if (entry.type === 'run_started') this.#owned.add(entry.run.runId);
    if (entry.type === 'run_ended') this.#owned.remove(entry.runId);
    this.#pending.add(counts === undefined ? entry : { ...entry, counts });
  }

  confirm(key: TicketKey, version: TicketVersion, counts?: () => boolean): void {
    this.#pending.add({ type: 'ticket_confirmed', ...key, version, at: this.#clock.now(), counts });
  }

  async flush(runId?: string, durability: Durability = 'safe'): Promise<void> {
    await this.#pending.flush(durability === 'safe' ? 'safe' : this.store.unasked);
    this.#owned.check(runId);
  }

  async claim(request: ClaimRequest): Promise<readonly ClaimVerdict[]> {
    const tables = { store: this.store, tickets: this.#committer.tickets };
    // Whoever claims writes later, and makes that safe first.
    return this.#alone(this.store.unasked, (tx) => {
      this.#owned.check(request.runId);
      return claimTickets(tx, tables, request);
    });
  }

  async adopt(pipelines: readonly string[], limit: number, except: readonly string[] = []): Promise<readonly AdoptedRun[]> {
    const tables = { store: this.store, owned: this.#owned, watch: this.#watch };
    const adopted = await this.#alone('safe', (tx) => adoptRuns(tx, tables, { pipelines, limit, except }));
    for (const { run } of adopted) this.#owned.add(run.runId);
    return adopted;
  }

  async load(runId: string, part?: RunPart): Promise<AdoptedRun | undefined> {
    if (part !== undefined) return read(this.store, (db) => loadPart(db, runId, part));
    await this.flush();
    const [run] = await read(this.store, (db) => loadRuns(db, this.store, [runId]));
    return run;
  }

  async release(keys: readonly TicketKey[], how: 'retry' | 'drop'): Promise<number> {
    return this.#alone('safe', (tx) => releaseTickets(tx, this.#committer.tickets, { keys, how, at: this.#clock.now() }));
  }

  /** After all that was put before, in one transaction with it, while no other process claims or adopts. */
  #alone<T>(wanted: Durability, work: (tx: Sql) => Promise<T>): Promise<T> {
    return this.#pending.join(wanted, async (entries, durability) => {
      this.store.check();
      const commit = (tx: Sql): Promise<T> => this.#committer.commitWithin(tx, { entries, durability }, () => work(tx));
      return transactAlone(this.store, commit, durability);
    });
  }

  writes(keys: readonly string[]): Promise<readonly WriteRecord[]> {
    return read(this.store, (db) => findWrites(db, this.store, keys));
  }

  countWrites(ticket: TicketKey, since: number): Promise<number> {
    return read(this.store, (db) => countWrites(db, this.store, { ticket, since }));
  }

  async cursor(name: string): Promise<string | undefined> {
    const rows = await read(this.store, (db) => db.selectFrom('otai_cursors').select('value').where('name', '=', text(name)).execute());
    return rows[0]?.value;
  }

  async moveCursor(name: string, to: string): Promise<void> {
    await transact(this.store, async (tx) => {
      const row = { name: text(name), value: text(to) };
      await tx
        .insertInto('otai_cursors')
        .values(row)
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value }))
        .execute();
    });
  }

  runs(filter: RunFilter = {}): Promise<readonly RunRecord[]> {
    return read(this.store, (db) => findRuns(db, filter));
  }

  run(runId: string): Promise<RunDetails | undefined> {
    return read(this.store, (db) => findRun(db, runId));
  }

  tickets(filter: TicketFilter = {}): Promise<readonly TicketRecord[]> {
    return read(this.store, (db) => findTickets(db, this.store, filter));
  }

  async prune(now: number): Promise<void> {
    await this.flush();
    await this.#pruner.prune(now);
  }
}
