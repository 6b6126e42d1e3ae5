import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import type { Ticket } from '../../api/tickets/ticket.js';
import { failure, notesOf, outcome, type Behaviour } from './behaviour.js';

/** What tells whether there is news about a ticket. */
const view = ({ notes: _notes, raw: _raw, ...fields }: Ticket) => fields;

/** Updates among people who work on the same tickets. */
export const CONCURRENT_BEHAVIOURS: readonly Behaviour[] = [
  {
    id: 'update.conflict',
    says: 'does not overwrite what a person changed since the ticket was read: it is a conflict, and nothing is written',
    check: async (bench) => {
      const { queues, priorities } = bench.words;
      const { system, ids, change } = await bench.start({ tickets: [{ subject: 'a', queue: queues[0], priority: priorities[0] }] });
      const expected = await system.getTicket(ids[0] as string);
      await change(expected.id, { priority: { name: priorities[1] }, subject: 'by hand' });
      const error = await failure(system.updateTicket(expected.id, { subject: 'by us', note: { body: 'n' } }, { expected }), 'conflict');
      equal(error.ticketId, expected.id);
      const { subject, notes } = await system.getTicket(expected.id);
      deepEqual([subject, notes], ['by hand', []]);
    },
  },
  {
    id: 'update.no_conflict',
    says: 'lets an update pass that touches nothing a person changed',
    check: async (bench) => {
      const { queues, priorities } = bench.words;
      const { system, ids, change } = await bench.start({ tickets: [{ subject: 'a', queue: queues[0], priority: priorities[0] }] });
      const expected = await system.getTicket(ids[0] as string);
      await change(expected.id, { priority: { name: priorities[1] } });
      const after = await system.updateTicket(expected.id, { queue: { name: queues[1] } }, { expected });
      deepEqual([after.queue?.name, after.priority?.name], [queues[1], priorities[1]]);
    },
  },
  {
    id: 'update.own_write',
    says: 'lets its own writes be known again: what a write returns is what the next search shows, until somebody else writes',
    check: async (bench) => {
      const { queues, priorities } = bench.words;
      const { system, ids, change } = await bench.start({
        tickets: [{ subject: 'a', queue: queues[0], created_at: '2026-03-01T08:00:00Z' }],
      });
      const [id] = ids as [string];
      const written = await system.updateTicket(id, { queue: { name: queues[1] } });
      const seen = (await system.findTickets({ queue: { name: queues[1] } })).tickets[0];
      equal(seen?.updated_at, written.updated_at);
      const note = await system.addNote(id, { body: 'by us' });
      equal((await system.getTicket(id)).notes.at(-1)?.id, note.id);
      notEqual(note.id, null);
      await change(id, { priority: { name: priorities[1] } });
      equal((await system.getTicket(id)).priority?.name, priorities[1]);
    },
  },
  {
    id: 'update.one_view',
    says: 'shows a ticket in the same way in a search, by itself, and as the answer of a write: fields that differ would be news',
    check: async (bench) => {
      const { queues, priorities } = bench.words;
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a', body: 'b', queue: queues[0], priority: priorities[0] }] });
      const [id] = ids as [string];
      const found = async (queue: string) => (await system.findTickets({ queue: { name: queue } })).tickets.map(view);
      deepEqual(await found(queues[0]), [view(await system.getTicket(id))]);
      const written = await system.updateTicket(id, { queue: { name: queues[1] }, priority: { name: priorities[1] } });
      deepEqual(await found(queues[1]), [view(written)]);
      deepEqual(view(await system.getTicket(id)), view(written));
    },
  },
  {
    id: 'update.closed',
    says: 'changes a closed ticket, or says that it cannot: it is never silent about it',
    check: async (bench) => {
      const { queues, states } = bench.words;
      const { system, ids } = await bench.start({ tickets: [{ subject: 'a', queue: queues[0], state: states.closed }] });
      const refused = await outcome(system.updateTicket(ids[0] as string, { queue: { name: queues[1] } }));
      const { queue } = await system.getTicket(ids[0] as string);
      equal(queue?.name, refused === undefined ? queues[1] : queues[0]);
    },
  },
  {
    id: 'update.deleted',
    says: 'fails for a ticket that was deleted in the meantime',
    check: async (bench) => {
      const started = await bench.start({ tickets: [{ subject: 'a', queue: bench.words.queues[0] }] });
      const [id] = started.ids as [string];
      ok(started.remove, 'the harness cannot delete tickets: declare "update.deleted" not applicable, with the reason');
      await started.remove(id);
      await failure(started.system.updateTicket(id, { queue: { name: bench.words.queues[1] } }));
      await failure(started.system.addNote(id, { body: 'too late' }));
    },
  },
  {
    id: 'update.merged',
    says: 'never writes to another ticket than the one named, also when that was merged into it',
    check: async (bench) => {
      const { queues } = bench.words;
      const started = await bench.start({ tickets: ['from', 'into'].map((subject) => ({ subject, queue: queues[0] })) });
      const [from, into] = started.ids as [string, string];
      ok(started.merge, 'the harness cannot merge tickets: declare "update.merged" not applicable, with the reason');
      await started.merge(from, into);
      await outcome(started.system.updateTicket(from, { queue: { name: queues[1] } }));
      await outcome(started.system.addNote(from, { body: 'stray' }));
      const target = await started.system.getTicket(into);
      equal(target.queue?.name, queues[0]);
      ok(!(await notesOf(started.system, into)).includes('stray'), 'the note went to another ticket');
    },
  },
];
