import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import { messageOf } from '../../api/error-message.js';
import { JournalError } from '../journal.error.js';
import type { JournalTables } from '../sql/schema.js';
import type { Durability } from '../journal.js';
import type { Sql, SqlStore } from '../sql/sql-store.js';
import { locatePostgres } from './postgres-location.js';
import { explainPostgres, isConflict } from './postgres-problem.js';

/** Claims and adoptions of all processes that share a journal wait for each other at this lock. */
const LOCK = 0x4f_54_41_49;
/** After that long a server does not answer any more, milliseconds. */
const PATIENCE = 30_000;

const LOOK = `select current_schema() as schema, to_regclass('otai_runs') is null as is_new`;

/** A journal in a PostgreSQL database. */
export class PostgresStore implements SqlStore {
  readonly dialect = 'postgres';
  /** Each statement is a journey. */
  readonly rowsAtOnce = [64, 8, 1];
  /** A server that loses what it was told does not take its clients with it, which go on as if it were remembered. */
  readonly unasked = 'safe';
  readonly db: Kysely<JournalTables>;
  readonly schema: string;
  readonly isNew: boolean;

  private constructor(
    readonly location: string,
    pool: PostgresPool,
    { schema, isNew }: { readonly schema: string; readonly isNew: boolean },
  ) {
    this.schema = schema;
    this.isNew = isNew;
    this.db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  }

  /** @throws JournalError (as a rejection) when the database cannot be reached or used, or `pg` is not installed */
  static async open(url: string): Promise<PostgresStore> {
    const location = locatePostgres(url);
    const pool = await createPool(url);
    try {
      const { rows } = await pool.query<{ schema: string; is_new: boolean }>(LOOK);
      return new PostgresStore(location, pool, { schema: rows[0]?.schema ?? 'public', isNew: rows[0]?.is_new ?? true });
    } catch (error) {
      await pool.end();
      throw explainPostgres(error, location);
    }
  }

  async hasTable(name: string): Promise<boolean> {
    return (await sql`select 1 where to_regclass(${name}) is not null`.execute(this.db)).rows.length > 0;
  }

  transaction<T>(_durability: Durability, work: (tx: Sql) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work);
  }

  async lock(tx: Sql): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)}, hashtext(current_schema()))`.execute(tx);
  }

  explain(error: unknown): JournalError {
    return explainPostgres(error, this.location);
  }

  isTransient(error: unknown): boolean {
    return isConflict(error);
  }

  check(): void {
    // A server knows its own files.
  }

  async usedBytes(): Promise<undefined> {
    return undefined;
  }

  /** The server's autovacuum does. */
  async giveBack(): Promise<boolean> {
    return false;
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }
}

async function createPool(url: string) {
  const { Pool, types } = await loadPg();
  const pool = new Pool({
    connectionString: url,
    max: 4,
    application_name: 'open-ticket-ai',
    connectionTimeoutMillis: PATIENCE / 3,
    query_timeout: PATIENCE,
    statement_timeout: PATIENCE,
    lock_timeout: PATIENCE / 3,
    keepAlive: true,
    // Times and counts are well within what a number can tell; the driver gives them as texts.
    types: { getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)) },
  });
  // Without a listener a connection that breaks ends the process, be it idle or between two queries of a transaction; the next query finds out.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function loadPg() {
  try {
    return (await import('pg')).default;
  } catch (error) {
    throw new JournalError('OTAI_JOURNAL_DRIVER', `PostgreSQL cannot be used as the journal: pg is not installed (${messageOf(error)})`, {
      hint: 'npm install pg',
      cause: error,
    });
  }
}
