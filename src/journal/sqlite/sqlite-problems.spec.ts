import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import { ended, started, step } from '../../../test/support/journal/entries.js';
import { temporaryFolder } from '../../../test/support/journal/temporary-folder.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { sqliteJournal } from '../databases.js';
import type { JournalError } from '../journal.error.js';
import { SqlJournal } from '../sql/sql.journal.js';
import { explainSqlite } from './sqlite-problem.js';
import { SqliteStore } from './sqlite.store.js';

const DAY = 86_400_000;
const options = { clock: new FakeClock(), retention: { keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 1e9 } };

describe('an SQLite journal that', () => {
  const folder = temporaryFolder();
  let count = 0;
  let path: string;
  let journal: SqlJournal | undefined;

  beforeEach(() => {
    path = join(folder.path, `${count++}.db`);
  });
  afterEach(async () => {
    await journal?.close().catch(() => undefined);
    journal = undefined;
  });
  afterAll(folder.remove);

  /** A journal with 200 runs, closed. */
  async function makeJournal(): Promise<void> {
    const made = await sqliteJournal(path, options);
    for (let i = 0; i < 200; i++) {
      made.put(started(`r${i}`));
      made.put(step(`r${i}`, 'fetch', { result: JSON.stringify('x'.repeat(500)) }));
      made.put(ended(`r${i}`));
    }
    await made.close();
  }

  describe('cannot be opened', () => {
    it('because its folder is missing: it may be on a disk that is not mounted', async () => {
      const error = await problemOf(sqliteJournal(join(folder.path, 'not', 'mounted', 'j.db'), options));
      expect(error).toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE', retryable: false });
      expect(error.message).toContain('its folder is missing\n  -> make the folder');
    });

    it('because it is a folder', async () => {
      mkdirSync(path);
      expect(await problemOf(sqliteJournal(path, options))).toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE' });
    });

    it('because it is something else', async () => {
      writeFileSync(path, 'services:\n  otobo: {}\n'.repeat(50));
      const error = await problemOf(sqliteJournal(path, options));
      expect(error).toMatchObject({ code: 'OTAI_JOURNAL_FOREIGN' });
      expect(readFileSync(path, 'utf8')).toHaveLength(22 * 50);
    });

    it("because it is another program's database", async () => {
      const other = new Database(path);
      other.exec('create table users (id integer); create table logins (id integer)');
      other.close();
      expect(await problemOf(sqliteJournal(path, options))).toMatchObject({ code: 'OTAI_JOURNAL_FOREIGN' });
    });

    it('because it is cut off', async () => {
      await makeJournal();
      truncateSync(path, Math.floor(statSync(path).size / 2));
      const error = await problemOf(sqliteJournal(path, options));
      expect(error).toMatchObject({ code: 'OTAI_JOURNAL_CORRUPT', retryable: false });
      expect(error.message).toMatch(/is damaged: it has \d+ bytes of \d+\n {2}-> stop everything that uses it, and put back a copy/);
    });

    it('because a part of it was overwritten', async () => {
      await makeJournal();
      const bytes = readFileSync(path);
      bytes.fill(0xa5, 20 * 4096, 24 * 4096);
      writeFileSync(path, bytes);
      expect(await problemOf(sqliteJournal(path, options))).toMatchObject({ code: 'OTAI_JOURNAL_CORRUPT' });
    });

    it.each(['gone', 'empty'])('because the file is %s, and its log is not: SQLite would begin anew without a word', async (what) => {
      journal = await sqliteJournal(path, options);
      journal.put(started('r1'));
      await journal.flush();
      const copy = `${path}.copy`;
      copyFileSync(`${path}-wal`, `${copy}-wal`);
      if (what === 'empty') writeFileSync(copy, '');
      const error = await problemOf(sqliteJournal(copy, options));
      expect(error.code).toBe('OTAI_JOURNAL_CORRUPT');
      expect(error.message).toContain(`the file is ${what}, but its log`);
      expect(statSync(`${copy}-wal`).size).toBeGreaterThan(0);
    });

    it('because a newer version wrote it', async () => {
      await makeJournal();
      const newer = new Database(path);
      newer.exec("insert into otai_migrations values ('002_more', '')");
      newer.close();
      const error = await problemOf(sqliteJournal(path, options));
      expect(error.code).toBe('OTAI_JOURNAL_NEWER');
      expect(error.message).toContain('(002_more)\n  -> update open-ticket-ai');
    });

    it('because this user may not write it', async () => {
      await makeJournal();
      chmodSync(path, 0o444);
      chmodSync(folder.path, 0o755);
      const error = await asOrdinaryUser(() => problemOf(sqliteJournal(path, options)));
      expect(error.code).toBe('OTAI_JOURNAL_READ_ONLY');
      const elsewhere = await asOrdinaryUser(() => problemOf(sqliteJournal(join(folder.path, 'new', 'j.db'), options)));
      expect(elsewhere).toMatchObject({ code: 'OTAI_JOURNAL_READ_ONLY' });
      expect(elsewhere.message).toContain('EACCES');
    });
  });

  it('has no folder yet makes it, beside what is there', async () => {
    journal = await sqliteJournal(join(folder.path, '.otai', 'j.db'), options);
    expect(existsSync(join(folder.path, '.otai', 'j.db'))).toBe(true);
  });

  it('was left by a crash is opened, with all that was safe', async () => {
    journal = await sqliteJournal(path, options);
    journal.put(started('r1'));
    await journal.flush();
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    const reopened = await sqliteJournal(copy, options);
    expect(await reopened.runs()).toHaveLength(1);
    await reopened.close();
  });

  describe('cannot be written', () => {
    let store: SqliteStore;

    beforeEach(async () => {
      store = await SqliteStore.open(path, 100);
      journal = new SqlJournal(store, options);
      await journal.open();
      journal.put(started('r1'));
      await journal.flush();
    });

    const pragma = (text: string) => sql`pragma ${sql.raw(text)}`.execute(store.db);

    it('while the disk is full keeps what was put until there is room', async () => {
      await pragma('max_page_count = 1');
      for (let i = 0; i < 300; i++) journal?.put(step('r1', `s${i}`, { result: JSON.stringify('x'.repeat(300)) }));
      const error = await problemOf(journal?.flush() ?? Promise.resolve());
      expect(error).toMatchObject({ code: 'OTAI_JOURNAL_FULL', retryable: true });
      expect(error.message).toContain('make room on the disk');
      journal?.put(ended('r1'));
      await expect(journal?.flush()).rejects.toMatchObject({ code: 'OTAI_JOURNAL_FULL' });
      await pragma('max_page_count = 100000');
      await journal?.flush();
      expect(await journal?.run('r1')).toMatchObject({ run: { state: 'succeeded', durationMs: 5 } });
    });

    it('because the disk became read-only says so', async () => {
      await pragma('query_only = 1');
      journal?.put(ended('r1'));
      await expect(journal?.flush()).rejects.toMatchObject({ code: 'OTAI_JOURNAL_READ_ONLY', retryable: false });
      await expect(journal?.adopt(['route'], 1)).rejects.toMatchObject({ code: 'OTAI_JOURNAL_READ_ONLY' });
      await pragma('query_only = 0');
      await journal?.flush();
      expect((await journal?.run('r1'))?.run.state).toBe('succeeded');
    });

    it('because another program holds it gives up after a while, and goes well later', async () => {
      const other = new Database(path);
      other.exec('begin immediate');
      journal?.put(ended('r1'));
      const error = await problemOf(journal?.flush() ?? Promise.resolve());
      expect(error).toMatchObject({ code: 'OTAI_JOURNAL_BUSY', retryable: true });
      other.exec('rollback');
      other.close();
      await journal?.flush();
      expect((await journal?.run('r1'))?.run.state).toBe('succeeded');
    });

    it('because it was deleted says so, and makes no other', async () => {
      rmSync(path);
      journal?.put(ended('r1'));
      await expect(journal?.flush()).rejects.toMatchObject({ code: 'OTAI_JOURNAL_GONE' });
      await expect(
        journal?.claim({ runId: 'r1', pipeline: 'route', at: 0, again: false, impatient: false, dryRun: false, tickets: [] }),
      ).rejects.toMatchObject({
        code: 'OTAI_JOURNAL_GONE',
      });
      expect(existsSync(path)).toBe(false);
    });
  });

  it('says something unheard of is told with its cause', () => {
    const cause = new Error('what now?');
    const error = explainSqlite(cause, 'sqlite:/j.db');
    expect(error).toMatchObject({ code: 'OTAI_JOURNAL_FAILED', cause, retryable: false });
    expect(error.message).toContain('The journal sqlite:/j.db could not be used (what now?)');
    expect(explainSqlite(error, 'elsewhere')).toBe(error);
  });
});

async function problemOf(work: Promise<unknown>): Promise<JournalError> {
  return work.then(
    () => Promise.reject(new Error('it went well')),
    (error: JournalError) => error,
  );
}

/** Root may write everything. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
