import type { Ticket, TicketPage, TicketSearchCriteria } from '../../api/tickets/ticket.js';
import { type EntityField, type KnownValues, toPerson } from './known-values.js';
import type { Operation } from './operation.js';
import { readCursor, writeCursor } from './store/cursor.js';
import { ticketTest } from './store/search-criteria.js';
import { positionOf, type TicketTable } from './store/ticket-table.js';

const DEFAULT_LIMIT = 100;
const PAGE_FIELDS: readonly string[] = ['order', 'limit', 'offset', 'cursor'];
const ENTITY_FIELDS: readonly EntityField[] = ['queue', 'state', 'type', 'priority'];

/** Finds tickets in memory. Criteria that cannot be meant are refused, never passed over. */
export class TicketSearch {
  constructor(
    private readonly table: TicketTable,
    private readonly known: KnownValues,
  ) {}

  /** One page of the tickets that meet all criteria. */
  find(criteria: TicketSearchCriteria, operation: Operation): TicketPage {
    const checked = this.check(withoutNulls(criteria, operation), operation);
    const { limit = DEFAULT_LIMIT, offset = 0 } = checked;
    const found = [...this.matches(checked, offset + limit + 1, operation)];
    const tickets = found.slice(offset, offset + limit);
    const last = tickets.at(-1);
    const isMore = found.length > offset + limit && last !== undefined;
    return { tickets, next_cursor: isMore ? writeCursor(positionOf(last)) : null };
  }

  private *matches(criteria: TicketSearchCriteria, most: number, operation: Operation): Generator<Ticket, void, undefined> {
    const { order = 'oldest_first', cursor } = criteria;
    const after = cursor === undefined ? undefined : readCursor(cursor);
    if (cursor !== undefined && after === undefined) throw operation.refuse('cursor must be the next_cursor of an earlier page');
    const matches = ticketTest(criteria);
    let left = most;
    for (const ticket of this.table.walk(order, after)) {
      if (left === 0) return;
      if (!matches(ticket)) continue;
      left -= 1;
      yield ticket;
    }
  }

  private check(criteria: TicketSearchCriteria, operation: Operation): TicketSearchCriteria {
    requireCount('limit', criteria.limit ?? DEFAULT_LIMIT, 1, operation);
    requireCount('offset', criteria.offset ?? 0, 0, operation);
    for (const field of ENTITY_FIELDS) this.checkEntity(field, criteria, operation);
    if (criteria.owner !== undefined) toPerson('owner', criteria.owner, operation);
    if (criteria.customer !== undefined) toPerson('customer', criteria.customer, operation);
    const created_since = isoTime('created_since', criteria.created_since, operation);
    return { ...criteria, created_since, updated_since: isoTime('updated_since', criteria.updated_since, operation) };
  }

  /** A name that the params no longer list is still known as long as a ticket bears it. */
  private checkEntity(field: EntityField, criteria: TicketSearchCriteria, operation: Operation): void {
    const wanted = criteria[field];
    if (wanted === undefined || this.known.has(field, wanted)) return;
    const isUsed = ticketTest({ [field]: wanted });
    for (const ticket of this.table.walk('oldest_first', undefined)) if (isUsed(ticket)) return;
    this.known.entity(field, wanted, operation);
  }
}

/**
 * A template that found nothing gives `null`. For the page that means the default; for a criterion it would mean
 * "all tickets", which nobody wants who wrote a criterion.
 */
function withoutNulls(criteria: TicketSearchCriteria, operation: Operation): TicketSearchCriteria {
  const given = Object.entries(criteria).filter(([, value]) => value !== undefined);
  const empty = given.find(([name, value]) => value === null && !PAGE_FIELDS.includes(name));
  if (empty !== undefined) throw operation.refuse(`${empty[0]} is empty`, 'give it a value, or leave it out to find all');
  return Object.fromEntries(given.filter(([, value]) => value !== null));
}

function requireCount(name: string, value: number, least: number, operation: Operation): void {
  if (!Number.isSafeInteger(value) || value < least) throw operation.refuse(`${name} must be a whole number of at least ${least}`);
}

function isoTime(name: string, value: string | undefined, operation: Operation): string | undefined {
  if (value === undefined) return undefined;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw operation.refuse(`${name} must be an ISO 8601 time such as 2026-11-22T08:00:00Z`);
  return time.toISOString();
}
