import { join } from 'node:path';
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
});
