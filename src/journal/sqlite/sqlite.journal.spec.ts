import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ended, START, started, step } from '../../../test/support/journal/entries.js';
import { describeJournal } from '../../../test/support/journal/journal.contract.js';
import { describeSharedJournal } from '../../../test/support/journal/shared-journal.contract.js';
import { temporaryFolder } from '../../../test/support/journal/temporary-folder.js';
import { checkAgainstModel } from '../../../test/support/journal/model.check.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { sqliteJournal } from '../databases.js';

const DAY = 86_400_000;
const retention = { keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 1e9 };

describe('in an SQLite file', () => {
  const folder = temporaryFolder();
  let count = 0;
  afterAll(folder.remove);

  it('agrees with a plain model, whatever is done to it', async () => {
    await expect(
      checkAgainstModel(() => sqliteJournal(join(folder.path, `${count++}.db`), { clock: new FakeClock(), retention }), 40),
    ).resolves.toBeUndefined();
  });

  describeSharedJournal('SQLite', { place: async () => join(folder.path, `${count++}.db`), open: sqliteJournal });
  describeJournal('SQLite', { open: (clock) => sqliteJournal(join(folder.path, `${count++}.db`), { clock, retention }) });

  it('stays within its size: the oldest finished runs go first, and their room is given back', async () => {
    const path = join(folder.path, `${count++}.db`);
    const journal = await sqliteJournal(path, { clock: new FakeClock(), retention: { ...retention, maxSize: 1e6 } });
    journal.put(started('unfinished'));
    for (let i = 0; i < 2000; i++) {
      journal.put(started(`r${i}`));
      journal.put(step(`r${i}`, 'fetch', { result: JSON.stringify('x'.repeat(1500)) }));
      journal.put(ended(`r${i}`, 'succeeded', { at: START + i }));
    }
    await journal.flush();
    await journal.prune(START + DAY);
    const left = await journal.runs({ limit: 5000 });
    expect(left.length).toBeGreaterThan(200);
    expect(left.length).toBeLessThan(700);
    expect(left.map(({ runId }) => runId)).toEqual(expect.arrayContaining(['r1999', 'unfinished']));
    await journal.close();
    expect(statSync(path).size).toBeLessThan(1.5e6);
  });

  it('is for its owner alone: it knows what is in tickets', async () => {
    const path = join(folder.path, `${count++}.db`);
    const journal = await sqliteJournal(path, { clock: new FakeClock(), retention });
    journal.put(started('r1'));
    await journal.flush();
    for (const file of [path, `${path}-wal`]) expect((statSync(file).mode & 0o077).toString(8)).toBe('0');
    await journal.close();
  });
});
