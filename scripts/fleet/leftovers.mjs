import { join } from 'node:path';
import Database from 'libsql';
import { Client } from 'pg';

const QUESTIONS = [
  ["select run_id as what, pipeline, state from otai_runs where state in ('running', 'suspended')", 'run'],
  ["select ticket_id as what, pipeline, state from otai_tickets where state <> 'done'", 'ticket'],
  ["select ticket_id as what, pipeline, state from otai_writes where state = 'intended'", 'write to ticket'],
];

/** What the journal still has open when all is over, read past the code that wrote it. */
export async function openLeftovers(url, folder) {
  const ask = url.startsWith('sqlite:') ? askSqlite(join(folder, url.slice('sqlite:'.length))) : await askPostgres(url);
  const found = [];
  for (const [question, kind] of QUESTIONS) {
    for (const { what, pipeline, state } of await ask.rows(question))
      found.push({ kind: 'stuck', what: `the journal has ${kind} ${what} of ${pipeline} as ${state}` });
  }
  await ask.close();
  return found;
}

function askSqlite(file) {
  const database = new Database(file);
  return { rows: (question) => Promise.resolve(database.prepare(question).all()), close: () => database.close() };
}

async function askPostgres(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  return { rows: async (question) => (await client.query(question)).rows, close: () => client.end() };
}
