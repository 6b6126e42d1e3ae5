import { aRun, aStep, aWrite, entriesOf, NOON, runId } from '../../../test/support/journal-entries.js';
import { MemoryJournal } from '../../journal/memory.journal.js';
import { quarantineReport, readQuarantined } from './quarantine-report.js';
import { quarantineTable } from './quarantine-table.js';
import { quarantined, selectQuarantined } from './quarantined-tickets.js';

const FIRE = { code: 'OTAI_PIPE_FAILED', message: 'the printer is on fire', retryable: false };
const VERSION = { updatedAt: null, fields: 'f', notes: null, written: false };

/** A journal in which runs of `route` failed three times on each of these tickets. */
async function journalWith(...ticketIds: readonly string[]): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  for (const [i, letter] of ['a', 'b', 'c'].entries()) {
    const id = runId(letter);
    const [start, ...rest] = entriesOf(
      aRun({ runId: id }),
      ticketIds.map((ticketId) => aStep(`each[${ticketId}]/print`, { state: 'failed', error: FIRE })),
      ticketIds.map((ticketId) => aWrite({ key: `${id}-${ticketId}`, ticketId })),
    );
    const end = rest.pop();
    if (start === undefined || end === undefined) throw new Error('no run');
    for (const entry of [start, ...rest]) journal.put(entry);
    const tickets = ticketIds.map((ticketId) => ({ system: 'desk', ticketId, version: VERSION, isNews: false }));
    await journal.claim({ pipeline: 'route', runId: id, at: NOON, again: false, impatient: true, dryRun: false, tickets });
    const state = i === 2 ? 'quarantined' : 'failed';
    for (const ticketId of ticketIds) {
      const settled = { system: 'desk', ticketId, runId: id, state, version: null, error: FIRE, notBefore: 0, at: NOON + i } as const;
      journal.put({ type: 'ticket_settled', pipeline: 'route', ...settled });
    }
    journal.put(end);
  }
  return journal;
}

describe('the tickets in quarantine', () => {
  it('are listed with the error that brought them there', async () => {
    const journal = await journalWith('7');
    expect(quarantineTable(await quarantined(journal, undefined), 120)).toBe(`ticket  system  pipeline  since                failures  error
------  ------  --------  -------------------  --------  -----------------------------------------
7       desk    route     2026-11-02 12:00:00  3         the printer is on fire [OTAI_PIPE_FAILED]`);
    expect(await quarantined(journal, 'other')).toEqual([]);
  });

  it('are shown with the runs that failed on them, and what those wrote', async () => {
    const journal = await journalWith('7', '8');
    const [record] = await selectQuarantined(journal, { tickets: ['7'], all: false, pipeline: undefined });
    if (record === undefined) throw new Error('it is not there');
    expect(quarantineReport(await readQuarantined(journal, record))).toBe(`ticket 7 (desk) of pipeline route
in quarantine since 2026-11-02 12:00:00, after 3 failed runs
error: the printer is on fire [OTAI_PIPE_FAILED]

Runs that failed on it
  ${runId('c')}  2026-11-02 12:00:00  each[7]/print: the printer is on fire [OTAI_PIPE_FAILED]
  ${runId('b')}  2026-11-02 12:00:00  each[7]/print: the printer is on fire [OTAI_PIPE_FAILED]
  ${runId('a')}  2026-11-02 12:00:00  each[7]/print: the printer is on fire [OTAI_PIPE_FAILED]

Written to it
  ticket 7 of desk
    queue: Incoming → IT
    queue: Incoming → IT
    queue: Incoming → IT`);
  });

  it('are selected by their ids, or all of them', async () => {
    const journal = await journalWith('7', '8', '9');
    const idsOf = async (tickets: string[], all = false) =>
      (await selectQuarantined(journal, { tickets, all, pipeline: 'route' })).map(({ ticketId }) => ticketId).toSorted();
    expect(await idsOf(['9', '7'])).toEqual(['7', '9']);
    expect(await idsOf([], true)).toEqual(['7', '8', '9']);
  });

  it.each([
    [['4711'], 'ticket 4711 is not in quarantine\n  -> did you mean "4712"?'],
    [['1'], 'ticket 1 is not in quarantine\n  -> otai quarantine list shows those that are'],
    [['1', '4712', '2'], 'tickets 1, 2 are not in quarantine\n  -> otai quarantine list shows those that are'],
    [[], 'no ticket is named\n  -> name the tickets, or say --all'],
  ])('are not %j', async (tickets, message) => {
    const journal = await journalWith('4712');
    await expect(selectQuarantined(journal, { tickets, all: false, pipeline: undefined })).rejects.toThrow(message);
  });

  it('are not what another pipeline, or nobody, set aside', async () => {
    const journal = await journalWith('7');
    await journal.release(await quarantined(journal, 'route'), 'drop');
    const attempt = selectQuarantined(journal, { tickets: ['7'], all: false, pipeline: undefined });
    await expect(attempt).rejects.toThrow('ticket 7 is not in quarantine\n  -> it is done for route');
  });
});
