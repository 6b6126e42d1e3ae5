import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { Describe, Needs, Nested } from '../api/params/param.decorators.js';
import { neededBySearch } from '../api/tickets/ticket-capability.js';
import { TicketSystem } from '../api/tickets/ticket-system.js';
import type { Ticket, TicketSearchCriteria } from '../api/tickets/ticket.js';
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
  async execute({ params, services }: PipeContext<FetchTicketsParams, Services>) {
    const tickets = await fetchUpTo(services.ticket_system, params.ticket_search_criteria);
    return PipeResult.succeeded({ fetched_tickets: tickets, count: tickets.length });
  }
}

/** Pages until the limit is reached: a helpdesk's pages may be smaller than what the config asks for. */
async function fetchUpTo(system: TicketSystem, criteria: TicketSearchCriteria & { readonly limit: number }): Promise<readonly Ticket[]> {
  const first = await system.findTickets(criteria);
  if (first.next_cursor === null || first.tickets.length >= criteria.limit) return first.tickets.slice(0, criteria.limit);
  const tickets = [...first.tickets];
  let cursor: string | null = first.next_cursor;
  while (cursor !== null && tickets.length < criteria.limit) {
    const page = await system.findTickets({ ...criteria, offset: 0, limit: criteria.limit - tickets.length, cursor });
    tickets.push(...page.tickets);
    cursor = page.next_cursor;
  }
  return tickets.slice(0, criteria.limit);
}
