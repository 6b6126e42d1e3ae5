import { sql, type ColumnDefinitionBuilder, type Kysely, type Migration } from 'kysely';
import type { SqlDialect } from './sql-store.js';

/**
 * The steps from nothing to the schema of this version, by name in their order. One that was released is never changed: a later one is added,
 * which an application of this version refuses to find in a journal without knowing it.
 */
export function migrationsFor(dialect: SqlDialect): Readonly<Record<string, Migration>> {
  return { '001_journal': { up: (db: Kysely<unknown>) => createJournal(db, dialect) } };
}

async function createJournal(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await createOwners(db);
  await createRuns(db, dialect);
  await createSteps(db, dialect);
  await createWrites(db, dialect);
  await createTickets(db, dialect);
  await db.schema.createTable('otai_cursors').addColumn('name', 'text', primary).addColumn('value', 'text', needed).execute();
  await db.schema.createTable('otai_facts').addColumn('name', 'text', primary).addColumn('value', 'bigint', needed).execute();
}

async function createOwners(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('otai_owners')
    .addColumn('owner_id', 'text', primary)
    .addColumn('host', 'text', needed)
    .addColumn('pid', 'bigint', needed)
    .addColumn('process_start', 'text', needed)
    .addColumn('beat', 'bigint', needed)
    .addColumn('gone', 'integer', needed)
    .execute();
}

async function createRuns(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await numbered(db, dialect, 'otai_runs')
    .addColumn('run_id', 'text', unique)
    .addColumn('owner_id', 'text', needed)
    .addColumn('pipeline', 'text', needed)
    .addColumn('definition', 'text', needed)
    .addColumn('state', 'text', needed)
    .addColumn('dry_run', 'integer', needed)
    .addColumn('ticket', 'text')
    .addColumn('input', 'text')
    .addColumn('input_withheld', 'integer', needed)
    .addColumn('started_at', 'bigint', needed)
    .addColumn('finished_at', 'bigint')
    .addColumn('duration_ms', 'double precision', needed)
    .addColumn('resumptions', 'integer', needed)
    .addColumn('writes', 'integer', needed)
    .addColumn('error', 'text')
    .execute();
  await sql`create index otai_runs_unfinished on otai_runs (pipeline, position) where state in ('running', 'suspended')`.execute(db);
  await sql`create index otai_runs_ticket on otai_runs (ticket) where ticket is not null`.execute(db);
  await sql`create index otai_runs_finished on otai_runs (finished_at) where finished_at is not null`.execute(db);
}

async function createSteps(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await numbered(db, dialect, 'otai_steps')
    .addColumn('run_id', 'text', needed)
    .addColumn('path', 'text', needed)
    .addColumn('use', 'text', needed)
    .addColumn('state', 'text', needed)
    .addColumn('started_at', 'bigint', needed)
    .addColumn('duration_ms', 'double precision', needed)
    .addColumn('attempts', 'integer', needed)
    .addColumn('result', 'text')
    .addColumn('withheld', 'integer', needed)
    .addColumn('reason', 'text')
    .addColumn('error', 'text')
    .addUniqueConstraint('otai_steps_path', ['run_id', 'path'])
    .execute();
}

async function createWrites(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await numbered(db, dialect, 'otai_writes')
    .addColumn('key', 'text', unique)
    .addColumn('run_id', 'text', needed)
    .addColumn('path', 'text', needed)
    .addColumn('pipeline', 'text', needed)
    .addColumn('system', 'text', needed)
    .addColumn('ticket_id', 'text')
    .addColumn('operation', 'text', needed)
    .addColumn('state', 'text', needed)
    .addColumn('dry_run', 'integer', needed)
    .addColumn('fields_before', 'text')
    .addColumn('fields_after', 'text', needed)
    .addColumn('note_id', 'text')
    .addColumn('intended_at', 'bigint', needed)
    .addColumn('settled_at', 'bigint')
    .execute();
  await db.schema.createIndex('otai_writes_run').on('otai_writes').columns(['run_id', 'position']).execute();
  await db.schema.createIndex('otai_writes_ticket').on('otai_writes').columns(['ticket_id', 'intended_at']).execute();
}

/** The index over claimed tickets is the lock: one run a ticket, over all pipelines. */
async function createTickets(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await numbered(db, dialect, 'otai_tickets')
    .addColumn('pipeline', 'text', needed)
    .addColumn('system', 'text', needed)
    .addColumn('ticket_id', 'text', needed)
    .addColumn('work_id', 'text', needed)
    .addColumn('state', 'text', needed)
    .addColumn('run_id', 'text', needed)
    .addColumn('failures', 'integer', needed)
    .addColumn('error', 'text')
    .addColumn('not_before', 'bigint', needed)
    .addColumn('version', 'text')
    .addColumn('changed_at', 'bigint', needed)
    .addColumn('seen_at', 'bigint', needed)
    .addUniqueConstraint('otai_tickets_key', ['ticket_id', 'system', 'pipeline'])
    .execute();
  await sql`create unique index otai_tickets_claimed on otai_tickets (ticket_id, system) where state = 'claimed'`.execute(db);
  await db.schema.createIndex('otai_tickets_run').on('otai_tickets').column('run_id').execute();
  await db.schema.createIndex('otai_tickets_changed').on('otai_tickets').column('changed_at').execute();
  await sql`create index otai_tickets_undone on otai_tickets (changed_at) where state <> 'done'`.execute(db);
  await db.schema.createIndex('otai_tickets_seen').on('otai_tickets').column('seen_at').execute();
}

/** A table whose rows are numbered in the order in which they came. */
function numbered(db: Kysely<unknown>, dialect: SqlDialect, name: string) {
  return db.schema.createTable(name).addColumn('position', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) => column.primaryKey());
}

function needed(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}

function unique(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().unique();
}

function primary(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().primaryKey();
}
