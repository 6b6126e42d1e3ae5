import type { ClaimRequest, Journal } from '../../../src/journal/journal.js';
import { FakeClock } from '../../../src/testing/fake-clock.js';
import { candidate, ended, ERROR, settled, START, started, step, version, wants, write } from './entries.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TICKET = { pipeline: 'route', system: 'helpdesk', ticketId: '42' };

/** How a kind of journal is started for a test. */
export interface JournalHarness {
  /** An empty journal, opened, that keeps finished runs for 30 days and tickets for 400; closed after the test. */
  readonly open: (clock: FakeClock) => Promise<Journal>;
}

/** What every journal guarantees, whatever it keeps its records in. */
export function describeJournal(name: string, { open }: JournalHarness): void {
  describe(`a journal: ${name}`, () => {
    let clock: FakeClock;
    let journal: Journal;

    beforeEach(async () => {
      clock = new FakeClock();
      journal = await open(clock);
    });
    afterEach(() => journal.close());

    /** Has a run claim, and gives the verdicts. */
    async function claim(runId: string, more: Partial<ClaimRequest> = {}): Promise<string[]> {
      return (await journal.claim(wants(runId, more))).map(({ verdict }) => verdict);
    }

    /** A run that claims ticket 42, and settles it. */
    async function work(
      runId: string,
      ...[state, more]: Parameters<typeof settled> extends [string, ...infer R] ? R : never
    ): Promise<void> {
      journal.put(started(runId));
      await journal.claim(wants(runId, { impatient: true }));
      journal.put(settled(runId, state, more));
      journal.put(ended(runId));
    }

    async function record() {
      await journal.flush();
      return (await journal.tickets({ ticketId: '42' }))[0];
    }

    describe('cursors', () => {
      it('are small texts under a name, of which the last is kept', async () => {
        expect(await journal.cursor('trigger:route')).toBeUndefined();
        await journal.moveCursor('trigger:route', '2026-03-05T02:00:00.000Z');
        await journal.moveCursor('trigger:route', 'ü');
        await journal.moveCursor('trigger:other', '7');
        expect([await journal.cursor('trigger:route'), await journal.cursor('trigger:other')]).toEqual(['ü', '7']);
      });
    });

    describe('runs', () => {
      it('are remembered from their start on', async () => {
        const { type: _, ...entry } = started('r1', { ticket: '42', input: '{"a":"ü"}', inputWithheld: true, dryRun: true });
        journal.put(started('r1', entry.run));
        await journal.flush();
        const rest = { state: 'running', finishedAt: null, durationMs: 0, resumptions: 0, writes: 0, error: null };
        expect(await journal.runs()).toEqual([{ ...entry.run, ...rest }]);
      });

      it('have an end, with its error', async () => {
        journal.put(started('r1'));
        journal.put(ended('r1', 'failed', { error: { ...ERROR, retryable: true }, at: START + 9, durationMs: 7, writes: 2 }));
        await journal.flush();
        const end = { state: 'failed', finishedAt: START + 9, durationMs: 7, writes: 2, error: { ...ERROR, retryable: true } };
        expect(await journal.runs()).toEqual([expect.objectContaining(end)]);
      });

      it('have their end though they are said to begin once more, since the answer to the first got lost', async () => {
        journal.put(started('r1'));
        await journal.flush();
        journal.put(started('r1'));
        journal.put(ended('r1'));
        await journal.flush();
        expect((await journal.run('r1'))?.run).toMatchObject({ state: 'succeeded', durationMs: 5 });
      });

      it('have no end yet when they are suspended', async () => {
        journal.put(started('r1'));
        journal.put(ended('r1', 'suspended'));
        await journal.flush();
        expect(await journal.runs()).toEqual([expect.objectContaining({ state: 'suspended', finishedAt: null })]);
      });

      it('are listed the newest first, by pipeline, state and number', async () => {
        for (const [runId, pipeline] of [
          ['r1', 'route'],
          ['r2', 'answer'],
          ['r3', 'route'],
        ] as const)
          journal.put(started(runId, { pipeline }));
        journal.put(ended('r1'));
        await journal.flush();
        const list = async (...filter: Parameters<Journal['runs']>) => (await journal.runs(...filter)).map(({ runId }) => runId);
        expect(await list()).toEqual(['r3', 'r2', 'r1']);
        expect(await list({ pipeline: 'route' })).toEqual(['r3', 'r1']);
        expect(await list({ states: ['running'] })).toEqual(['r3', 'r2']);
        expect(await list({ states: [] })).toEqual([]);
        expect(await list({ limit: 1 })).toEqual(['r3']);
      });

      it('are found by a ticket: asked for it, wrote it, or were the last to claim it', async () => {
        for (const runId of ['asked', 'wrote', 'claimed', 'other'])
          journal.put(started(runId, { ticket: runId === 'asked' ? '42' : null }));
        journal.put(write('wrote', 'k1'));
        journal.put(write('other', 'k2', { ticketId: '43' }));
        await journal.claim(wants('claimed'));
        const found = await journal.runs({ ticketId: '42' });
        expect(found.map(({ runId }) => runId)).toEqual(['claimed', 'wrote', 'asked']);
      });

      it('are found by the beginning of their id, when it names one only', async () => {
        for (const runId of ['abc', 'abd', 'ab']) journal.put(started(runId));
        await journal.flush();
        expect((await journal.run('abc'))?.run.runId).toBe('abc');
        expect((await journal.run('abd'))?.run.runId).toBe('abd');
        expect((await journal.run('ab'))?.run.runId).toBe('ab');
        expect(await journal.run('a')).toBeUndefined();
        expect(await journal.run('x')).toBeUndefined();
        expect(await journal.run('_bc')).toBeUndefined();
      });

      it('show their steps and writes in the order in which they began; a later record replaces the earlier', async () => {
        journal.put(started('r1'));
        journal.put(step('r1', 'b', { state: 'started', result: null }));
        journal.put(write('r1', 'k2'));
        journal.put(step('r1', 'a', { state: 'skipped', reason: 'no ticket', result: null }));
        await journal.flush();
        journal.put(write('r1', 'k1', { before: '{"queue":"Inbox"}' }));
        journal.put(step('r1', 'b', { state: 'failed', error: ERROR, attempts: 3, withheld: true }));
        journal.put(write('r1', 'k2', { state: 'done', noteId: '7', settledAt: START + 1 }));
        await journal.flush();
        const details = await journal.run('r1');
        const b = step('r1', 'b', { state: 'failed', error: ERROR, attempts: 3, withheld: true }).step;
        expect(details?.steps).toEqual([b, step('r1', 'a', { state: 'skipped', reason: 'no ticket', result: null }).step]);
        const k2 = write('r1', 'k2', { state: 'done', noteId: '7', settledAt: START + 1 }).write;
        expect(details?.writes).toEqual([k2, write('r1', 'k1', { before: '{"queue":"Inbox"}' }).write]);
      });

      it('ignore what is said of a run nobody knows', async () => {
        journal.put(ended('r1'));
        await journal.flush();
        expect(await journal.runs()).toEqual([]);
      });
    });

    describe('writes', () => {
      it('are found by their keys', async () => {
        journal.put(started('r1'));
        for (const key of ['k1', 'k2', 'k3']) journal.put(write('r1', key));
        await journal.flush();
        expect((await journal.writes(['k3', 'k1', 'none'])).map(({ key }) => key).toSorted()).toEqual(['k1', 'k3']);
        expect(await journal.writes([])).toEqual([]);
      });

      it('are counted for a ticket and a pipeline since a time; failed ones and those of dry runs have not been made', async () => {
        for (const runId of ['r1', 'r2']) journal.put(started(runId));
        journal.put(write('r1', 'early', { intendedAt: START - 1 }));
        journal.put(write('r1', 'done', { state: 'done' }));
        journal.put(write('r2', 'intended', { intendedAt: START + 1 }));
        journal.put(write('r2', 'failed', { state: 'failed' }));
        journal.put(write('r2', 'dry', { state: 'done', dryRun: true }));
        journal.put(write('r2', 'other', { pipeline: 'answer' }));
        await journal.flush();
        expect(await journal.countWrites(TICKET, START)).toBe(2);
        expect(await journal.countWrites({ ...TICKET, ticketId: '43' }, START)).toBe(0);
      });

      it('of a new ticket count for it once its id is known', async () => {
        journal.put(started('r1'));
        journal.put(write('r1', 'k1', { operation: 'createTicket', ticketId: null }));
        await journal.flush();
        expect(await journal.countWrites(TICKET, START)).toBe(0);
        journal.put(write('r1', 'k1', { operation: 'createTicket', state: 'done' }));
        await journal.flush();
        expect(await journal.countWrites(TICKET, START)).toBe(1);
      });
    });

    describe('a claim', () => {
      beforeEach(() => {
        for (const runId of ['r1', 'r2', 'r3']) journal.put(started(runId));
      });

      it('gets a ticket nobody has worked on, with a name for the work', async () => {
        const [verdict] = await journal.claim(wants('r1'));
        const workId = expect.stringMatching(/^\S{8,}$/);
        const rest = { failures: 0, error: null, notBefore: 0, version: version(), changedAt: START };
        expect(verdict).toEqual({
          verdict: 'claimed',
          ticketId: '42',
          record: { ...TICKET, workId, state: 'claimed', runId: 'r1', ...rest },
          isNewWork: true,
        });
        expect(await record()).toEqual(verdict?.record);
      });

      it('answers for each ticket in the order of the request', async () => {
        await claim('r1', { tickets: [candidate('43')] });
        const verdicts = await journal.claim(wants('r2', { tickets: ['44', '43', '42', '44'].map((id) => candidate(id)) }));
        expect(verdicts.map(({ ticketId, verdict }) => `${ticketId} ${verdict}`)).toEqual([
          '44 claimed',
          '43 busy',
          '42 claimed',
          '44 claimed',
        ]);
        expect(verdicts[3]).toEqual({ ...verdicts[0], isNewWork: false });
        expect(await journal.claim(wants('r2', { tickets: [] }))).toEqual([]);
      });

      it('does not get what another run has, whatever it says, not even of another pipeline', async () => {
        await claim('r1');
        expect(await claim('r2')).toEqual(['busy']);
        expect(await claim('r2', { again: true, impatient: true, tickets: [candidate('42', { isNews: true })] })).toEqual(['busy']);
        expect(await claim('r2', { pipeline: 'answer' })).toEqual(['busy']);
        expect(await claim('r2', { tickets: [candidate('42', { system: 'other' })] })).toEqual(['claimed']);
      });

      it('gets again what the run has already: it goes on after an interruption', async () => {
        const [first] = await journal.claim(wants('r1'));
        expect(await journal.claim(wants('r1', { at: START + 5 }))).toEqual([{ ...first, isNewWork: false }]);
      });

      it('does not get what is done in this version', async () => {
        await work('r1');
        expect(await claim('r2')).toEqual(['done']);
        expect(await claim('r2', { pipeline: 'answer' })).toEqual(['claimed']);
      });

      it.each([
        ['was changed', { updatedAt: '2026-01-02T00:00:00Z' }],
        ['has other fields', { fields: 'f2' }],
        ['has other notes', { notes: 'n2' }],
      ])('is unsure of what was done and %s', async (_, change) => {
        await work('r1', 'done', { version: version({ notes: 'n1' }) });
        expect(await claim('r2', { tickets: [candidate('42', { version: version(change) })] })).toEqual(['unsure']);
        expect(await claim('r2', { tickets: [candidate('42', { version: version(change), isNews: true })] })).toEqual(['claimed']);
      });

      it('is unsure of what the run itself has written, until that is confirmed', async () => {
        await work('r1', 'done', { version: version({ written: true }) });
        expect(await claim('r2')).toEqual(['unsure']);
        journal.confirm(TICKET, version());
        expect(await claim('r2')).toEqual(['done']);
      });

      it('makes another piece of work of news, and of what is asked for again', async () => {
        await work('r1');
        const done = await record();
        const [news] = await journal.claim(wants('r2', { tickets: [candidate('42', { isNews: true })] }));
        expect(news?.record?.workId).not.toBe(done?.workId);
        journal.put(settled('r2'));
        const [again] = await journal.claim(wants('r3', { again: true }));
        expect([news, again]).toMatchObject([
          { verdict: 'claimed', isNewWork: true },
          { verdict: 'claimed', isNewWork: true },
        ]);
        expect(again?.record?.workId).not.toBe(news?.record?.workId);
      });

      it('does not take for news what another run has seen to since', async () => {
        await work('r1');
        const since = (await record())?.workId;
        const isNews = { tickets: [candidate('42', { version: version({ fields: 'f2' }), isNews: true, since })] };
        expect(await claim('r2', isNews)).toEqual(['claimed']);
        journal.put(settled('r2'));
        expect(await claim('r3', isNews)).toEqual(['unsure']);
      });

      it('goes on with work that was not done, whatever is new', async () => {
        await work('r1', 'failed');
        const failed = await record();
        const [verdict] = await journal.claim(wants('r2', { impatient: true, tickets: [candidate('42', { isNews: true })] }));
        expect(verdict).toMatchObject({ verdict: 'claimed', isNewWork: false, record: { workId: failed?.workId, failures: 1 } });
        journal.put(ended('r2'));
        expect(await journal.claim(wants('r3', { impatient: true }))).toMatchObject([{ isNewWork: false, record: { failures: 1 } }]);
      });

      it('waits while the pause after a failure lasts, unless it is impatient', async () => {
        await work('r1', 'failed', { notBefore: START + MINUTE });
        expect(await claim('r2', { at: START + MINUTE - 1 })).toEqual(['paused']);
        expect(await claim('r2', { at: START + MINUTE })).toEqual(['claimed']);
        journal.put(settled('r2', 'failed', { notBefore: START + 9 * MINUTE }));
        expect(await claim('r3', { impatient: true })).toEqual(['claimed']);
      });

      it('does not wait for a pause that was measured by a clock that has been set back since', async () => {
        await work('r1', 'failed', { at: START + 240 * MINUTE, notBefore: START + 241 * MINUTE });
        expect(await claim('r2')).toEqual(['claimed']);
      });

      it('takes up the same work after a failure, and counts the failures', async () => {
        await work('r1', 'failed');
        const failed = await record();
        expect(failed).toMatchObject({ state: 'failed', failures: 1, error: ERROR });
        await work('r2', 'failed');
        expect(await record()).toMatchObject({ workId: failed?.workId, state: 'failed', failures: 2, runId: 'r2' });
        await work('r3', 'done');
        expect(await record()).toMatchObject({ workId: failed?.workId, state: 'done', failures: 0, error: null, runId: 'r3' });
      });

      it('leaves a ticket in quarantine alone, whoever asks', async () => {
        await work('r1', 'quarantined');
        expect(await record()).toMatchObject({ state: 'quarantined', failures: 1, error: ERROR });
        expect(await claim('r2', { again: true, impatient: true, tickets: [candidate('42', { isNews: true })] })).toEqual(['quarantined']);
      });

      it('of a dry run gets the same verdicts, and no ticket', async () => {
        expect(await claim('r1', { dryRun: true })).toEqual(['claimed']);
        expect(await journal.tickets()).toEqual([]);
        await claim('r2');
        expect(await claim('r1', { dryRun: true })).toEqual(['busy']);
      });

      it('sees all that was put before', async () => {
        await claim('r1');
        journal.put(ended('r1'));
        expect(await claim('r2')).toEqual(['claimed']);
      });
    });

    describe('a ticket', () => {
      beforeEach(async () => {
        for (const runId of ['r1', 'r2']) journal.put(started(runId));
        await journal.claim(wants('r1'));
      });

      it('remembers the version in which it was settled; without one, that in which it was claimed', async () => {
        journal.put(settled('r1', 'done', { version: version({ notes: 'n1' }), at: START + 3 }));
        expect(await record()).toMatchObject({ state: 'done', version: version({ notes: 'n1' }), changedAt: START + 3 });
        await claim('r2', { again: true, tickets: [candidate('42', { version: version({ notes: 'n2' }) })] });
        journal.put(settled('r2', 'done', { version: null }));
        expect(await record()).toMatchObject({ version: version({ notes: 'n2' }) });
      });

      it('that was left open is open as before, and the same work', async () => {
        const claimed = await record();
        journal.put(settled('r1', 'open'));
        expect(await record()).toMatchObject({ state: 'open', failures: 0, workId: claimed?.workId });
        expect(await claim('r2')).toEqual(['claimed']);
        journal.put(settled('r2', 'failed', { notBefore: START + MINUTE }));
        await claim('r2', { impatient: true });
        journal.put(settled('r2', 'open'));
        expect(await record()).toMatchObject({ state: 'failed', failures: 1, notBefore: START + MINUTE, workId: claimed?.workId });
      });

      it('is settled once, and by the run that has it', async () => {
        journal.put(settled('r2', 'failed'));
        expect(await record()).toMatchObject({ state: 'claimed', runId: 'r1' });
        journal.put(settled('r1', 'failed'));
        journal.put(settled('r1', 'failed'));
        expect(await record()).toMatchObject({ state: 'failed', failures: 1 });
      });

      it.each(['succeeded', 'skipped', 'failed', 'abandoned'] as const)('that its run left is free when the run has %s', async (state) => {
        journal.put(ended('r1', state, { at: START + 2 }));
        expect(await record()).toMatchObject({ state: 'open', runId: 'r1', failures: 0, changedAt: START + 2 });
        expect(await claim('r2')).toEqual(['claimed']);
      });

      it('stays with its run when that is suspended', async () => {
        journal.put(ended('r1', 'suspended'));
        expect(await claim('r2')).toEqual(['busy']);
      });

      it('is confirmed only while it is done', async () => {
        journal.confirm(TICKET, version({ fields: 'f9' }));
        expect(await record()).toMatchObject({ state: 'claimed', version: version() });
      });

      it('comes out of quarantine by a person: as open, the same work, or as done', async () => {
        const { workId } = (await record()) ?? {};
        journal.put(settled('r1', 'quarantined', { notBefore: START + MINUTE }));
        await journal.flush();
        expect(await journal.release([TICKET, { ...TICKET, ticketId: 'none' }], 'retry')).toBe(1);
        expect(await record()).toMatchObject({ state: 'open', failures: 0, error: null, notBefore: 0, workId });
        expect(await journal.release([TICKET], 'retry')).toBe(0);
        await claim('r2');
        journal.put(settled('r2', 'quarantined'));
        await journal.flush();
        expect(await journal.release([TICKET], 'drop')).toBe(1);
        expect(await record()).toMatchObject({ state: 'done', failures: 0 });
      });

      it('is listed by pipeline, state and id, the latest change first', async () => {
        await claim('r2', { pipeline: 'answer', tickets: [candidate('43'), candidate('44')] });
        journal.put(settled('r2', 'quarantined', { pipeline: 'answer', ticketId: '44', at: START + 1 }));
        journal.put(settled('r1', 'done', { at: START + 2 }));
        await journal.flush();
        const list = async (...filter: Parameters<Journal['tickets']>) =>
          (await journal.tickets(...filter)).map(({ ticketId }) => ticketId);
        expect(await list()).toEqual(['42', '44', '43']);
        expect(await list({ pipeline: 'answer' })).toEqual(['44', '43']);
        expect(await list({ states: ['quarantined', 'claimed'] })).toEqual(['44', '43']);
        expect(await list({ ticketId: '43' })).toEqual(['43']);
        expect(await list({ limit: 1 })).toEqual(['42']);
      });
    });

    describe('a suspended run', () => {
      beforeEach(async () => {
        journal.put(started('r1', { input: '{"n":1}' }));
        await journal.claim(wants('r1', { tickets: [candidate('42'), candidate('43'), candidate('44')] }));
        journal.put(settled('r1', 'failed'));
        journal.put(step('r1', 'fetch'));
        journal.put(step('r1', 'each[43]/note', { state: 'started', result: null }));
        journal.put(write('r1', 'k1', { state: 'done' }));
        journal.put(ended('r1', 'suspended', { durationMs: 5, writes: 1 }));
        journal.put(started('r2'));
        await journal.flush();
      });

      it('is taken over with all that is needed to go on', async () => {
        const adopted = await journal.adopt(['route'], 10);
        expect(adopted.map(({ run }) => run)).toEqual([
          expect.objectContaining({
            runId: 'r1',
            state: 'running',
            input: '{"n":1}',
            resumptions: 1,
            durationMs: 5,
            writes: 1,
            error: null,
          }),
        ]);
        expect(adopted[0]?.steps.map(({ path, state }) => `${path} ${state}`)).toEqual(['fetch succeeded', 'each[43]/note started']);
        expect(adopted[0]?.writes.map(({ key }) => key)).toEqual(['k1']);
        expect(adopted[0]?.tickets.map(({ ticketId, state }) => `${ticketId} ${state}`).toSorted()).toEqual([
          '42 failed',
          '43 claimed',
          '44 claimed',
        ]);
      });

      it('is taken over once, and no run that somebody works on', async () => {
        expect(await journal.adopt(['route'], 10)).toHaveLength(1);
        expect(await journal.adopt(['route'], 10)).toEqual([]);
      });

      it('is taken over by who has its pipeline, the oldest first', async () => {
        journal.put(started('r3', { pipeline: 'answer' }));
        for (const runId of ['r2', 'r3']) journal.put(ended(runId, 'suspended'));
        await journal.flush();
        expect(await journal.adopt([], 10)).toEqual([]);
        expect((await journal.adopt(['route', 'other'], 1)).map(({ run }) => run.runId)).toEqual(['r1']);
        expect((await journal.adopt(['route', 'other'], 5)).map(({ run }) => run.runId)).toEqual(['r2']);
        expect((await journal.adopt(['answer'], 5)).map(({ run }) => run.runId)).toEqual(['r3']);
      });

      it('is left where it is when whoever takes over does not want it', async () => {
        journal.put(ended('r2', 'suspended'));
        await journal.flush();
        expect((await journal.adopt(['route', 'other'], 1, ['r1'])).map(({ run }) => run.runId)).toEqual(['r2']);
        expect((await journal.run('r1'))?.run).toMatchObject({ state: 'suspended', resumptions: 0 });
      });

      it('adds up what its processes did', async () => {
        await journal.adopt(['route'], 1);
        journal.put(ended('r1', 'succeeded', { durationMs: 3, writes: 2, at: START + 9 }));
        await journal.flush();
        expect((await journal.run('r1'))?.run).toMatchObject({
          state: 'succeeded',
          durationMs: 8,
          writes: 3,
          resumptions: 1,
          finishedAt: START + 9,
        });
      });
    });

    describe('forgets', () => {
      beforeEach(() => journal.put(started('r1')));

      it('finished runs that are older than what is kept, with their steps and writes', async () => {
        journal.put(step('r1', 'a'));
        journal.put(write('r1', 'k1'));
        journal.put(ended('r1'));
        journal.put(started('r2'));
        journal.put(ended('r2', 'failed', { at: START + DAY }));
        await journal.flush();
        await journal.prune(START + 30 * DAY + 1);
        expect((await journal.runs()).map(({ runId }) => runId)).toEqual(['r2']);
        expect(await journal.run('r1')).toBeUndefined();
        expect(await journal.writes(['k1'])).toEqual([]);
        expect(await journal.countWrites(TICKET, 0)).toBe(0);
      });

      it('no unfinished run, however old', async () => {
        journal.put(ended('r1', 'suspended'));
        await journal.flush();
        await journal.prune(START + 300 * DAY);
        expect(await journal.runs()).toHaveLength(1);
      });

      it('no run whose write has to be looked up when its ticket is tried again', async () => {
        await journal.claim(wants('r1'));
        journal.put(write('r1', 'k1', { state: 'done' }));
        journal.put(settled('r1', 'quarantined'));
        journal.put(ended('r1', 'failed'));
        await journal.flush();
        await journal.prune(START + 100 * DAY);
        expect(await journal.writes(['k1'])).toHaveLength(1);
        await journal.release([TICKET], 'drop');
        await journal.prune(START + 100 * DAY);
        expect(await journal.writes(['k1'])).toEqual([]);
      });

      it('tickets that nobody has seen for long: to be seen is enough to be kept', async () => {
        const tickets = [candidate('42'), candidate('43')];
        await journal.claim(wants('r1', { tickets }));
        for (const ticketId of ['42', '43']) journal.put(settled('r1', 'done', { ticketId }));
        journal.put(ended('r1'));
        journal.put(started('r2'));
        expect(await claim('r2', { at: START + 399 * DAY })).toEqual(['done']);
        await journal.prune(START + 401 * DAY);
        expect((await journal.tickets()).map(({ ticketId }) => ticketId)).toEqual(['42']);
      });

      it('no ticket that a run works on', async () => {
        await claim('r1');
        await journal.prune(START + 900 * DAY);
        expect(await record()).toMatchObject({ state: 'claimed' });
      });
    });
  });
}
