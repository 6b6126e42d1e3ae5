import type { Ticket, TicketPage, TicketSearchCriteria } from 'open-ticket-ai';
import type { Call } from './call.js';
import { isoTime, toConditions, toSearchCondition, type Condition } from './conditions.js';
import { readCursor, writeCursor, type Position } from './cursor.js';
import type { CustomFields } from './custom-fields.js';
import type { Directory } from './directory.js';
import { idOf, timeOf } from './records.js';
import { readSearchAnswer, type FoundTicket } from './search-answer.js';
import type { TicketReader } from './ticket-reader.js';
import type { ZammadApi } from './zammad-api.js';

const DEFAULT_LIMIT = 50;
/** What every version of Zammad gives in one answer. */
const LARGEST_PAGE = 100;
/** How many tickets are completed at the same time. */
const AT_ONCE = 8;
/** Zammad needs a condition to search at all. */
const BEFORE_ALL = '1970-01-01T00:00:00.000Z';

/** A found ticket, and when it was made: what the paging goes by. */
interface Row extends FoundTicket {
  readonly createdAt: string;
}

/**
 * Searches by conditions, which Zammad answers from its database: what was just written is found. Zammad can only count pages, which shift
 * while tickets change; here each page is a search of its own for what was created at or after the end of the one before.
 */
export class TicketSearch {
  constructor(
    private readonly api: ZammadApi,
    private readonly directory: Directory,
    private readonly reader: TicketReader,
    private readonly customFields: CustomFields,
  ) {}

  async find(criteria: TicketSearchCriteria, call: Call): Promise<TicketPage> {
    const { limit = DEFAULT_LIMIT } = criteria;
    if (!Number.isSafeInteger(limit) || limit < 1) throw call.refuse('limit must be a whole number of at least 1');
    await this.customFields.check(Object.keys(criteria.custom_fields ?? {}), call);
    const walk = new Walk(this.api, call, criteria, await toConditions(criteria, this.directory, call));
    const rows = await walk.take(limit + 1);
    const given = rows.slice(0, limit);
    const tickets = await this.complete(
      given.filter((row) => isInQueue(row, criteria)),
      call,
    );
    return { tickets, next_cursor: rows.length > limit ? writeCursor(walk.positionAfter(given)) : null };
  }

  private async complete(rows: readonly Row[], call: Call): Promise<readonly Ticket[]> {
    const tickets: Ticket[] = [];
    const left = rows.entries();
    const work = async (): Promise<void> => {
      for (const [index, row] of left) tickets[index] = await this.reader.complete(row, call);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, work));
    return tickets;
  }
}

/** A ticket may leave the queue between the search and the reading of it. */
function isInQueue({ record }: Row, { queue }: TicketSearchCriteria): boolean {
  if (queue === undefined) return true;
  return queue.id === undefined ? record?.['group'] === queue.name : idOf(record ?? {}, 'group_id') === queue.id;
}

/** Goes through what matches in the order of creation. */
class Walk {
  private readonly isDown: boolean;
  private readonly start: Position;
  private readonly since: string;

  constructor(
    private readonly api: ZammadApi,
    private readonly call: Call,
    { order, cursor, created_since }: TicketSearchCriteria,
    private readonly conditions: readonly Condition[],
  ) {
    this.isDown = order === 'newest_first';
    this.since = created_since === undefined ? BEFORE_ALL : isoTime('created_since', created_since, call);
    const position = cursor === undefined ? { createdAt: this.isDown ? '' : this.since, seen: [] } : readCursor(cursor);
    if (position === undefined) throw call.refuse('cursor must be the next_cursor of an earlier page');
    this.start = position;
  }

  /** The next rows after the cursor, at most so many. */
  async take(count: number): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let position = this.start;
    for (let page = 1; rows.length < count;) {
      const size = Math.min(LARGEST_PAGE, count - rows.length + position.seen.length);
      const answer = await this.ask(position, page, size);
      const seen = new Set(position.seen);
      const fresh = answer.filter(({ id, createdAt }) => !seen.has(id) && createdAt >= this.since);
      rows.push(...fresh);
      if (answer.length < size || answer.some(({ createdAt }) => createdAt < this.since)) break;
      // A whole page of what was seen: more tickets of one moment than a page holds.
      page = fresh.length === 0 ? page + 1 : 1;
      position = advance(position, fresh);
    }
    return rows.slice(0, count);
  }

  /** Where somebody stands who was given these rows. */
  positionAfter(given: readonly Row[]): Position {
    return advance(this.start, given);
  }

  private async ask({ createdAt }: Position, page: number, size: number): Promise<readonly Row[]> {
    const bound = this.isDown && createdAt !== '' ? 'before (absolute)' : 'after (absolute)';
    const value = createdAt === '' ? this.since : createdAt;
    const conditions = [...this.conditions, { name: 'ticket.created_at', operator: bound, value }];
    const direction = this.isDown ? 'desc' : 'asc';
    const body = {
      condition: toSearchCondition(conditions),
      sort_by: 'created_at, id',
      order_by: `${direction}, ${direction}`,
      per_page: size,
      page,
      expand: true,
    };
    const found = readSearchAnswer(await this.api.search(body, this.call.signal));
    if (found === undefined)
      throw this.call.refuse('Zammad answered the search in a shape that is not known', 'tell its version to the authors');
    return Promise.all(found.map((ticket) => this.toRow(ticket)));
  }

  private async toRow({ id, record }: FoundTicket): Promise<Row> {
    const whole = record ?? (await this.api.ticket(id, this.call.signal));
    return { id, record: whole, createdAt: timeOf(whole, 'created_at') ?? this.since };
  }
}

function advance(position: Position, rows: readonly Row[]): Position {
  const createdAt = rows.at(-1)?.createdAt;
  if (createdAt === undefined) return position;
  const seen = rows.filter((row) => row.createdAt === createdAt).map(({ id }) => id);
  return { createdAt, seen: createdAt === position.createdAt ? [...position.seen, ...seen] : seen };
}
