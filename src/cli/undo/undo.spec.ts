import { FakeClock } from '../../testing/fake-clock.js';
import { FakeIo } from '../../../test/support/fake-io.js';
import { aRun, aWrite, entriesOf, runId } from '../../../test/support/journal-entries.js';
import { TicketSystemError } from '../../api/tickets/ticket-system.error.js';
import type { AdoptedRun } from '../../journal/journal.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import { MemoryJournal } from '../../journal/memory.journal.js';
import { versionOf } from '../../pipeline/ticket-version.js';
import { MemoryTicketSystem, type TicketSeed } from '../../testing/memory-ticket-system.js';
import type { UndoOutcome } from './undo-outcome.js';
import { undoRun } from './undo.js';
import { printUndo } from './undo.printer.js';

/** A desk, and a journal with one run of `route` that made these writes. */
function deskWith(writes: readonly WriteRecord[], ...seeds: readonly TicketSeed[]) {
  const desk = MemoryTicketSystem.with(...seeds);
  const journal = new MemoryJournal();
  for (const entry of entriesOf(aRun(), [], writes)) journal.put(entry);
  const parts = { journal, clock: new FakeClock(), storeTexts: false, systemOf: () => desk };
  return { desk, journal, undo: (dryRun = false) => undoRun(parts, runId('a'), dryRun), parts };
}

function textOf(outcome: UndoOutcome, json = false): string {
  const io = new FakeIo();
  printUndo(io, outcome, json);
  return (io.stdout + io.stderr).replaceAll(outcome.undoRunId, 'ID');
}

/** The first ticket of a desk, as a search would give it. */
function seenOf({ tickets: [ticket] }: MemoryTicketSystem) {
  if (ticket === undefined) throw new Error('the desk is empty');
  return versionOf(ticket);
}

const MOVED = aWrite();
const NOTE = JSON.stringify({ visibility: 'internal', content_type: 'text/plain', length: 4, reference: null });
const NOTED = aWrite({ path: 'note', operation: 'addNote', before: null, after: NOTE, noteId: '1' });

