import { existsSync, readFileSync } from 'node:fs';
import Database from 'libsql';
import { Client } from 'pg';

/** What customers and agents wrote, and who they are: no journal may keep it unless it was asked to. */
const PRIVATE = [
  'invoice is wrong',
  'invoice sent',
  'vpn is down',
  'no vpn since',
  '[reply ',
  '[note of ',
  '@acme.example',
  '@desk.example.org',
];

/** What is in texts and must not be kept anywhere. */
export function privateIn(texts) {
  return PRIVATE.filter((text) => texts.some((whole) => whole.includes(text)));
}

const TABLES = { runs: 'otai_runs', steps: 'otai_steps', writes: 'otai_writes', tickets: 'otai_tickets' };

/** What the journal says when all is over, read past the code that wrote it. */
export class JournalReader {
  /** @returns `undefined` when there is no such file */
  static ofFile(file) {
    if (!existsSync(file)) return undefined;
    const texts = ['', '-wal'].filter((end) => existsSync(file + end)).map((end) => readFileSync(file + end, 'latin1'));
    const database = new Database(file);
    const all = (sql) => database.prepare(sql).all();
    const tables = Object.fromEntries(
      Object.entries(TABLES).map(([name, table]) => [name, all(`SELECT * FROM ${table} ORDER BY position`)]),
    );
    const damages = all('PRAGMA integrity_check').flatMap(({ integrity_check: says }) => (says === 'ok' ? [] : [says]));
    database.close();
    return new JournalReader(tables, { texts, damages });
  }

  /** @param url - of a PostgreSQL database */
  static async ofServer(url) {
    const client = new Client({ connectionString: url });
    await client.connect();
    const tables = {};
    for (const [name, table] of Object.entries(TABLES))
      tables[name] = (await client.query(`SELECT * FROM ${table} ORDER BY position`)).rows;
    await client.end();
    return new JournalReader(tables, { texts: [JSON.stringify(tables)] });
  }

  /**
   * @param tables - the rows of `runs`, `steps`, `writes`, `tickets`
   * @param more - `texts`: all there is, as texts; `damages`: what is wrong with the file
   */
  constructor(tables, { texts, damages = [] }) {
    Object.assign(this, tables, { damages, leaks: privateIn(texts) });
  }

  /** Everything that must not be left: `{ kind, what }[]`. */
  findings() {
    const hasFailed = this.#failures();
    return [
      ...this.leaks.map((text) => wrong(`the journal keeps what is private: "${text}"`)),
      ...this.damages.map((damage) => wrong(`the journal is damaged: ${damage}`)),
      ...this.runs
        .filter(({ state }) => state === 'running' || state === 'suspended')
        .map(({ run_id, pipeline, state, error }) => stuck(`run ${run_id} of ${pipeline} is ${state} ${error ?? ''}`)),
      ...this.tickets
        .filter(({ state }) => state !== 'done')
        .map(({ ticket_id, state, pipeline, failures, error }) =>
          stuck(`ticket ${ticket_id} is ${state} for ${pipeline}, ${failures} failures, ${error ?? 'no error'}`),
        ),
      ...this.writes
        .filter(({ state, run_id, path }) => state === 'intended' && !hasFailed.has(run_id) && !hasFailed.has(`${run_id} ${path}`))
        .map(({ operation, ticket_id, path, run_id }) =>
          stuck(`nobody knows what became of ${operation} on ticket ${ticket_id} (${path} of run ${run_id})`),
        ),
    ];
  }

  /** The runs, and the steps of runs, that came to nothing: whatever they wrote, another run has seen to the rest. */
  #failures() {
    const steps = this.steps.filter(isOver).map(({ run_id, path }) => `${run_id} ${path}`);
    return new Set([...this.runs.filter(isOver).map(({ run_id }) => run_id), ...steps]);
  }

  /** What it remembers of a ticket, in lines. */
  history(ticketId) {
    const isAbout = ({ ticket_id }) => ticket_id === ticketId;
    return [
      ...this.tickets
        .filter(isAbout)
        .map(
          ({ pipeline, state, work_id, run_id, failures, error, changed_at }) =>
            `${time(changed_at)} ${pipeline}: ${state}, work ${work_id}, run ${run_id}, ${failures} failures ${error ?? ''}`,
        ),
      ...this.writes
        .filter(isAbout)
        .map(
          ({ intended_at, settled_at, operation, state, run_id, path, key, note_id }) =>
            `${time(intended_at)} to ${time(settled_at)} ${operation}: ${state}, run ${run_id}, ${path}, key ${key}, note ${note_id ?? '-'}`,
        ),
    ];
  }

  /**
   * `{ runs, resumed, abandoned, open }`: how many runs there were, how often they were taken up again, how many were given up after they had
   * begun, and how many of the writes of those and of failed ones nobody knows about: another run did again what was missing.
   */
  figures() {
    const { runs, writes } = this;
    return {
      runs: runs.length,
      resumed: runs.reduce((sum, { resumptions }) => sum + resumptions, 0),
      abandoned: runs.filter(({ state, error }) => state === 'abandoned' && !error.includes('before it had done anything')).length,
      open: writes.filter(({ state }) => state === 'intended').length,
    };
  }
}

function isOver({ state }) {
  return state === 'failed' || state === 'abandoned';
}

function wrong(what) {
  return { kind: 'wrong', what };
}

function stuck(what) {
  return { kind: 'stuck', what };
}

function time(at) {
  return at === null ? '-' : new Date(Number(at)).toISOString();
}
