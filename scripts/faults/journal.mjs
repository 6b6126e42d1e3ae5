import { existsSync, readFileSync } from 'node:fs';
import Database from 'libsql';

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

/** What the journal says when all is over, read past the code that wrote it. */
export class JournalReader {
  #database;

  /** @returns `undefined` when there is no such file */
  static open(file) {
    return existsSync(file) ? new JournalReader(file) : undefined;
  }

  constructor(file) {
    const bytes = ['', '-wal'].filter((end) => existsSync(file + end)).map((end) => readFileSync(file + end, 'latin1'));
    this.leaks = PRIVATE.filter((text) => bytes.some((part) => part.includes(text)));
    this.#database = new Database(file);
  }

  close() {
    this.#database.close();
  }

  /** Everything that must not be left: `{ kind, what }[]`. */
  findings() {
    return [
      ...this.leaks.map((text) => ({ kind: 'wrong', what: `the journal keeps what is private: "${text}"` })),
      ...this.#each(
        "SELECT run_id, pipeline, state, error FROM otai_runs WHERE state IN ('running', 'suspended')",
        ({ run_id, pipeline, state, error }) => ({ kind: 'stuck', what: `run ${run_id} of ${pipeline} is ${state} ${error ?? ''}` }),
      ),
      ...this.#each(
        "SELECT pipeline, ticket_id, state, failures, error FROM otai_tickets WHERE state <> 'done'",
        ({ pipeline, ticket_id, state, failures, error }) => ({
          kind: 'stuck',
          what: `ticket ${ticket_id} is ${state} for ${pipeline}, ${failures} failures, ${error ?? 'no error'}`,
        }),
      ),
      ...this.#each(
        `SELECT w.ticket_id, w.operation, w.path, w.run_id FROM otai_writes w JOIN otai_runs r ON r.run_id = w.run_id
          WHERE w.state = 'intended' AND r.state NOT IN ('failed', 'abandoned')`,
        ({ ticket_id, operation, path, run_id }) => ({
          kind: 'stuck',
          what: `nobody knows what became of ${operation} on ticket ${ticket_id} (${path} of run ${run_id})`,
        }),
      ),
      ...this.#each('PRAGMA integrity_check', ({ integrity_check: says }) => ({
        kind: 'wrong',
        what: `the journal is damaged: ${says}`,
      })).filter(({ what }) => !what.endsWith(': ok')),
    ];
  }

  /** What it remembers of a ticket, in lines. */
  history(ticketId) {
    const tickets = this.#rows('SELECT * FROM otai_tickets WHERE ticket_id = ?', ticketId);
    const writes = this.#rows('SELECT * FROM otai_writes WHERE ticket_id = ? ORDER BY position', ticketId);
    return [
      ...tickets.map(
        ({ pipeline, state, work_id, run_id, failures, error, changed_at }) =>
          `${time(changed_at)} ${pipeline}: ${state}, work ${work_id}, run ${run_id}, ${failures} failures ${error ?? ''}`,
      ),
      ...writes.map(
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
    return {
      runs: this.#count('SELECT count(*) AS n FROM otai_runs'),
      resumed: this.#count('SELECT coalesce(sum(resumptions), 0) AS n FROM otai_runs'),
      abandoned: this.#count(
        "SELECT count(*) AS n FROM otai_runs WHERE state = 'abandoned' AND error NOT LIKE '%before it had done anything%'",
      ),
      open: this.#count("SELECT count(*) AS n FROM otai_writes WHERE state = 'intended'"),
    };
  }

  #count(sql) {
    return this.#rows(sql)[0].n;
  }

  #each(sql, tell) {
    return this.#rows(sql).map(tell);
  }

  #rows(sql, ...values) {
    return this.#database.prepare(sql).all(...values);
  }
}

function time(at) {
  return at === null ? '-' : new Date(at).toISOString();
}
