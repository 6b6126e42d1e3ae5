import { deepEqual, equal, ok } from 'node:assert/strict';
import { failure, type Behaviour } from './behaviour.js';

/** Reading and creating tickets. */
export const TICKET_BEHAVIOURS: readonly Behaviour[] = [
  {
    id: 'get.whole',
    says: 'gives a ticket whole: what the customer first wrote as its body, later articles as notes, the oldest first',
    check: async (bench) => {
      const notes = [
        { body: 'And it blinks', by: 'customer' },
        { body: 'Looks like the cable', by: 'agent' },
      ] as const;
      const { system, ids } = await bench.start({ tickets: [{ subject: 'Printer', body: 'It is broken', tags: ['hw'], notes }] });
      const ticket = await system.getTicket(ids[0] as string);
      const tags = bench.harness.type.lacks['update.tags'] === undefined ? ['hw'] : [];
      deepEqual([ticket.id, ticket.subject, ticket.body.trim(), ticket.tags], [ids[0], 'Printer', 'It is broken', tags]);
      deepEqual(
        ticket.notes.map(({ body, author_role, visibility }) => [body.trim(), author_role, visibility]),
        [
          ['And it blinks', 'customer', 'public'],
          ['Looks like the cable', 'agent', 'internal'],
        ],
      );
      ok(!Number.isNaN(Date.parse(ticket.created_at ?? '')) && ticket.created_at?.endsWith('Z'), `created_at is ${ticket.created_at}`);
    },
  },
  {
    id: 'get.not_found',
    says: 'says not_found, with the id, of a ticket that is not there, and of ids that are none',
    check: async (bench) => {
      const { system } = await bench.start({ tickets: [{ subject: 'any' }] });
      equal((await failure(system.getTicket('987654'), 'not_found')).ticketId, '987654');
      for (const id of ['1 OR 1=1', '../users/1', '1?expand=true', '1#', '', '-1', '1,2']) await failure(system.getTicket(id));
      await failure(system.updateTicket('987654', { queue: { name: bench.words.queues[1] } }));
      await failure(system.addNote('987654', { body: 'lost' }));
    },
  },
  {
    id: 'list.values',
    says: 'lists the queues, priorities and states there are, or says that it cannot tell',
    check: async (bench) => {
      const { queues, priorities, states } = bench.words;
      const { system } = await bench.start();
      for (const [field, names] of [
        ['queue', queues],
        ['priority', priorities],
        ['state', Object.values(states)],
      ] as const) {
        const listed = await system.listValues(field);
        for (const name of names) ok(listed === null || listed.includes(name), `${field} "${name}" is not listed`);
      }
    },
  },
  {
    id: 'create.read_back',
    says: 'creates a ticket that reads back as it was asked for, or refuses to when it lacks that',
    check: async (bench) => {
      const { system } = await bench.start();
      const [queue] = bench.words.queues;
      const wanted = {
        subject: 'Ünïcode 🖨',
        body: 'Zeile 1\nZeile 2',
        queue: { name: queue },
        customer: { email: bench.words.customers[0] },
      };
      if (bench.harness.type.lacks.create !== undefined) {
        await failure(system.createTicket(wanted), 'permanent');
        return;
      }
      const created = await system.createTicket(wanted);
      deepEqual(await system.getTicket(created.id), created);
      deepEqual([created.subject, created.body.trim(), created.queue?.name], ['Ünïcode 🖨', 'Zeile 1\nZeile 2', queue]);
    },
  },
];
