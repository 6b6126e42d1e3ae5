import { describeJournal } from '../../../test/support/journal/journal.contract.js';
import { describeSharedJournal } from '../../../test/support/journal/shared-journal.contract.js';
import { describeWithPostgres } from '../../../test/support/journal/with-postgres.js';
import { checkAgainstModel } from '../../../test/support/journal/model.check.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { postgresJournal } from '../databases.js';

const DAY = 86_400_000;
const retention = { keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 1e9 };

describeWithPostgres('in PostgreSQL', (newSchema) => {
  it('agrees with a plain model, whatever is done to it', async () => {
    await expect(
      checkAgainstModel(async () => postgresJournal(await newSchema(), { clock: new FakeClock(), retention }), 20),
    ).resolves.toBeUndefined();
  });

  describeSharedJournal('PostgreSQL', { place: newSchema, open: postgresJournal });
  describeJournal('PostgreSQL', { open: async (clock) => postgresJournal(await newSchema(), { clock, retention }) });
});
