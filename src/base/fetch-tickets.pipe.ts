import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { Describe, Needs, Nested } from '../api/params/param.decorators.js';
import { neededBySearch } from '../api/tickets/ticket-capability.js';
import { TicketSystem } from '../api/tickets/ticket-system.js';
import type { Ticket, TicketPage, TicketSearchCriteria } from '../api/tickets/ticket.js';
import { TicketSearchParams } from './ticket.params.js';

/** Params of {@link FetchTicketsPipe}. */
export class FetchTicketsParams {
  @Describe('Which tickets to fetch.')
  @Needs(neededBySearch)
  @Nested(() => TicketSearchParams)
  ticket_search_criteria: TicketSearchParams = new TicketSearchParams();
}

interface Services {
  readonly ticket_system: TicketSystem;
}

/** Fetches tickets. Gives `fetched_tickets` (a list, the oldest first) and `count`. */
@Pipe('fetch_tickets', {
  params: FetchTicketsParams,
  injects: { ticket_system: TicketSystem },
  description: 'Fetches the tickets that match; gives fetched_tickets and count.',
})
export class FetchTicketsPipe implements PipeHandler<FetchTicketsParams, Services> {
  async execute({ params, services, signal }: PipeContext<FetchTicketsParams, Services>) {
    const tickets = await fetchUpTo(services.ticket_system, params.ticket_search_criteria, signal);
    return PipeResult.succeeded({ fetched_tickets: tickets, count: tickets.length });
  }
}

type Criteria = TicketSearchCriteria & { readonly limit: number };

/** Pages until the limit is reached: a helpdesk's pages may be smaller than what the config asks for. */
async function fetchUpTo(system: TicketSystem, criteria: Criteria, signal: AbortSignal): Promise<readonly Ticket[]> {
  const { limit } = criteria;
  // By id, because a ticket slips to the next page when others are added meanwhile.
  const tickets = new Map<string, Ticket>();
  let page = await system.findTickets(criteria);
  for (const ticket of page.tickets) tickets.set(ticket.id, ticket);
  for (let cursor = page.next_cursor; cursor !== null && tickets.size < limit; cursor = nextCursor(page, cursor)) {
    signal.throwIfAborted();
    page = await system.findTickets({ ...criteria, offset: 0, limit: limit - tickets.size, cursor });
    for (const ticket of page.tickets) tickets.set(ticket.id, ticket);
  }
  return [...tickets.values()].slice(0, limit);
}

/** A helpdesk that names the page it just gave would be asked for it for ever. */
function nextCursor({ next_cursor }: TicketPage, cursor: string): string | null {
  return next_cursor === cursor ? null : next_cursor;
}
