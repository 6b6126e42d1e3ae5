import type { TicketClaims } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import type { TicketSystem } from '../api/tickets/ticket-system.js';
import type { Ticket, TicketPage, TicketSearchCriteria } from '../api/tickets/ticket.js';
import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { runPipe } from '../testing/run-pipe.js';
import { FetchTicketsParams, FetchTicketsPipe } from './fetch-tickets.pipe.js';

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

/** Claims that let through what a test wants, and remember what they were asked. */
class FakeClaims implements TicketClaims {
  readonly asked: string[][] = [];

  constructor(
    private readonly isMine: (id: string) => boolean,
    private readonly left: readonly Ticket[] = [],
  ) {}

  async take(tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
    this.asked.push(tickets.map(({ id }) => id));
    return tickets.filter(({ id }) => this.isMine(id));
  }

  async unfinished(_system: TicketSystem, limit: number): Promise<readonly Ticket[]> {
    return this.left.slice(0, limit);
  }

  handle(_item: unknown, work: () => Promise<PipeResult>): Promise<PipeResult> {
    return work();
  }
}

/** Executes the pipe in a run that has these claims. */
async function fetchWith(claims: FakeClaims, ticket_system: MemoryTicketSystem, params: object): Promise<readonly string[]> {
  const context = {
    params: Object.assign(new FetchTicketsParams(), params),
    services: { ticket_system },
    tickets: claims,
    signal: new AbortController().signal,
  };
  return idsOf(await new FetchTicketsPipe().execute(context as unknown as Parameters<FetchTicketsPipe['execute']>[0]));
}

const criteria = (limit: number) => ({ ticket_search_criteria: { limit, offset: 0 } });

describe('of the tickets that match, fetch_tickets gives', () => {
  const PAGES = [
    { ids: ['1', '2', '3'], next: 'a' },
    { ids: ['4', '5', '6'], next: 'b' },
    { ids: ['7', '8', '9'], next: null },
  ];
  it('only those that are news, and goes on until it has as many as it is told', async () => {
    const claims = new FakeClaims((id) => Number(id) % 2 === 0);
    expect(await fetchWith(claims, new PagedTicketSystem(PAGES), criteria(3))).toEqual(['2', '4', '6']);
  });

  it('no more than it is told, and takes none that it does not give: they are for the next run, or another', async () => {
    const claims = new FakeClaims(() => true);
    expect(await fetchWith(claims, new PagedTicketSystem(PAGES), criteria(4))).toEqual(['1', '2', '3', '4']);
    expect(claims.asked).toEqual([['1', '2', '3'], ['4']]);
  });

  it('first those that an earlier run has left half done, also when no search finds them any more', async () => {
    const left = ['5', '20'].map((id) => new MemoryTicketSystem().add({ id }));
    const claims = new FakeClaims(() => true, left);
    expect(await fetchWith(claims, new PagedTicketSystem(PAGES), criteria(4))).toEqual(['5', '20', '1', '2']);
    expect(await fetchWith(claims, new PagedTicketSystem(PAGES), criteria(2))).toEqual(['5', '20']);
  });

  it('all of them for a report, and takes none', async () => {
    const claims = new FakeClaims(() => false);
    expect(await fetchWith(claims, new PagedTicketSystem(PAGES), { ...criteria(5), only_news: false })).toEqual(['1', '2', '3', '4', '5']);
    expect(claims.asked).toEqual([]);
  });
});
