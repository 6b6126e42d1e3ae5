import { PipeResult } from '../api/pipe-result.js';
import type { TicketPage, TicketSearchCriteria } from '../api/tickets/ticket.js';
import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { runPipe } from '../testing/run-pipe.js';
import { FetchTicketsPipe } from './fetch-tickets.pipe.js';

function fetchTickets(ticket_system: MemoryTicketSystem, ticket_search_criteria: object = {}, signal?: AbortSignal) {
  return runPipe(FetchTicketsPipe, { params: { ticket_search_criteria }, services: { ticket_system }, signal });
}

/** A helpdesk that gives its tickets in the pages it is told, whatever it is asked for. */
class PagedTicketSystem extends MemoryTicketSystem {
  readonly asked: TicketSearchCriteria[] = [];

  constructor(private readonly pages: readonly { readonly ids: readonly string[]; readonly next: string | null }[]) {
    super();
  }

  override async findTickets(criteria: TicketSearchCriteria): Promise<TicketPage> {
    const page = this.pages[Math.min(this.asked.length, this.pages.length - 1)] ?? { ids: [], next: null };
    this.asked.push(criteria);
    return { tickets: page.ids.map((id) => new MemoryTicketSystem().add({ id })), next_cursor: page.next };
  }
}

function idsOf(result: PipeResult): readonly string[] {
  return result.status === 'succeeded' ? (result.data['fetched_tickets'] as { id: string }[]).map(({ id }) => id) : [];
}

describe('fetch_tickets', () => {
  it('gives the tickets that match, and how many there are', async () => {
    const system = MemoryTicketSystem.with({ queue: 'Incoming' }, { queue: 'IT' }, { queue: 'Incoming' });
    const result = await fetchTickets(system, { queue: { name: 'Incoming' } });
    expect(idsOf(result)).toEqual(['1', '3']);
    expect(result).toMatchObject({ data: { count: 2 } });
  });

  it('asks for the oldest first, 50 at most, unless told otherwise', async () => {
    const system = new MemoryTicketSystem();
    await fetchTickets(system);
    await fetchTickets(system, { order: 'newest_first', limit: 5, offset: 2 });
    expect(system.calls.map(({ args }) => args[0])).toMatchObject([
      { order: 'oldest_first', limit: 50, offset: 0 },
      { order: 'newest_first', limit: 5, offset: 2 },
    ]);
  });

  it('gives no tickets as an empty list', async () => {
    expect(await fetchTickets(new MemoryTicketSystem())).toMatchObject({ data: { fetched_tickets: [], count: 0 } });
  });

  it('goes on to the next page until it has as many as it is told', async () => {
    const system = new PagedTicketSystem([
      { ids: ['1', '2'], next: 'a' },
      { ids: [], next: 'b' },
      { ids: ['3', '4'], next: 'c' },
    ]);
    expect(idsOf(await fetchTickets(system, { limit: 3, offset: 10 }))).toEqual(['1', '2', '3']);
    expect(system.asked).toMatchObject([
      { limit: 3, offset: 10 },
      { limit: 3, offset: 0, cursor: 'a' },
      { limit: 3, offset: 0, cursor: 'b' },
    ]);
  });

  it('gives a ticket once that slipped to the next page meanwhile', async () => {
    const system = new PagedTicketSystem([
      { ids: ['1', '2'], next: 'a' },
      { ids: ['2', '3'], next: null },
    ]);
    expect(idsOf(await fetchTickets(system))).toEqual(['1', '2', '3']);
  });

  it('does not turn in a circle with a helpdesk that names the same page again and again', async () => {
    const system = new PagedTicketSystem([{ ids: ['1'], next: 'a' }]);
    expect(idsOf(await fetchTickets(system))).toEqual(['1']);
    expect(system.asked).toHaveLength(2);
  });

  it('asks for no further page once it is cancelled', async () => {
    const cancel = new AbortController();
    class Cancelling extends PagedTicketSystem {
      override findTickets(criteria: TicketSearchCriteria) {
        cancel.abort(new Error('stop'));
        return super.findTickets(criteria);
      }
    }
    const system = new Cancelling([
      { ids: ['1'], next: 'a' },
      { ids: ['2'], next: 'b' },
    ]);
    expect(await fetchTickets(system, {}, cancel.signal)).toMatchObject({ status: 'failed', error: { message: 'stop' } });
    expect(system.asked).toHaveLength(1);
  });

  it.each(['queue', 'state', 'type', 'priority', 'owner', 'customer'])(
    'refuses a %s that names nothing, for it would find everything',
    async (field) => {
      await expect(fetchTickets(new MemoryTicketSystem(), { [field]: {} })).rejects.toThrow(
        `ticket_search_criteria.${field} names nothing`,
      );
    },
  );
});
