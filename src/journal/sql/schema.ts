import type { Generated } from 'kysely';

/* The tables as SQLite and PostgreSQL both have them: texts, whole numbers, truth as 0 or 1, data as JSON. */

/** The processes that have the journal open, and those that left unfinished runs behind. */
export interface OwnersTable {
  owner_id: string;
  /** The machine, as far as processes can see each other. */
  host: string;
  pid: number;
  /** Tells the process from a later one of the same pid; empty where that cannot be told. */
  process_start: string;
  /** Goes up while the process lives. */
  beat: number;
  /** 1: it left, or was found dead. */
  gone: number;
}

export interface RunsTable {
  /** In the order in which they began. */
  position: Generated<number>;
  run_id: string;
  owner_id: string;
  pipeline: string;
  definition: string;
  state: string;
  dry_run: number;
  ticket: string | null;
  input: string | null;
  input_withheld: number;
  started_at: number;
  finished_at: number | null;
  duration_ms: number;
  resumptions: number;
  writes: number;
  error: string | null;
}

export interface StepsTable {
  position: Generated<number>;
  run_id: string;
  path: string;
  use: string;
  state: string;
  started_at: number;
  duration_ms: number;
  attempts: number;
  result: string | null;
  withheld: number;
  reason: string | null;
  error: string | null;
}

export interface WritesTable {
  position: Generated<number>;
  key: string;
  run_id: string;
  path: string;
  pipeline: string;
  system: string;
  ticket_id: string | null;
  operation: string;
  state: string;
  dry_run: number;
  fields_before: string | null;
  fields_after: string;
  note_id: string | null;
  intended_at: number;
  settled_at: number | null;
}

export interface TicketsTable {
  position: Generated<number>;
  pipeline: string;
  system: string;
  ticket_id: string;
  work_id: string;
  state: string;
  run_id: string;
  failures: number;
  error: string | null;
  not_before: number;
  version: string | null;
  changed_at: number;
  /** When it was last looked for or changed, to the day. */
  seen_at: number;
}

/** Where triggers stand. */
export interface CursorsTable {
  name: string;
  value: string;
}

/** What is known of the journal itself: a name and a number. */
export interface FactsTable {
  name: string;
  value: number;
}

/** All tables of a journal. */
export interface JournalTables {
  otai_owners: OwnersTable;
  otai_runs: RunsTable;
  otai_steps: StepsTable;
  otai_writes: WritesTable;
  otai_tickets: TicketsTable;
  otai_cursors: CursorsTable;
  otai_facts: FactsTable;
}
