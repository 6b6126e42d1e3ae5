import type { Ticket, TicketPage, TicketSearchCriteria } from 'open-ticket-ai';
import type { Call } from '../call.js';
import type { GenericInterface } from '../interface/generic-interface.js';
import { idOf, textOf, type WireRecord } from '../interface/wire.js';
import type { NameBook } from '../names/name-book.js';
import type { NameCheck } from '../names/name-check.js';
import type { ServerTime } from '../tickets/server-time.js';
import type { TicketReader } from '../tickets/ticket-reader.js';
import { advance, readCursor, START, writeCursor, type Position } from './cursor.js';
import { momentOf, toFilter } from './search-filter.js';
import { isMatch, refuseUnknownFields } from './search-match.js';

const DEFAULT_LIMIT = 50;
/** Beyond this many the server is asked for more than it gives in reasonable time. */
const LARGEST_LIMIT = 10_000;

/** Without the ticket number as a second order, tickets of one second would change places from search to search. */
const SortBy = ['Age', 'TicketNumber'] as const;
const OLDEST_FIRST = { SortBy, OrderBy: ['Up', 'Up'] } as const;
const NEWEST_FIRST = { SortBy, OrderBy: ['Down', 'Down'] } as const;

/**
 * Searches, page by page. The server knows no pages: each is a search of its own for what was made at or after the end of the one before, the
 * oldest first.
 */
export class TicketSearch {
  constructor(
    private readonly api: GenericInterface,
    private readonly reader: TicketReader,
    private readonly names: NameBook,
    private readonly check: NameCheck,
    private readonly time: ServerTime,
  ) {}

  async find(criteria: TicketSearchCriteria, call: Call): Promise<TicketPage> {
    const { limit = DEFAULT_LIMIT, offset = 0 } = criteria;
    const position = criteria.cursor === undefined ? START : readCursor(criteria.cursor);
    if (position === undefined) throw call.refuse('cursor must be the next_cursor of an earlier page');
    refuseBadSizes(limit, offset, call);
    await this.learnTime(criteria, call);
    const skipped = criteria.cursor === undefined ? offset : 0;
    const found = await this.search(criteria, position, skipped + limit + 1, call);
    if (found.length === 0 && criteria.cursor === undefined) await this.check.refuseUnknown(namesIn(criteria), call);
    const ids = found.slice(skipped, skipped + limit);
    const records = await this.reader.readFound(ids, call);
    const isLast = found.length <= skipped + limit;
    return { tickets: this.matching(records, criteria, call), next_cursor: isLast ? null : cursorAfter(position, ids, records) };
  }

  /** Ids after a position, so many if there are. */
  private async search(criteria: TicketSearchCriteria, position: Position, count: number, call: Call): Promise<readonly string[]> {
    const order = criteria.order === 'newest_first' ? NEWEST_FIRST : OLDEST_FIRST;
    const filter = bounded(toFilter(criteria, this.names, this.time, call), position, order);
    const ids = await this.api.search(Object.assign(filter, order, { Limit: count + position.seen.length }), call.signal);
    if (position.seen.length === 0) return ids;
    const seen = new Set(position.seen);
    return ids.filter((id) => !seen.has(id));
  }

  private matching(records: readonly WireRecord[], criteria: TicketSearchCriteria, call: Call): readonly Ticket[] {
    const tickets = records.map((record) => this.reader.toTicket(record));
    if (tickets[0] !== undefined) refuseUnknownFields(tickets[0], criteria, this.names, call);
    return tickets.filter((ticket) => isMatch(ticket, criteria, call));
  }

  /** Makes the server's zone known, by the newest ticket, before a time is sent to it. */
  private async learnTime(criteria: TicketSearchCriteria, call: Call): Promise<void> {
    const { created_since: created, updated_since: updated } = criteria;
    if (created === undefined && updated === undefined) return;
    if (created !== undefined) momentOf('created_since', created, call);
    if (updated !== undefined) momentOf('updated_since', updated, call);
    if (this.time.isKnown) return;
    const ids = await this.api.search({ SortBy: 'Age', OrderBy: 'Down', Limit: 1 }, call.signal);
    for (const record of await this.reader.readFound(ids, call)) this.reader.toTicket(record);
  }
}

/** The same search from a position on. Both ends are inclusive. */
function bounded(filter: WireRecord, { created }: Position, order: typeof OLDEST_FIRST | typeof NEWEST_FIRST): WireRecord {
  if (created === undefined) return filter;
  if (order === NEWEST_FIRST) return { ...filter, TicketCreateTimeOlderDate: created };
  const since = textOf(filter['TicketCreateTimeNewerDate']) ?? '';
  return { ...filter, TicketCreateTimeNewerDate: since > created ? since : created };
}

function cursorAfter(position: Position, ids: readonly string[], records: readonly WireRecord[]): string {
  const created = new Map(records.map((record) => [idOf(record['TicketID']), textOf(record['Created']) ?? undefined]));
  return writeCursor(
    advance(
      position,
      ids.map((id) => ({ id, created: created.get(id) })),
    ),
  );
}

/** The server takes anything but a positive whole number for a reason to find nothing. */
function refuseBadSizes(limit: number, offset: number, call: Call): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > LARGEST_LIMIT)
    throw call.refuse(`limit must be a whole number from 1 to ${LARGEST_LIMIT}`);
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > LARGEST_LIMIT)
    throw call.refuse(`offset must be a whole number from 0 to ${LARGEST_LIMIT}`);
}

/** The names that a search goes by. */
function namesIn(criteria: TicketSearchCriteria): Parameters<NameCheck['refuseUnknown']>[0] {
  const names = (['queue', 'priority', 'state', 'type'] as const).map((field) => {
    const ref = criteria[field];
    return [field, ref?.id ? undefined : ref?.name?.trim()] as const;
  });
  return Object.fromEntries(names.filter(([, name]) => name !== undefined));
}
