import { sql, type CompiledQuery } from 'kysely';
import { JournalError } from '../journal.error.js';
import type { ProcessIdentity } from '../owners/process-identity.js';
import { bind, oneOf, type Sql, type SqlStore } from './sql-store.js';

/** How many runs are remembered that another process has taken: their code stops at its next flush. */
const MOST_LOST = 10_000;

/**
 * The runs that this process works on, and whether they are still its own: when it stood still for long, it was taken for dead, and others have
 * gone on with what it did. From then on nothing that it says of those runs counts.
 */
export class OwnedRuns {
  readonly #mine = new Set<string>();
  readonly #lost = new Set<string>();
  #query: CompiledQuery<{ gone: number }> | undefined;

  constructor(
    private readonly store: SqlStore,
    private readonly owner: ProcessIdentity,
  ) {}

  get ownerId(): string {
    return this.owner.ownerId;
  }

  add(runId: string): void {
    this.#mine.add(runId);
    this.#lost.delete(runId);
  }

  remove(runId: string): void {
    this.#mine.delete(runId);
  }

  get size(): number {
    return this.#mine.size;
  }

  has(runId: string): boolean {
    return this.#mine.has(runId);
  }

  isLost(runId: string | undefined): boolean {
    return runId !== undefined && this.#lost.has(runId);
  }

  /** @throws JournalError when another process has taken the run */
  check(runId: string | undefined): void {
    if (!this.isLost(runId)) return;
    throw new JournalError('OTAI_JOURNAL_TAKEN_OVER', `The run ${runId} was taken over by another process, which took this one for dead`, {
      hint: 'it goes on there; this process stood still for more than 30 seconds',
    });
  }

  /** In a transaction: makes sure that this process counts as alive until the transaction ends, and finds out what was taken from it. */
  async assert(tx: Sql): Promise<void> {
    this.#query ??= this.#compile();
    const { rows } = await tx.executeQuery(bind(this.#query, [this.ownerId]));
    if (rows[0]?.gone === 0) return;
    await this.#findLost(tx);
    await this.enter(tx);
  }

  #compile(): CompiledQuery<{ gone: number }> {
    const lock = this.store.dialect === 'sqlite' ? sql`` : sql`for share`;
    return sql<{ gone: number }>`select gone from otai_owners where owner_id = ${''} ${lock}`.compile(this.store.db);
  }

  async #findLost(tx: Sql): Promise<void> {
    const ids = oneOf(this.store.dialect, [...this.#mine]);
    const query = sql<{ run_id: string }>`select run_id from otai_runs where run_id ${ids} and owner_id <> ${this.ownerId}`;
    for (const { run_id: runId } of (await query.execute(tx)).rows) {
      this.#mine.delete(runId);
      this.#lost.add(runId);
    }
    while (this.#lost.size > MOST_LOST) this.#lost.delete(this.#lost.values().next().value ?? '');
  }

  /** Puts this process among the owners, alive. */
  async enter(tx: Sql): Promise<void> {
    const { ownerId, host, pid, processStart } = this.owner;
    await tx
      .insertInto('otai_owners')
      .values({ owner_id: ownerId, host, pid, process_start: processStart, beat: 0, gone: 0 })
      .onConflict((conflict) => conflict.column('owner_id').doUpdateSet({ gone: 0 }))
      .execute();
  }

  /** Shows that this process is alive. */
  async beat(tx: Sql): Promise<void> {
    await tx
      .updateTable('otai_owners')
      .set((row) => ({ beat: row('beat', '+', 1) }))
      .where('owner_id', '=', this.ownerId)
      .execute();
  }

  /** Says that this process has left: what it has not finished is for others. */
  async leave(tx: Sql): Promise<void> {
    await tx.updateTable('otai_owners').set({ gone: 1 }).where('owner_id', '=', this.ownerId).execute();
  }
}