describe('an undo', () => {
  it('writes back what still is as the run wrote it, and says what it left and why', async () => {
    const { desk, undo } = deskWith([MOVED, NOTED, aWrite({ ticketId: '8' })], { id: '7', queue: 'IT' }, { id: '8', queue: 'Sales' });
    expect(textOf(await undo())).toBe(`ticket  field  change         outcome
------  -----  -------------  ---------------------------------
7       queue  IT → Incoming  taken back
7       note                  left: a note cannot be taken back
8       queue                 left: somebody changed it since

1 ticket taken back, 2 left
The undo is run ID.
`);
    expect(desk.tickets.map(({ queue }) => queue?.id ?? queue?.name)).toEqual(['1', 'Sales']);
  });

  it('is a run of its own that says what it wrote, and can be taken back', async () => {
    const { desk, journal, undo, parts } = deskWith([MOVED], { id: '7', queue: 'IT' });
    const { undoRunId } = await undo();
    const details = await journal.run(undoRunId);
    expect(details?.run).toMatchObject({ pipeline: 'route:undo', state: 'succeeded', writes: 1 });
    expect(details?.writes).toMatchObject([
      { operation: 'updateTicket', ticketId: '7', state: 'done', after: '{"queue":{"id":"1","name":null}}' },
    ]);
    const back = await undoRun(parts, undoRunId, false);
    expect((await journal.run(back.undoRunId))?.run.pipeline).toBe('route:undo');
    expect(desk.tickets[0]?.queue?.name).toBe('IT');
  });

  it('marks what was taken back, so that a second one finds nothing', async () => {
    const { journal, undo } = deskWith([MOVED, NOTED], { id: '7', queue: 'IT' });
    await undo();
    expect((await journal.run(runId('a')))?.writes.map(({ state }) => state)).toEqual(['taken_back', 'done']);
    const second = await undo();
    expect(textOf(second)).toContain('\nThere is nothing left to take back.\n');
    expect(await journal.run(second.undoRunId)).toBeUndefined();
  });

  it('writes nothing in a dry run', async () => {
    const { desk, journal, undo } = deskWith([MOVED], { id: '7', queue: 'IT' });
    const outcome = await undo(true);
    expect(textOf(outcome)).toContain(
      'IT → Incoming  would be taken back\n\n1 ticket would be taken back\nDry run: nothing was written.\n',
    );
    expect([desk.operations, await journal.run(outcome.undoRunId)]).toEqual([['getTicket'], undefined]);
  });

  it('records what it is about to write before it writes', async () => {
    const { desk, journal, undo } = deskWith([MOVED], { id: '7', queue: 'IT' });
    let known: readonly WriteRecord[] = [];
    const write = desk.updateTicket.bind(desk);
    desk.updateTicket = async (...args) => {
      const [run] = await journal.runs({ pipeline: 'route:undo' });
      known = (await journal.run(run?.runId ?? ''))?.writes ?? [];
      return write(...args);
    };
    await undo();
    expect(known.map(({ state }) => state)).toEqual(['intended']);
  });

  it('goes on when one ticket cannot be read or written, and says so', async () => {
    const writes = ['7', '8', '9'].map((ticketId) => aWrite({ ticketId }));
    const { desk, undo } = deskWith(writes, { id: '7', queue: 'IT' }, { id: '8', queue: 'IT' }, { id: '9', queue: 'IT' });
    const where = { system: 'desk', operation: 'x' };
    const [read, write] = [desk.getTicket.bind(desk), desk.updateTicket.bind(desk)];
    desk.getTicket = async (id) => {
      if (id === '8') throw new TicketSystemError('no answer', { kind: 'retryable', ...where });
      return read(id);
    };
    desk.updateTicket = async (id, ...rest) => {
      if (id === '7') throw new TicketSystemError('somebody changed queue', { kind: 'conflict', ...where });
      return write(id, ...rest);
    };
    const outcome = await undo();
    expect(textOf(outcome)).toContain('1 ticket taken back, 1 failed\nThe undo is run ID.\nNot all could be tried: otai undo aaaa');
    expect(textOf(outcome)).toContain('ticket 8 of desk cannot be read: desk: x: no answer\n');
    expect(desk.tickets.map(({ queue }) => queue?.name)).toEqual(['IT', 'IT', null]);
  });

  it('does not make the tickets news for the pipeline', async () => {
    const { desk, journal, undo } = deskWith([], { id: '7', queue: 'IT' });
    for (const entry of entriesOf(aRun({ runId: runId('b'), state: 'running' }))) journal.put(entry);
    const candidate = { system: 'desk', ticketId: '7', version: seenOf(desk), isNews: false };
    const claim = (id: string) =>
      journal.claim({
        pipeline: 'route',
        runId: id,
        at: 1,
        again: false,
        impatient: false,
        dryRun: false,
        tickets: [
          {
            ...candidate,
            version: seenOf(desk),
          },
        ],
      });
    await claim(runId('b'));
    const settled = { ...candidate, runId: runId('b'), state: 'done', error: null, notBefore: 0, at: 2 } as const;
    journal.put({ type: 'ticket_settled', pipeline: 'route', ...settled });
    journal.put({ type: 'write', write: aWrite() });
    await undo();
    const [claimed] = await claim(runId('c'));
    expect(claimed).toMatchObject({ verdict: 'unsure', record: { version: { fields: seenOf(desk).fields } } });
  });

  it('gives up what is left of an undo whose process died', async () => {
    const { journal, parts } = deskWith([MOVED], { id: '7', queue: 'IT' });
    for (const entry of entriesOf(aRun({ runId: runId('u'), pipeline: 'route:undo', state: 'running' }))) journal.put(entry);
    const died = async (names: readonly string[]): Promise<readonly AdoptedRun[]> => {
      const runs = (await journal.runs({ states: ['running'] })).filter(({ pipeline }) => names.includes(pipeline));
      return runs.map((run) => ({ run, steps: [], writes: [], tickets: [] }));
    };
    journal.adopt = died;
    await undoRun(parts, runId('a'), false);
    expect((await journal.run(runId('u')))?.run.state).toBe('abandoned');
  });

  it('says as JSON what it did, without any value', async () => {
    const { undo } = deskWith([MOVED, NOTED], { id: '7', queue: 'IT' });
    const outcome = await undo();
    expect(JSON.parse(textOf(outcome, true))).toEqual({
      run: runId('a'),
      undo: 'ID',
      dryRun: false,
      tickets: [{ system: 'desk', ticketId: '7', fields: ['queue'], error: null }],
      left: [{ system: 'desk', ticketId: '7', field: 'note', reason: 'note' }],
      unreadable: [],
    });
  });
});
