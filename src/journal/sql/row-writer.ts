import { sql, type CompiledQuery, type RawBuilder } from 'kysely';
import { bind, type Sql, type SqlStore } from './sql-store.js';
import type { JournalTables } from './schema.js';

type Table = keyof JournalTables;

/** How rows get into a table. */
export interface UpsertRule {
  readonly table: Table;
  readonly key: readonly string[];
  /** The columns of a row that is there already which the later row replaces; none: the earlier row stays. */
  readonly replace: readonly string[];
  /** Which of the later rows replace anything: a condition about `excluded`. Default: all. */
  readonly when?: RawBuilder<unknown>;
}

/** Writes rows with few statements, each compiled once: that is what takes the time otherwise. */
export class RowWriter {
  readonly #statements = new Map<string, CompiledQuery>();

  constructor(private readonly store: SqlStore) {}

  async upsert(tx: Sql, rule: UpsertRule, rows: readonly object[]): Promise<void> {
    for (let from = 0; from < rows.length;) {
      const count = this.store.rowsAtOnce.find((size) => size <= rows.length - from) ?? 1;
      const chunk = rows.slice(from, from + count);
      const statement = this.#statement(rule, chunk);
      await tx.executeQuery(bind(statement, valuesOf(chunk)));
      from += count;
    }
  }

  /** All rows of a table have the same columns in the same order. */
  #statement(rule: UpsertRule, rows: readonly object[]): CompiledQuery {
    const name = `${rule.table} ${rows.length}`;
    const known = this.#statements.get(name);
    if (known !== undefined) return known;
    const statement = compile(this.store, rule, rows);
    this.#statements.set(name, statement);
    return statement;
  }
}

function valuesOf(rows: readonly object[]): readonly unknown[] {
  const [only, another] = rows;
  return only !== undefined && another === undefined ? Object.values(only) : rows.flatMap((row) => Object.values(row));
}

function compile({ db }: SqlStore, { table, key, replace, when }: UpsertRule, rows: readonly object[]): CompiledQuery {
  const columns = names(Object.keys(rows[0] ?? {}));
  const values = sql.join(rows.map((row) => sql`(${sql.join(Object.values(row))})`));
  const changes = replace.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`);
  const conflict =
    replace.length === 0 ? sql`nothing` : sql`update set ${sql.join(changes)}${when === undefined ? sql`` : sql` where ${when}`}`;
  return sql`insert into ${sql.table(table)} (${columns}) values ${values} on conflict (${names(key)}) do ${conflict}`.compile(db);
}

function names(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(column)));
}
