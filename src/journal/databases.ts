import { PostgresStore } from './postgres/postgres.store.js';
import { SqlJournal, type SqlJournalOptions } from './sql/sql.journal.js';
import type { SqlStore } from './sql/sql-store.js';
import { SqliteStore } from './sqlite/sqlite.store.js';

/** Opens the journal in an SQLite file. @throws JournalError (as a rejection) */
export async function sqliteJournal(path: string, options: SqlJournalOptions): Promise<SqlJournal> {
  return openedIn(await SqliteStore.open(path), options);
}

/** Opens the journal in a PostgreSQL database. @throws JournalError (as a rejection) */
export async function postgresJournal(url: string, options: SqlJournalOptions): Promise<SqlJournal> {
  return openedIn(await PostgresStore.open(url), options);
}

async function openedIn(store: SqlStore, options: SqlJournalOptions): Promise<SqlJournal> {
  const journal = new SqlJournal(store, options);
  try {
    await journal.open();
    return journal;
  } catch (error) {
    await store.close().catch(() => undefined);
    throw store.explain(error);
  }
}
