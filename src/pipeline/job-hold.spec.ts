import { join } from 'node:path';
import { started, step, version, wants, write } from '../../test/support/journal/entries.js';
import { temporaryFolder } from '../../test/support/journal/temporary-folder.js';
import { sqliteJournal } from '../journal/databases.js';
import type { SqlJournal } from '../journal/sql/sql.journal.js';
import { FakeClock } from '../testing/fake-clock.js';
import { HeldJournal, type JobHold } from './job-hold.js';

const DAY = 86_400_000;

/** A hold that a test takes away. */
class PaperHold implements JobHold {
  readonly lost = new AbortController().signal;
  isOurs = true;
  /** At which renewal it is taken away. */
  lostAtRenewal = Infinity;
  renewals = 0;

  isSure(): boolean {
    return this.isOurs;
  }

  renew(): Promise<boolean> {
    this.renewals += 1;
    if (this.renewals >= this.lostAtRenewal) this.isOurs = false;
    return Promise.resolve(this.isOurs);
  }
}

describe('the journal of a job that another process may take', () => {
  const folder = temporaryFolder();
  let count = 0;
  let journal: SqlJournal;
  /** As another process has it open. */
  let other: SqlJournal;
  let hold: PaperHold;
  let held: HeldJournal;

  beforeEach(async () => {
    const retention = { keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 1e9 };
    const path = join(folder.path, `${count++}.db`);
    [journal, other] = [
      await sqliteJournal(path, { clock: new FakeClock(), retention }),
      await sqliteJournal(path, { clock: new FakeClock(), retention }),
    ];
    journal.put(started('r1'));
    await journal.claim(wants('r1'));
    hold = new PaperHold();
    held = new HeldJournal(journal, hold);
  });
  afterEach(async () => {
    await journal.close();
    await other.close();
  });
  afterAll(folder.remove);

  it('remembers what is said while the job is ours', async () => {
    held.put(step('r1', 'fetch'));
    await held.flush('r1');
    expect((await journal.run('r1'))?.steps).toHaveLength(1);
  });

  it('remembers nothing that is said afterwards', async () => {
    hold.isOurs = false;
    held.put(step('r1', 'fetch'));
    held.confirm({ pipeline: 'route', system: 'helpdesk', ticketId: '42' }, version({ fields: 'other' }));
    await journal.flush();
    expect((await journal.run('r1'))?.steps).toEqual([]);
    await expect(held.flush('r1')).rejects.toMatchObject({ code: 'OTAI_JOURNAL_TAKEN_OVER' });
    await expect(held.claim(wants('r1'))).rejects.toMatchObject({ code: 'OTAI_JOURNAL_TAKEN_OVER' });
  });

  it('remembers nothing either that was said before, and waited to be written until the job was another’s', async () => {
    held.put(write('r1', 'w1', { state: 'intended' }));
    held.put(step('r1', 'each[42]/note', { state: 'started' }));
    hold.isOurs = false;
    // Meanwhile that one has done it.
    other.put(write('r1', 'w1', { state: 'done' }));
    other.put(step('r1', 'each[42]/note', { state: 'succeeded' }));
    await other.flush();
    await journal.flush();
    const { steps = [], writes = [] } = (await journal.run('r1')) ?? {};
    expect([steps.map(({ state }) => state), writes.map(({ state }) => state)]).toEqual([['succeeded'], ['done']]);
  });

  it.each([
    ['before it is written', 1, 0],
    ['while it is written', 2, 1],
  ])('says to whoever is about to do what cannot be undone that the job was lost %s', async (_, lostAtRenewal, written) => {
    hold.lostAtRenewal = lostAtRenewal;
    held.put(write('r1', 'w1'));
    await expect(held.flush('r1')).rejects.toMatchObject({ code: 'OTAI_JOURNAL_TAKEN_OVER' });
    await journal.flush();
    expect(await journal.writes(['w1'])).toHaveLength(written);
  });
});
