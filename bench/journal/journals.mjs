/* The journals that are compared, each at a new place. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../dist/api/clock.js';
import { Secret } from '../../dist/api/secret.js';
import { openJournal } from '../../dist/journal/create-journal.js';
import { Client } from 'pg';
import { findPostgres, startPostgres } from '../../test/support/journal/postgres-server.mjs';

const DAY = 86_400_000;

/** Opens the journal at a URL. What it keeps is enough for a million tickets. */
export function open(url) {
  const config = { url: new Secret(url), keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 100e9 };
  return openJournal(config, { defaultUrl: 'memory', clock: new SystemClock() });
}

/** A folder for SQLite files, and a PostgreSQL server with its commits on the disk, when there is PostgreSQL. */
export async function places() {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'otai-bench-journal-'));
  const server = findPostgres() === undefined ? undefined : await startPostgres([]);
  let count = 0;
  return {
    memory: () => 'memory',
    sqlite: () => `sqlite:${join(folder, `${count++}.db`)}`,
    postgres: server && (() => newSchema(server.url, `journal_${count++}`)),
    remove: async () => {
      rmSync(folder, { recursive: true, force: true });
      await server?.stop();
    },
  };
}

async function newSchema(url, name) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create schema ${name}`);
  await client.end();
  return `${url}?options=${encodeURIComponent(`-c search_path=${name}`)}`;
}
