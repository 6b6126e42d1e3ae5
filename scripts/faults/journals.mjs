import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { Client } from 'pg';
import { findPostgres, startPostgres } from '../../test/support/journal/postgres-server.mjs';
import { damageJournal } from './damage.mjs';
import { denyWrites, fillDisk, limitFiles, mountSmallDisk } from './disk.mjs';
import { JournalReader } from './journal.mjs';

/** In a file, on a small disk of its own where that is allowed. */
class SqliteJournal {
  static isMissing = undefined;
  url = 'sqlite:journal/otai.db';
  /** What could not be tried here, and why. */
  untried = [];

  static async start(place) {
    const journal = new SqliteJournal();
    journal.place = place;
    if (!place.helpdesk.isRemote) return journal;
    journal.unmount = mountSmallDisk(place.journalFolder);
    if (journal.unmount === undefined) journal.untried.push('disk full (mounting a small disk needs root)');
    return journal;
  }

  /** What may be wrong with it: each makes it so, and gives `{ what, isFelt, findings }`. Of a local helpdesk only what does not meet its own file. */
  troubles(random) {
    const { place, unmount } = this;
    const everywhere = [() => limitFiles(place, 'a', random.fork('limit')), () => damageJournal(place, 'a', random.fork('damage'))];
    if (!place.helpdesk.isRemote) return everywhere;
    return [...everywhere, ...(unmount === undefined ? [] : [() => fillDisk(place, 'a')]), () => denyWrites(place, 'a')];
  }

  hurt() {}

  heal() {}

  get isFree() {
    const database = new Database(this.#file, { timeout: 100 });
    try {
      database.exec('BEGIN IMMEDIATE');
      database.exec('ROLLBACK');
      return true;
    } catch {
      return false;
    } finally {
      database.close();
    }
  }

  read() {
    return JournalReader.ofFile(this.#file);
  }

  get #file() {
    return join(this.place.journalFolder, 'otai.db');
  }

  /** It stays for whoever looks into findings, though its disk goes. */
  async stop() {
    if (this.unmount === undefined) return;
    cpSync(this.place.journalFolder, join(this.place.folder, 'journal-at-the-end'), { recursive: true });
    this.unmount();
  }
}

const CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'open-ticket-ai'";

/** In a PostgreSQL server, which cuts all connections now and then. */
class PostgresJournal {
  static get isMissing() {
    return findPostgres() === undefined ? 'PostgreSQL is not installed' : undefined;
  }

  untried = [];
  cuts = 0;
  isFree = true;
  #isHurt = false;
  #isOver = false;

  static async start(place, random) {
    const journal = new PostgresJournal();
    journal.server = await startPostgres();
    // Whoever is to remember at his start or end, and finds nobody there, says so and ends.
    place.excuse = /OTAI_JOURNAL_UNAVAILABLE/;
    journal.url = journal.server.url;
    journal.cutting = journal.#cutConnections(random.fork('connections of the journal'));
    return journal;
  }

  troubles() {
    return [];
  }

  hurt() {
    this.#isHurt = true;
  }

  heal() {
    this.#isHurt = false;
  }

  read() {
    return JournalReader.ofServer(this.url);
  }

  async stop() {
    this.#isOver = true;
    await this.cutting;
    await this.server.stop();
  }

  async #cutConnections(random) {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    while (!this.#isOver) {
      await sleep(random.integer(300, 2500));
      if (this.#isHurt) this.cuts += (await client.query(CUT)).rows.length;
    }
    await client.end();
  }
}

/** None that lasts. */
class NoJournal {
  static isMissing = undefined;
  url = 'memory';
  untried = [];

  static async start(place) {
    const journal = new NoJournal();
    journal.place = place;
    return journal;
  }

  troubles() {
    return [];
  }

  isFree = true;

  hurt() {}

  heal() {}

  read() {
    return undefined;
  }

  async stop() {}
}

/** By the name of the option. Each: `start(place, random)`, `isMissing`. */
export const JOURNALS = { sqlite: SqliteJournal, postgres: PostgresJournal, none: NoJournal };
