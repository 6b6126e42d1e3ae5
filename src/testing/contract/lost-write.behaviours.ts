import { equal, ok } from 'node:assert/strict';
import { HTML_PAGE, type Fault } from '../server/fault.js';
import { failure, notesOf, outcome, type Behaviour } from './behaviour.js';

/** A note that meets a fault must be there once at most, and the error must not claim more than is known. */
function writesOnce(id: string, says: string, fault: Fault, timeoutMs?: number): Behaviour {
  return {
    id,
    says,
    check: async (bench) => {
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a' }], timeoutMs });
      await system.getTicket(ids[0] as string);
      server.fail(fault, { times: 1, on: bench.isWrite });
      const failed = await outcome(system.addNote(ids[0] as string, { body: 'only once' }));
      server.heal();
      const written = (await notesOf(system, ids[0] as string)).filter((body) => body.trim() === 'only once').length;
      ok(written <= 1, `the note was written ${written} times`);
      if (failed === undefined) return equal(written, 1);
      const { effect } = await failure(Promise.reject(failed));
      ok(written === 0 || effect !== 'none', 'the error says that nothing was written, but the note is there');
    },
  };
}

/** Writes whose request or answer is lost on its way. */
export const LOST_WRITE_BEHAVIOURS: readonly Behaviour[] = [
  writesOnce('http.write_cut_before', 'writes once at most when the connection is cut before the write', { reply: 'cut' }),
  writesOnce('http.write_cut_after', 'writes once at most when the connection is cut after the write', { performs: true, reply: 'cut' }),
  writesOnce('http.write_lost', 'writes once at most when the answer to a write never comes', { performs: true, reply: 'hang' }, 300),
  writesOnce('http.write_500_after', 'writes once at most when a write is answered with 500 though it was done', {
    performs: true,
    reply: { status: 500, body: { error: 'Internal Server Error' } },
  }),
  writesOnce('http.write_502', 'writes once at most when a proxy answers for a write', {
    performs: true,
    reply: { ...HTML_PAGE, status: 502 },
  }),
  {
    id: 'http.update_cut_after',
    says: 'ends an update whose answer got lost as done when a look shows that it is, else says that nobody knows',
    check: async (bench) => {
      const { queues } = bench.words;
      const { system, ids, server } = await bench.serve({ tickets: [{ subject: 'a', queue: queues[0] }] });
      await system.getTicket(ids[0] as string);
      server.fail({ performs: true, reply: 'cut' }, { times: 1, on: bench.isWrite });
      const update = { queue: { name: queues[1] }, note: { body: 'moved' } };
      const failed = await outcome(system.updateTicket(ids[0] as string, update));
      server.heal();
      const { queue, notes } = await system.getTicket(ids[0] as string);
      equal(queue?.name, queues[1]);
      ok(notes.length <= 1, `the note was written ${notes.length} times`);
      if (failed !== undefined) ok((await failure(Promise.reject(failed))).effect !== 'none');
    },
  },
];
