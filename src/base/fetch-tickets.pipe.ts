import { IsBoolean } from 'class-validator';
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

  @Describe('Leave out tickets that the pipeline has done, that another run works on, and that are in quarantine. For reports: false.')
  @IsBoolean()
  only_news = true;
}

interface Services {
  readonly ticket_system: TicketSystem;
}

/**
 * Fetches tickets. Gives `fetched_tickets` (a list, the oldest first) and `count`.
 *
 * Only tickets that are news for the pipeline, unless the params say otherwise: what it has done with a ticket it does not do again until
 * somebody else has changed the ticket. Two runs never work on one ticket at the same time.
 */
@Pipe('fetch_tickets', {
  params: FetchTicketsParams,
  effect: 'idempotent',
  injects: { ticket_system: TicketSystem },
  description: 'Fetches the tickets that match; gives fetched_tickets and count.',
})
export class FetchTicketsPipe implements PipeHandler<FetchTicketsParams, Services> {
  async execute({ params, services, signal, tickets: claims }: PipeContext<FetchTicketsParams, Services>) {
    const { ticket_search_criteria: criteria, only_news: onlyNews } = params;
    const take: Take = onlyNews ? (found) => claims.take(found) : (found) => Promise.resolve(found);
    const unfinished = onlyNews ? await claims.unfinished(services.ticket_system, criteria.limit) : [];
    const tickets = await fetchUpTo(services.ticket_system, criteria, { unfinished, take, signal });
    return PipeResult.succeeded({ fetched_tickets: tickets, count: tickets.length });
  }
}

/** Chooses among what was found. */
type Take = (found: readonly Ticket[]) => Promise<readonly Ticket[]>;

interface Fetching {
  /** What the search may not find any more, and is to be done first. */
  readonly unfinished: readonly Ticket[];
  readonly take: Take;
  readonly signal: AbortSignal;
}

type Criteria = TicketSearchCriteria & { readonly limit: number };

/** Pages until the limit is reached: a helpdesk's pages may be smaller than what the config asks for. */
async function fetchUpTo(system: TicketSystem, criteria: Criteria, { unfinished, take, signal }: Fetching): Promise<readonly Ticket[]> {
  const { limit } = criteria;
  // By id, because a ticket slips to the next page when others are added meanwhile.
  const tickets = new Map(unfinished.map((ticket) => [ticket.id, ticket]));
  const add = async (found: readonly Ticket[]): Promise<void> => {
    const further = found.filter(({ id }) => !tickets.has(id));
    // No more are taken than are wanted: those that are left are for the next run, or another.
    while (further.length > 0 && tickets.size < limit) {
      for (const ticket of await take(further.splice(0, limit - tickets.size))) tickets.set(ticket.id, ticket);
    }
  };
  if (tickets.size >= limit) return unfinished;
  let page = await system.findTickets(criteria);
  await add(page.tickets);
  for (let cursor = page.next_cursor; cursor !== null && tickets.size < limit; cursor = nextCursor(page, cursor)) {
    signal.throwIfAborted();
    page = await system.findTickets({ ...criteria, offset: 0, cursor });
    await add(page.tickets);
  }
  return [...tickets.values()];
}

/** A helpdesk that names the page it just gave would be asked for it for ever. */
function nextCursor({ next_cursor }: TicketPage, cursor: string): string | null {
  return next_cursor === cursor ? null : next_cursor;
}
