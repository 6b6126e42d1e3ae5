import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { failure, subjects, type Behaviour } from './behaviour.js';
import type { SeedTicket } from './ticket-system.harness.js';

const SEVEN = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** Tickets made one second after the other. */
function oneBySecond(names: readonly string[], queue: string): SeedTicket[] {
  return names.map((subject, i) => ({ subject, queue, created_at: `2026-03-01T08:00:0${i}Z` }));
}

/** That whoever pages sees each ticket once. */
export const PAGING_BEHAVIOURS: readonly Behaviour[] = [
  {
    id: 'paging.order',
    says: 'gives the oldest first, so that no ticket waits for ever',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system } = await bench.start({ tickets: oneBySecond(SEVEN, queue).toReversed() });
      deepEqual(await subjects(system, { queue: { name: queue }, limit: 3 }), SEVEN);
    },
  },
  {
    id: 'paging.newest_first',
    says: 'gives the newest first when asked to, or refuses to when it lacks that',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system } = await bench.start({ tickets: oneBySecond(SEVEN, queue) });
      const criteria = { queue: { name: queue }, order: 'newest_first', limit: 3 } as const;
      if (bench.harness.type.lacks['find.newest_first'] !== undefined) await failure(system.findTickets(criteria), 'permanent');
      else deepEqual(await subjects(system, criteria), SEVEN.toReversed());
    },
  },
  {
    id: 'paging.limit',
    says: 'never gives more tickets on a page than the limit, and a last page without a cursor',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system } = await bench.start({ tickets: oneBySecond(SEVEN, queue) });
      const first = await system.findTickets({ queue: { name: queue }, limit: 2 });
      ok(first.tickets.length <= 2);
      notEqual(first.next_cursor, null);
      equal((await system.findTickets({ queue: { name: queue }, limit: 7 })).next_cursor, null);
    },
  },
  {
    id: 'paging.same_second',
    says: 'gives each ticket once, though all were made in the same second',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system } = await bench.start({ tickets: SEVEN.map((subject) => ({ subject, queue, created_at: '2026-03-01T08:00:00Z' })) });
      const found = await subjects(system, { queue: { name: queue }, limit: 2 });
      deepEqual(found.toSorted(), SEVEN);
    },
  },
  {
    id: 'paging.drift',
    says: 'misses no ticket and gives none twice while others leave the queue between two pages',
    check: async (bench) => {
      const [queue, other] = bench.words.queues;
      const { system, ids, change } = await bench.start({ tickets: oneBySecond(SEVEN, queue) });
      const found = await subjects(system, { queue: { name: queue }, limit: 2 }, async (page) => {
        if (page === 1) for (const id of ids.slice(0, 2)) await change(id, { queue: { name: other } });
      });
      deepEqual(found, SEVEN);
    },
  },
  {
    id: 'paging.touched',
    says: 'gives no ticket twice that somebody changes between two pages',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system, ids, change } = await bench.start({ tickets: oneBySecond(SEVEN, queue) });
      const found = await subjects(system, { queue: { name: queue }, limit: 2 }, async (page) => {
        await change(ids[page - 1] as string, { priority: { name: bench.words.priorities[1] } });
      });
      deepEqual(found, SEVEN);
    },
  },
  {
    id: 'paging.restart',
    says: 'goes on after a restart where a cursor says',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system, reconnect } = await bench.start({ tickets: oneBySecond(SEVEN, queue) });
      const { tickets, next_cursor } = await system.findTickets({ queue: { name: queue }, limit: 3 });
      const again = await reconnect();
      const rest = await subjects(again, { queue: { name: queue }, limit: 3, cursor: next_cursor ?? undefined });
      deepEqual([...tickets.map(({ subject }) => subject), ...rest], SEVEN);
    },
  },
  {
    id: 'paging.offset',
    says: 'leaves out as many at the front as the offset says, or refuses to when it lacks that',
    check: async (bench) => {
      const [queue] = bench.words.queues;
      const { system } = await bench.start({ tickets: oneBySecond(SEVEN, queue) });
      const criteria = { queue: { name: queue }, offset: 2, limit: 2 };
      if (bench.harness.type.lacks['find.offset'] !== undefined) {
        await failure(system.findTickets(criteria), 'permanent');
        return;
      }
      deepEqual(
        (await system.findTickets(criteria)).tickets.map(({ subject }) => subject),
        ['c', 'd'],
      );
    },
  },
  {
    id: 'paging.bad_cursor',
    says: 'refuses a cursor it never gave',
    check: async (bench) => {
      const { system } = await bench.start({ tickets: [{ subject: 'any' }] });
      for (const cursor of ['nonsense', '', '{"created":"1"}']) await failure(system.findTickets({ cursor }), 'permanent');
    },
  },
];
