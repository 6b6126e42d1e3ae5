import { Migrator, sql } from 'kysely';
import { JournalError } from '../journal.error.js';
import { migrationsFor } from './migrations.js';
import type { SqlStore } from './sql-store.js';

const TABLE = 'otai_migrations';

/** Two processes that begin a journal at once may get in each other's way at places where databases do not wait. */
const MOST_TRIES = 5;

/**
 * Brings a journal to the schema of this version. Several processes may do so at once: one does it, the others find it done.
 *
 * @throws JournalError (as a rejection) also when the journal was written by a newer version
 */
export async function migrate(store: SqlStore): Promise<void> {
  const { dialect, schema } = store;
  const migrations = migrationsFor(dialect);
  for (let attempt = 1; !(await isUpToDate(store, Object.keys(migrations))); attempt++) {
    const names = { migrationTableName: TABLE, migrationLockTableName: `${TABLE}_lock`, ...(schema && { migrationTableSchema: schema }) };
    const { error } = await new Migrator({ db: store.db, provider: { getMigrations: async () => migrations }, ...names }).migrateToLatest();
    if (error !== undefined && attempt === MOST_TRIES) throw store.explain(error);
  }
}

async function isUpToDate(store: SqlStore, names: readonly string[]): Promise<boolean> {
  const done = await executed(store);
  refuseNewer(store, done, names);
  return names.every((name) => done.includes(name));
}

async function executed(store: SqlStore): Promise<readonly string[]> {
  if (!(await store.hasTable(TABLE))) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)}`.execute(store.db);
  return rows.map(({ name }) => name);
}

function refuseNewer({ location }: SqlStore, done: readonly string[], known: readonly string[]): void {
  const unknown = done.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new JournalError('OTAI_JOURNAL_NEWER', `The journal ${location} was written by a newer version (${unknown.join(', ')})`, {
    hint: 'update open-ticket-ai, or name another journal under infrastructure.journal',
  });
}
