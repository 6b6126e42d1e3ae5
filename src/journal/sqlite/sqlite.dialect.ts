import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection, type Driver } from 'kysely';
import type { LibsqlStatements } from './libsql.database.js';
import { isBusy } from './sqlite-problem.js';

const BEGIN = CompiledQuery.raw('begin immediate');

const LONGEST_PAUSE = 20;

/**
 * Kysely's dialect for SQLite, for several processes on one file: every transaction is one that writes, and waits for its turn without holding
 * up the process; the schema is changed in one.
 */
export class SharedSqliteDialect extends SqliteDialect {
  /** @param patience - how long a transaction waits for those of other processes, milliseconds */
  constructor(
    private readonly database: LibsqlStatements,
    private readonly patience: number,
  ) {
    super({ database });
  }

  override createDriver(): Driver {
    return new SharedSqliteDriver(this.database, this.patience);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SharedSqliteDriver extends SqliteDriver {
  constructor(
    private readonly database: LibsqlStatements,
    private readonly patience: number,
  ) {
    super({ database });
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await whenFree(() => connection.executeQuery(BEGIN), this.patience);
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.isInTransaction) await super.rollbackTransaction(connection);
  }
}

/** Does something as soon as no other process writes, and meanwhile lets this one go on. */
export async function whenFree<T>(work: () => T | Promise<T>, patience: number): Promise<T> {
  for (const end = performance.now() + patience; ; await pause(1 + Math.random() * LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
  }
}
