import { TicketSystemError, type TicketOperation } from '../api/tickets/ticket-system.error.js';
import type { Ticket, TicketPage, TicketSearchCriteria } from '../api/tickets/ticket.js';
import { ticketTest } from '../base/local-helpdesk/store/search-criteria.js';

const REFERENCES = ['queue', 'state', 'type', 'priority', 'owner', 'customer'] as const;

/** One page of the tickets that match, by the rules of the contract. A cursor is the id of the last ticket of a page. */
export function searchTickets(tickets: readonly Ticket[], criteria: TicketSearchCriteria, where: TicketOperation): TicketPage {
  refuseEmpty(criteria, where);
  const ordered = inOrder(tickets, criteria.order);
  const found = afterCursor(ordered, criteria.cursor, where).filter(ticketTest(criteria));
  const { offset = 0, limit = found.length } = criteria;
  const page = found.slice(offset, offset + limit);
  return { tickets: page, next_cursor: found.length > offset + limit ? (page.at(-1)?.id ?? null) : null };
}

function inOrder(tickets: readonly Ticket[], order: TicketSearchCriteria['order']): readonly Ticket[] {
  const ordered = tickets.toSorted((a, b) => (a.created_at ?? '').localeCompare(b.created_at ?? ''));
  return order === 'newest_first' ? ordered.toReversed() : ordered;
}

function afterCursor(tickets: readonly Ticket[], cursor: string | undefined, where: TicketOperation): readonly Ticket[] {
  if (cursor === undefined) return tickets;
  const at = tickets.findIndex(({ id }) => id === cursor);
  if (at < 0) throw new TicketSystemError('cursor must be the next_cursor of an earlier page', { kind: 'permanent', ...where });
  return tickets.slice(at + 1);
}

/** A criterion that is there but says nothing would find every ticket. */
function refuseEmpty(criteria: TicketSearchCriteria, where: TicketOperation): void {
  for (const field of REFERENCES) {
    const wanted = criteria[field];
    if (wanted === undefined || Object.values(Object(wanted) as object).some((value) => Boolean(value))) continue;
    throw new TicketSystemError(`${field} is empty`, { kind: 'permanent', hint: 'give it a value, or leave it out to find all', ...where });
  }
}
