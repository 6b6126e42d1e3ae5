import { join } from 'node:path';
import { JournalProgram } from '../../test/support/journal/journal-program.js';
import { temporaryFolder } from '../../test/support/journal/temporary-folder.js';
import { describeWithPostgres } from '../../test/support/journal/with-postgres.js';
import { SystemClock } from '../api/clock.js';
import { Secret } from '../api/secret.js';
import { openJournal } from './create-journal.js';
import type { Journal } from './journal.js';

/** Claims all tickets in slices, in an order of its own, and says which it got. */
const CLAIMER = `
  const journal = await open();
  say('ready');
  await hear();
  const ids = Array.from({ length: 300 }, (_, i) => String(i)).sort(() => Math.random() - 0.5);
  journal.put(started(name));
  for (let from = 0; from < ids.length; from += 10) {
    const verdicts = await claim(journal, name, ids.slice(from, from + 10));
    const mine = verdicts.filter(({ verdict }) => verdict === 'claimed').map(({ ticketId }) => ticketId);
    for (const ticketId of mine) if (Math.random() < 0.5) journal.put(settled(name, ticketId));
    say(mine);
  }
  journal.put(ended(name, 'suspended'));
  await journal.close();
  process.exit(0);
`;

/** Begins runs without end, and says what is safe. */
const WORKER = `
  const journal = await open();
  for (let i = 0; ; i++) {
    const runId = name + i;
    journal.put(started(runId));
    await claim(journal, runId, [runId]);
    journal.put({ type: 'step', step: { runId, path: 'fetch', use: 'u', state: 'succeeded', startedAt: at, durationMs: 1, attempts: 1, result: '1', withheld: false, reason: null, error: null } });
    await journal.flush(runId);
    say(runId);
    if (i % 10 === 9) await hear();
  }
`;

describe('processes that share a journal', () => {
  const folder = temporaryFolder();
  const program = new JournalProgram(folder.path);
  const claimer = program.write('claimer', CLAIMER);
  const worker = program.write('worker', WORKER);
  let count = 0;
  afterAll(() => {
    program.stop();
    folder.remove();
  });

  function behave(place: () => Promise<string>): void {
    let url: string;
    let journal: Journal;

    beforeEach(async () => {
      url = await place();
      journal = await openJournal(
        { url: new Secret(url), keep: 1e10, keepTickets: 1e11, maxSize: 1e9, storeTexts: false, noteReference: 'off' },
        { defaultUrl: 'memory', clock: new SystemClock() },
      );
    });
    afterEach(() => journal.close());

    it('get each of 300 tickets once', async () => {
      const processes = ['a', 'b', 'c', 'd'].map((name) => program.start(claimer, url, { name }));
      for (const each of processes) expect(await each.hear()).toBe('ready');
      for (const each of processes) each.tell('go');
      const claimed = (await Promise.all(processes.map((each) => each.hearAll<string[]>()))).map((slices) => slices.flat());
      expect(claimed.flat().toSorted()).toEqual(Array.from({ length: 300 }, (_, i) => String(i)).toSorted());
    });

    it('take over what one of them has begun when it is killed, at once and completely', async () => {
      const victim = program.start(worker, url, { name: 'v' });
      const safe: (string | undefined)[] = [];
      while (safe.length < 25) {
        safe.push(await victim.hear<string>());
        if (safe.length === 10 || safe.length === 20) victim.tell('go on');
      }
      expect(await journal.adopt(['route'], 100)).toEqual([]);
      await victim.killed();
      const first = await journal.adopt(['route'], 20);
      const rest = await journal.adopt(['route'], 100);
      const adopted = [...first, ...rest];
      expect(first).toHaveLength(20);
      expect(adopted.map(({ run }) => run.runId)).toEqual(expect.arrayContaining(safe));
      for (const { run, steps, tickets } of adopted.filter((each) => safe.includes(each.run.runId))) {
        expect(steps).toHaveLength(1);
        expect(tickets.map(({ ticketId, state }) => `${ticketId} ${state}`)).toEqual([`${run.runId} claimed`]);
      }
    });

    it('leave alone what one of them has that only stands still', async () => {
      const sleeper = program.start(worker, url, { name: 's' });
      for (let i = 0; i < 10; i++) await sleeper.hear();
      sleeper.signal('SIGSTOP');
      expect(await journal.adopt(['route'], 100)).toEqual([]);
      sleeper.signal('SIGCONT');
      sleeper.tell('go on');
      expect(await sleeper.hear()).toBe('s10');
      await sleeper.killed();
      expect(await journal.adopt(['route'], 100)).not.toEqual([]);
    });
  }

  describe('in an SQLite file', () => {
    behave(async () => `sqlite:${join(folder.path, `${count++}.db`)}`);
  });
  describeWithPostgres('in PostgreSQL', (newSchema) => behave(newSchema));
});
