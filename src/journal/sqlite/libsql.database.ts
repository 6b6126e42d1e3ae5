import type { SqliteDatabase, SqliteStatement } from 'kysely';
import type Libsql from 'libsql';

/** What of libsql is used. */
export type LibsqlDatabase = InstanceType<typeof Libsql>;

const MOST_STATEMENTS = 100;
const LASTING = /^\s*(?:select|insert|update|delete|begin|commit)\b/;

/**
 * A database of libsql as Kysely wants it, with every statement prepared once.
 *
 * Values are looked at before libsql gets them: it ends the process when it is handed one it does not know, `true` for instance.
 */
export class LibsqlStatements implements SqliteDatabase {
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(private readonly database: LibsqlDatabase) {}

  prepare(text: string): SqliteStatement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = guarded(this.database.prepare(text));
    // Lists are one value, so that there are few statements; only what people look for makes others.
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    // Those of the schema are used once, and put others out of date.
    if (LASTING.test(text)) this.#statements.set(text, statement);
    return statement;
  }

  /** For what takes many steps and gives no rows: a prepared statement would be left in their midst. */
  execute(text: string): void {
    this.database.exec(text);
  }

  /** A transaction that failed may have been taken back already, by SQLite itself. */
  get isInTransaction(): boolean {
    return this.database.inTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }
}

/** Rows are always read to the end: a statement that is left in their midst keeps its view of the database, and its room in the log. */
function guarded(statement: SqliteStatement): SqliteStatement {
  const reader = statement.reader;
  return {
    reader,
    all: (parameters) => statement.all(checked(parameters)),
    run: (parameters) => statement.run(checked(parameters)),
    iterate: (parameters) => statement.iterate(checked(parameters)),
  };
}

function checked(parameters: readonly unknown[]): readonly unknown[] {
  for (const value of parameters) {
    if (typeof value !== 'string' && typeof value !== 'number' && value !== null) {
      throw new TypeError(`a ${typeof value} cannot be stored in SQLite`);
    }
  }
  return parameters;
}
