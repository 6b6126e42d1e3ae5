import type { AdoptedRun, ClaimCandidate, Journal } from '../../../src/journal/journal.js';
import type { SqlJournal, SqlJournalOptions } from '../../../src/journal/sql/sql.journal.js';
import { OwnerWatch } from '../../../src/journal/owners/owner-watch.js';
import { FakeClock } from '../../../src/testing/fake-clock.js';
import { candidate, ended, settled, START, started, step, wants, write } from './entries.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** How several processes are started on one journal. */
export interface SharedJournalHarness {
  /** A place for an empty journal. */
  readonly place: () => Promise<string>;
  readonly open: (place: string, options: SqlJournalOptions) => Promise<SqlJournal>;
}

/** What a journal guarantees to the processes that share it. Here they are two in one; `processes.spec.ts` has real ones. */
export function describeSharedJournal(name: string, harness: SharedJournalHarness): void {
  describe(`a journal that processes share: ${name}`, () => {
    let clock: FakeClock;
    let place: string;
    let dead: Set<string>;
    let journals: Journal[];

    async function open(ownerId: string): Promise<SqlJournal> {
      const owner = { ownerId, host: 'here', pid: 1, processStart: '' };
      const watch = new OwnerWatch((other) => (dead.has(other.ownerId) ? 'gone' : 'unknown'));
      const journal = await harness.open(place, {
        clock,
        retention: { keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 1e9 },
        owner,
        watch,
      });
      journals.push(journal);
      return journal;
    }

    beforeEach(async () => {
      clock = new FakeClock();
      place = await harness.place();
      dead = new Set();
      journals = [];
    });
    afterEach(async () => {
      for (const journal of journals) await journal.close();
    });

    it('is begun once when two begin it at once', async () => {
      const [a, b] = await Promise.all([open('a'), open('b')]);
      a?.put(started('r1'));
      await a?.flush();
      expect(await b?.runs()).toHaveLength(1);
    });

    it('knows whether it was there before', async () => {
      expect((await open('a')).isNew).toBe(true);
      expect((await open('b')).isNew).toBe(false);
    });

    it('is there after all have closed it', async () => {
      const a = await open('a');
      a.put(started('r1'));
      a.put(step('r1', 'fetch'));
      await a.close();
      journals.pop();
      expect((await (await open('b')).run('r1'))?.steps).toHaveLength(1);
    });

    it.each(['before it is written', 'amid that'])('forgets what does not count any more %s, and that alone', async (when) => {
      const a = await open('a');
      const answers = when === 'amid that' ? [true] : [];
      a.put(started('r1'));
      a.put(step('r1', 'fetch'));
      a.put(step('r1', 'each[42]/note'), () => answers.shift() ?? false);
      a.put(write('r1', 'w1'), () => true);
      if (when === 'amid that') await a.claim(wants('r1'));
      await a.flush();
      const { steps = [], writes = [] } = (await a.run('r1')) ?? {};
      expect([steps.map(({ path }) => path), writes.map(({ key }) => key)]).toEqual([['fetch'], ['w1']]);
    });

    it('gives a ticket to one of them', async () => {
      const [a, b] = [await open('a'), await open('b')];
      a.put(started('ra'));
      b.put(started('rb'));
      const [mine, theirs] = await Promise.all([
        a.claim(wants('ra', { tickets: numbered(60) })),
        b.claim(wants('rb', { tickets: numbered(60) })),
      ]);
      expect([...mine, ...theirs].filter(({ verdict }) => verdict === 'claimed')).toHaveLength(60);
      expect([...mine, ...theirs].filter(({ verdict }) => verdict === 'busy')).toHaveLength(60);
    });

    it('leaves the runs of a living owner alone', async () => {
      const [a, b] = [await open('a'), await open('b')];
      a.put(started('r1'));
      await a.flush();
      await clock.advance(10 * MINUTE);
      expect(await b.adopt(['route'], 10)).toEqual([]);
    });

    it('hands over the runs of an owner that has left, or whose process is gone', async () => {
      const [a, b, c] = [await open('a'), await open('b'), await open('c')];
      for (const [journal, runId] of [
        [a, 'r1'],
        [b, 'r2'],
      ] as const) {
        journal.put(started(runId));
        journal.put(write(runId, `of ${runId}`, { state: 'done' }));
        await journal.flush();
      }
      await a.close();
      dead.add('b');
      const adopted = await c.adopt(['route'], 10);
      expect(idsOf(adopted)).toEqual(['r1', 'r2']);
      expect(adopted[1]?.run).toMatchObject({ state: 'running', resumptions: 1, writes: 1 });
      journals.shift();
    });

    it('hands over the runs of an owner elsewhere once it has not moved for half a minute, as seen from here', async () => {
      const a = await open('a');
      a.put(started('r1'));
      await a.flush();
      const clockOfB = new FakeClock(new Date(START + 300 * DAY));
      const owner = { ownerId: 'b', host: 'there', pid: 2, processStart: '' };
      const retention = { keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 1e9 };
      const b = await harness.open(place, { clock: clockOfB, retention, owner, watch: new OwnerWatch(() => 'unknown') });
      journals.push(b);
      const adoptedAfter = async (milliseconds: number) => {
        for (const end = clockOfB.now() + milliseconds; clockOfB.now() < end;) await beat(b, clockOfB);
        return idsOf(await b.adopt(['route'], 10));
      };
      expect(await adoptedAfter(25_000)).toEqual([]);
      await beat(a, clock);
      expect(await adoptedAfter(30_000)).toEqual([]);
      expect(await adoptedAfter(10_000)).toEqual(['r1']);
    });

    it('never hands a run to two', async () => {
      const [a, b, c] = [await open('a'), await open('b'), await open('c')];
      for (let i = 0; i < 40; i++) a.put(started(`r${i}`));
      await a.close();
      journals.shift();
      const adopted = await Promise.all([b, c, b, c].map((journal) => journal.adopt(['route'], 15)));
      const ids = adopted.flatMap(idsOf);
      expect(ids).toHaveLength(40);
      expect(new Set(ids).size).toBe(40);
    });

    it('tells one that was taken for dead, and heeds nothing that it says of what was taken', async () => {
      const [a, b] = [await open('a'), await open('b')];
      for (const runId of ['r1', 'r2']) {
        a.put(started(runId, { pipeline: runId === 'r1' ? 'route' : 'other' }));
        await a.claim(wants(runId, { tickets: [candidate(runId)] }));
      }
      dead.add('a');
      expect(idsOf(await b.adopt(['route'], 10))).toEqual(['r1']);
      for (const runId of ['r1', 'r2']) {
        a.put(step(runId, 'late'));
        a.put(write(runId, `late ${runId}`));
        a.put(settled(runId, 'failed', { ticketId: runId }));
      }
      await expect(a.flush('r1')).rejects.toMatchObject({ code: 'OTAI_JOURNAL_TAKEN_OVER', retryable: false });
      await a.flush('r2');
      await expect(a.claim(wants('r1'))).rejects.toMatchObject({ code: 'OTAI_JOURNAL_TAKEN_OVER' });
      expect((await b.run('r1'))?.steps).toEqual([]);
      expect(await b.writes(['late r1', 'late r2'])).toEqual([expect.objectContaining({ runId: 'r2' })]);
      expect((await b.tickets({ ticketId: 'r1' }))[0]).toMatchObject({ state: 'claimed', runId: 'r1' });
      expect((await b.tickets({ ticketId: 'r2' }))[0]).toMatchObject({ state: 'failed' });
      dead.clear();
      expect(await b.adopt(['route', 'other'], 10)).toEqual([]);
    });

    it('frees tickets of runs that it knows nothing of', async () => {
      const a = await open('a');
      await a.claim(wants('unknown'));
      a.put(started('r1'));
      expect((await a.claim(wants('r1', { pipeline: 'other' })))[0]?.verdict).toBe('claimed');
    });

    it('gives a run to whoever asks for it by its id, and takes the end from them', async () => {
      const [a, b] = [await open('a'), await open('b')];
      a.put(started('r1'));
      a.put(step('r1', 'fetch'));
      await a.flush();
      expect(await b.load('r1')).toMatchObject({
        run: { runId: 'r1', state: 'running', resumptions: 0 },
        steps: [{ path: 'fetch' }],
        writes: [],
      });
      expect(await b.load('none')).toBeUndefined();
      b.put(ended('r1'));
      await b.flush();
      expect((await a.run('r1'))?.run.state).toBe('succeeded');
    });

    it('forgets by itself once an hour, and when a process ends that did not live so long', async () => {
      const a = await open('a');
      a.put(started('r1'));
      a.put(ended('r1'));
      await a.close();
      journals.pop();
      clock = new FakeClock(new Date(START + 31 * DAY));
      const b = await open('b');
      await b.close();
      journals.pop();
      const c = await open('c');
      expect(await c.runs()).toEqual([]);
      c.put(started('r2'));
      c.put(ended('r2', 'succeeded', { at: START }));
      await c.flush();
      await beat(c, clock);
      expect(await c.runs()).toHaveLength(1);
      for (let minutes = 0; minutes < 61; minutes++) await beat(c, clock, MINUTE);
      expect(await c.runs()).toEqual([]);
    });

    it('keeps what is put while it is closed by another', async () => {
      const [a, b] = [await open('a'), await open('b')];
      b.put(started('r1'));
      await a.close();
      journals.shift();
      await b.flush();
      expect(await b.runs()).toHaveLength(1);
    });
  });
}

function idsOf(adopted: readonly AdoptedRun[]): readonly string[] {
  return adopted.map(({ run }) => run.runId);
}

function numbered(count: number): ClaimCandidate[] {
  return Array.from({ length: count }, (_, index) => candidate(String(index)));
}

/** Lets time pass for a journal, and waits for what it does then. */
async function beat(journal: SqlJournal, clock: FakeClock, milliseconds = 5_000): Promise<void> {
  await clock.advance(milliseconds);
  await journal.settled();
}
