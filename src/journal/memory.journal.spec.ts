import { FakeClock } from '../testing/fake-clock.js';
import { candidate, ended, settled, started, step, wants, write } from '../../test/support/journal/entries.js';
import { describeJournal } from '../../test/support/journal/journal.contract.js';
import { checkAgainstModel } from '../../test/support/journal/model.check.js';
import { MemoryJournal } from './memory.journal.js';

const DAY = 86_400_000;

describeJournal('memory', { open: async (clock) => new MemoryJournal({ clock, keep: 30 * DAY, keepTickets: 400 * DAY }) });

const claimed = async (journal: MemoryJournal, ticketId: string) => journal.claim(wants('r1', { tickets: [candidate(ticketId)] }));
const states = async (journal: MemoryJournal) => (await journal.tickets()).map(({ ticketId, state }) => `${ticketId} ${state}`).toSorted();

describe('MemoryJournal', () => {
  it('agrees with a plain model, whatever is done to it', async () => {
    await expect(checkAgainstModel(async () => new MemoryJournal(), 500)).resolves.toBeUndefined();
  });

  it('says that it does not outlive the process', () => {
    expect(new MemoryJournal()).toMatchObject({ durable: false, location: 'memory' });
  });

  it('keeps the latest runs with their writes, and all that are unfinished', async () => {
    const journal = new MemoryJournal({ maxRuns: 2 });
    for (const runId of ['r1', 'r2', 'r3', 'r4']) {
      journal.put(started(runId));
      journal.put(step(runId, 'a'));
      journal.put(write(runId, `of ${runId}`));
      if (runId !== 'r1') journal.put(ended(runId));
    }
    expect((await journal.runs()).map(({ runId }) => runId)).toEqual(['r4', 'r1']);
    expect((await journal.writes(['of r1', 'of r2', 'of r3', 'of r4'])).map(({ runId }) => runId)).toEqual(['r1', 'r4']);
  });

  it('lets the tickets go that were done before the latest, and not those that were seen since', async () => {
    const journal = new MemoryJournal({ maxTickets: 4, clock: new FakeClock() });
    journal.put(started('r1'));
    for (const ticketId of ['1', '2', '3', '4', '5', '6']) {
      await claimed(journal, ticketId);
      journal.put(settled('r1', 'done', { ticketId }));
      await claimed(journal, '1');
    }
    expect(await states(journal)).toEqual(['1 done', '6 done']);
  });

  it('lets a ticket go that is not done only when there are too many of them, and never one that is claimed', async () => {
    const journal = new MemoryJournal({ maxTickets: 3, clock: new FakeClock() });
    journal.put(started('r1'));
    for (const ticketId of ['1', '2', '3']) await claimed(journal, ticketId);
    journal.put(settled('r1', 'failed', { ticketId: '1' }));
    await claimed(journal, '4');
    expect(await states(journal)).toEqual(['2 claimed', '3 claimed', '4 claimed']);
    await claimed(journal, '5');
    expect(await states(journal)).toEqual(['2 claimed', '3 claimed', '4 claimed', '5 claimed']);
  });
});
