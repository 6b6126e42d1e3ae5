import { Kysely, sql } from 'kysely';
import { messageOf } from '../../api/error-message.js';
import { JournalError } from '../journal.error.js';
import type { JournalTables } from '../sql/schema.js';
import type { Durability } from '../journal.js';
import type { Sql, SqlStore } from '../sql/sql-store.js';
import { LibsqlStatements, type LibsqlDatabase } from './libsql.database.js';
import { SharedSqliteDialect, whenFree } from './sqlite.dialect.js';
import { APPLICATION_ID, identify, inspectFile } from './sqlite-file.js';
import { explainSqlite } from './sqlite-problem.js';

/** How long one statement may hold up the process while another process writes, milliseconds. Transactions wait longer, aside. */
const HOLD_UP = 50;
/** How long a transaction waits for those of other processes, milliseconds. */
const PATIENCE = 10_000;
/** Pages that are given back at once: a few milliseconds. */
const SLICE = 100;
/** Pages of the log that go into the file at a time, 16 MB: the same page is written once for many changes. */
const LOG_PAGES = 4000;

/** A journal in one SQLite file. */
export class SqliteStore implements SqlStore {
  readonly dialect = 'sqlite';
  readonly schema = undefined;
  /** libsql takes one row as fast as several. */
  readonly rowsAtOnce = [1];
  /** What a power cut takes from the log, it takes from the end, and with it all processes that have read it. */
  readonly unasked = 'soon';
  readonly db: Kysely<JournalTables>;
  readonly #identity: string | undefined;
  readonly #statements: LibsqlStatements;
  #durability: Durability = 'safe';

  private constructor(
    private readonly path: string,
    readonly location: string,
    { database, isNew, patience }: { readonly database: LibsqlDatabase; readonly isNew: boolean; readonly patience: number },
  ) {
    this.isNew = isNew;
    this.#identity = identify(path);
    this.#statements = new LibsqlStatements(database);
    this.db = new Kysely({ dialect: new SharedSqliteDialect(this.#statements, patience) });
  }

  readonly isNew: boolean;

  /**
   * @param patience - how long a transaction waits for those of other processes, milliseconds; default 10 000
   * @throws JournalError (as a rejection) when the file cannot be opened, is damaged, or not a journal's
   */
  static async open(path: string, patience: number = PATIENCE): Promise<SqliteStore> {
    const location = `sqlite:${path}`;
    const { isNew } = inspectFile(path, location);
    const Database = await loadLibsql();
    try {
      const database = new Database(path);
      await whenFree(() => prepare(database, isNew), patience);
      return new SqliteStore(path, location, { database, isNew, patience });
    } catch (error) {
      throw explainSqlite(error, location);
    }
  }

  async hasTable(name: string): Promise<boolean> {
    return (await sql`select 1 from sqlite_master where name = ${name}`.execute(this.db)).rows.length > 0;
  }

  transaction<T>(durability: Durability, work: (tx: Sql) => Promise<T>): Promise<T> {
    return this.db.connection().execute((db) => {
      this.#be(durability);
      return db.transaction().execute(work);
    });
  }

  /** Between transactions only: SQLite refuses it within. */
  #be(durability: Durability): void {
    if (durability === this.#durability) return;
    this.#statements.execute(`pragma synchronous = ${SYNCHRONOUS[durability]}`);
    this.#durability = durability;
  }

  async lock(_tx: Sql): Promise<void> {
    // A transaction of SQLite is alone from its beginning.
  }

  explain(error: unknown): JournalError {
    return explainSqlite(error, this.location);
  }

  /** Transactions have waited as long as there is patience. */
  isTransient(): boolean {
    return false;
  }

  check(): void {
    if (identify(this.path) === this.#identity) return;
    throw new JournalError('OTAI_JOURNAL_GONE', `The journal ${this.location} was deleted or replaced while it is in use`, {
      hint: 'stop the application, put the file back, and start again; what was remembered since cannot be kept',
    });
  }

  async usedBytes(): Promise<number> {
    const [pages, free, size] = await Promise.all([this.#number('page_count'), this.#number('freelist_count'), this.#number('page_size')]);
    return (pages - free) * size;
  }

  async #number(pragma: string): Promise<number> {
    const { rows } = await sql<Record<string, number>>`pragma ${sql.raw(pragma)}`.execute(this.db);
    return Object.values(rows[0] ?? {})[0] ?? 0;
  }

  async giveBack(): Promise<boolean> {
    if ((await this.#number('freelist_count')) < SLICE) return false;
    await this.db.connection().execute(async () => this.#statements.execute(`pragma incremental_vacuum(${SLICE})`));
    return true;
  }

  /** The log goes into the file, so that one file is all there is to copy. */
  async close(): Promise<void> {
    try {
      await sql`pragma wal_checkpoint(truncate)`.execute(this.db);
    } finally {
      await this.db.destroy();
    }
  }
}

/** When SQLite waits for the disk: at each commit, or at a later one. */
const SYNCHRONOUS: Readonly<Record<Durability, string>> = { safe: 'full', soon: 'normal' };

function prepare(database: LibsqlDatabase, isNew: boolean): void {
  const pragma = (text: string): unknown[] => database.prepare(`pragma ${text}`).all();
  pragma(`busy_timeout = ${HOLD_UP}`);
  if (isNew) {
    pragma('auto_vacuum = incremental');
    pragma(`application_id = ${APPLICATION_ID}`);
  }
  pragma('journal_mode = wal');
  pragma(`synchronous = ${SYNCHRONOUS.safe}`);
  pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
  const found = pragma('quick_check(1)') as { readonly quick_check?: string }[];
  if (found[0]?.quick_check !== 'ok') throw Object.assign(new Error(found[0]?.quick_check), { code: 'SQLITE_CORRUPT' });
}

async function loadLibsql(): Promise<new (path: string) => LibsqlDatabase> {
  try {
    return (await import('libsql')).default;
  } catch (error) {
    throw new JournalError('OTAI_JOURNAL_DRIVER', `SQLite cannot be used on this machine (${messageOf(error)})`, {
      hint: 'install without --omit=optional: the driver for each platform is an optional package; or name a postgres:// journal, or memory',
      cause: error,
    });
  }
}
