import { sql, type CompiledQuery, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { JournalError } from '../journal.error.js';
import type { Durability } from '../journal.js';
import type { JournalTables } from './schema.js';

/** A transaction, or the database itself for what needs none. */
export type Sql = Kysely<JournalTables> | Transaction<JournalTables>;

/** A database that holds a journal: what SQLite and PostgreSQL do not have in common. */
export interface SqlStore {
  readonly db: Kysely<JournalTables>;
  readonly dialect: SqlDialect;
  /** For messages, without password. */
  readonly location: string;
  /** Whether there was no journal before this process opened it. */
  readonly isNew: boolean;
  /** The schema of the tables, where there are several. */
  readonly schema: string | undefined;
  /** How many rows one statement writes at best, the most first. The last is 1. */
  readonly rowsAtOnce: readonly number[];
  /** How safe a commit has to be that nobody waits for. */
  readonly unasked: Durability;
  hasTable(name: string): Promise<boolean>;
  /** Does something in one transaction. Rejects with the database's own error. */
  transaction<T>(durability: Durability, work: (tx: Sql) => Promise<T>): Promise<T>;
  /** Within a transaction: no other process claims or adopts until it ends. */
  lock(tx: Sql): Promise<void>;
  /** Says what an error of the database means. */
  explain(error: unknown): JournalError;
  /** Whether the same transaction may go well when it is begun anew at once. */
  isTransient(error: unknown): boolean;
  /** @throws JournalError when the file that is open is not the one of that name any more */
  check(): void;
  /** Bytes in use; `undefined` where nobody limits them. */
  usedBytes(): Promise<number | undefined>;
  /** Gives a slice of unused room back; true when there may be more. */
  giveBack(): Promise<boolean>;
  close(): Promise<void>;
}

export type SqlDialect = 'sqlite' | 'postgres';

/** What follows a column that is to have one of some values: one parameter however many they are, so that the statement stays the same. */
export function oneOf(dialect: SqlDialect, values: readonly string[] = []): RawBuilder<unknown> {
  const json = JSON.stringify(values);
  // PostgreSQL looks for the values of an array in the index; for those of a query it may read the table.
  return dialect === 'sqlite'
    ? sql`in (select value from json_each(${json}))`
    : sql`= any(array(select json_array_elements_text(${json}::json)))`;
}

/** Ends a select within a transaction: what it found is changed by nobody else until the end. SQLite's transactions are alone anyway. */
export function forUpdate(dialect: SqlDialect): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`` : sql`for update`;
}

/** A statement that was compiled once, with other values. */
export function bind<R>(compiled: CompiledQuery<R>, parameters: readonly unknown[]): CompiledQuery<R> {
  return { ...compiled, parameters };
}

/** Runs a statement with the values of its parameters, in their order. */
export type Statement<R> = (db: Sql, store: SqlStore, parameters: readonly unknown[]) => Promise<readonly R[]>;

/**
 * A statement that is compiled once for each database: that is what takes the time of a short one otherwise.
 *
 * @param build - makes it, with any values in the place of its parameters
 */
export function statement<R>(build: (dialect: SqlDialect) => RawBuilder<R>): Statement<R> {
  const compiled = new WeakMap<SqlStore, CompiledQuery<R>>();
  return async (db, store, parameters) => {
    const known = compiled.get(store) ?? build(store.dialect).compile(store.db);
    compiled.set(store, known);
    return (await db.executeQuery(bind(known, parameters))).rows;
  };
}

/**
 * Thrown within a transaction, at its end: something that was written in it does not count any more, since this process has stood still amid it.
 * It is begun anew, without that.
 */
export class OutdatedError extends Error {}

const MOST_TRIES = 5;

/**
 * Does something in one transaction, and again when the database wants that.
 *
 * @throws JournalError (as a rejection)
 */
export async function transact<T>(store: SqlStore, work: (tx: Sql) => Promise<T>, durability: Durability = 'safe'): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.transaction(durability, work);
    } catch (error) {
      if (attempt === MOST_TRIES || !mayGoWell(store, error)) throw store.explain(error);
    }
  }
}

function mayGoWell(store: SqlStore, error: unknown): boolean {
  return error instanceof OutdatedError || store.isTransient(error);
}

/** As {@link transact}, while no other process claims or adopts. */
export function transactAlone<T>(store: SqlStore, work: (tx: Sql) => Promise<T>, durability: Durability = 'safe'): Promise<T> {
  const alone = async (tx: Sql): Promise<T> => {
    await store.lock(tx);
    return work(tx);
  };
  return transact(store, alone, durability);
}

/** Reads, without a transaction. @throws JournalError (as a rejection) */
export async function read<T>(store: SqlStore, query: (db: Sql) => Promise<T>): Promise<T> {
  try {
    return await query(store.db);
  } catch (error) {
    throw store.explain(error);
  }
}
