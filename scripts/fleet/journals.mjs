import { join } from 'node:path';
import { startPostgres } from '../../test/support/journal/postgres-server.mjs';
import { JournalReader } from '../faults/journal.mjs';

/** In a file, which all processes of the machine share. */
class SqliteJournal {
  static title = 'SQLite';
  url = 'sqlite:journal/otai.db';

  static async start(folder) {
    return Object.assign(new SqliteJournal(), { file: join(folder, 'journal', 'otai.db') });
  }

  async read() {
    return JournalReader.ofFile(this.file);
  }

  async stop() {}
}

/** In a PostgreSQL server. */
class PostgresJournal {
  static title = 'PostgreSQL';

  static async start() {
    const server = await startPostgres();
    return Object.assign(new PostgresJournal(), { server, url: server.url });
  }

  read() {
    return JournalReader.ofServer(this.url);
  }

  stop() {
    return this.server.stop();
  }
}

/** By the names on the command line. */
export const JOURNALS = { sqlite: SqliteJournal, postgres: PostgresJournal };
