import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import { Client } from 'pg';
import { ended, started, step } from '../../../test/support/journal/entries.js';
import { describeWithPostgres } from '../../../test/support/journal/with-postgres.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { postgresJournal } from '../databases.js';
import { explainPostgres } from './postgres-problem.js';
import { PostgresStore } from './postgres.store.js';

const options = { clock: new FakeClock(), retention: { keep: 1e9, keepTickets: 1e9, maxSize: 1e9 } };

describe('an error of PostgreSQL', () => {
  it.each([
    ['28P01', 'OTAI_JOURNAL_UNAVAILABLE', false],
    ['3D000', 'OTAI_JOURNAL_UNAVAILABLE', false],
    ['42501', 'OTAI_JOURNAL_UNAVAILABLE', false],
    ['ECONNREFUSED', 'OTAI_JOURNAL_UNAVAILABLE', true],
    ['57P01', 'OTAI_JOURNAL_UNAVAILABLE', true],
    ['08006', 'OTAI_JOURNAL_UNAVAILABLE', true],
    ['53300', 'OTAI_JOURNAL_UNAVAILABLE', true],
    ['53100', 'OTAI_JOURNAL_FULL', true],
    ['25006', 'OTAI_JOURNAL_READ_ONLY', false],
    ['55P03', 'OTAI_JOURNAL_BUSY', true],
    ['57014', 'OTAI_JOURNAL_BUSY', true],
    ['XX001', 'OTAI_JOURNAL_CORRUPT', false],
    ['42601', 'OTAI_JOURNAL_FAILED', false],
  ])('%s is %s', (code, expected, retryable) => {
    const cause = Object.assign(new Error('it says'), { code });
    const error = explainPostgres(cause, 'postgres://db/otai');
    expect(error).toMatchObject({ code: expected, retryable, cause });
    expect(error.message).toContain('The journal postgres://db/otai ');
    expect(error.message).toContain('(it says)\n  -> ');
  });

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    '"%s" may pass',
    (message) => {
      expect(explainPostgres(new Error(message), 'x')).toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE', retryable: true });
    },
  );
});

describeWithPostgres('a PostgreSQL journal', (newSchema, server) => {
  it('says what is wrong with a login, and not its password', async () => {
    const url = (await newSchema()).replace('otai@', 'nobody:hunter2@');
    const error = await postgresJournal(url, options).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE', retryable: false });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });

  it('keeps what was put while its connections break, and goes on with new ones', async () => {
    const url = await newSchema();
    const journal = await postgresJournal(url, options);
    journal.put(started('r1'));
    await journal.flush();
    const client = new Client({ connectionString: server().url });
    await client.connect();
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'open-ticket-ai'");
    await client.end();
    journal.put(step('r1', 'a'));
    // Which of its connections broke, and whether it has noticed, is left to chance.
    for (let safe = false; !safe;) {
      safe = await journal.flush().then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE', retryable: true });
          return false;
        },
      );
    }
    expect((await journal.run('r1'))?.steps).toHaveLength(1);
    await journal.close();
  });

  it('does not end the process when a connection breaks between two queries of a transaction', async () => {
    const store = await PostgresStore.open(await newSchema());
    const client = new Client({ connectionString: server().url });
    await client.connect();
    const broken = store.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ readonly pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await client.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      const isThere = 'select 1 from pg_stat_activity where pid = $1';
      while ((await client.query(isThere, [rows[0]?.pid])).rows.length > 0) await nextTurn();
      await nextTurn();
      await sql`select 1`.execute(tx);
    });
    await expect(broken).rejects.toThrow(/terminat|not queryable/);
    await client.end();
    await store.close();
  });

  it('refuses one that a newer version wrote', async () => {
    const url = await newSchema();
    await (await postgresJournal(url, options)).close();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("insert into otai_migrations values ('002_more', '')");
    await client.end();
    await expect(postgresJournal(url, options)).rejects.toMatchObject({ code: 'OTAI_JOURNAL_NEWER' });
  });

  it('that may only be read says so, and keeps what was put', async () => {
    const url = await newSchema();
    const journal = await postgresJournal(url, options);
    const client = new Client({ connectionString: server().url });
    await client.connect();
    await client.query('alter system set default_transaction_read_only = on');
    await client.query('select pg_reload_conf()');
    const begin = (): Promise<void> => {
      journal.put(started('r1'));
      return journal.flush();
    };
    expect(await flushUntil((problem) => problem !== undefined, begin)).toMatchObject({ code: 'OTAI_JOURNAL_READ_ONLY' });
    journal.put(ended('r1'));
    await client.query('alter system reset default_transaction_read_only');
    await client.query('select pg_reload_conf()');
    await client.end();
    await flushUntil(
      (problem) => problem === undefined,
      () => journal.flush(),
    );
    expect((await journal.runs())[0]).toMatchObject({ state: 'succeeded' });
    await journal.close();
  });
});

describeWithPostgres('a PostgreSQL journal whose server dies', (newSchema, server) => {
  it('says so to whoever needs it, and ends all the same', async () => {
    const journal = await postgresJournal(await newSchema(), options);
    await server().kill();
    journal.put(started('r1'));
    await expect(journal.flush()).rejects.toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE', retryable: true });
    await expect(journal.adopt(['route'], 1)).rejects.toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE' });
    await expect(journal.close()).rejects.toMatchObject({ code: 'OTAI_JOURNAL_UNAVAILABLE' });
  });
});

/** The server tells its connections of a new setting when it comes to it. */
async function flushUntil(isEnough: (problem: unknown) => boolean, flush: () => Promise<void>): Promise<unknown> {
  for (;;) {
    const problem: unknown = await flush().catch((error: unknown) => error);
    if (isEnough(problem)) return problem;
  }
}
