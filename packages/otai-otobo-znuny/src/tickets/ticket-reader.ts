import type { Ticket } from 'open-ticket-ai';
import type { Call } from '../call.js';
import type { GenericInterface } from '../interface/generic-interface.js';
import { Refusal } from '../interface/refusal.js';
import type { WireRecord } from '../interface/wire.js';
import type { NameBook } from '../names/name-book.js';
import type { KnownTickets } from './known-tickets.js';
import type { ServerTime } from './server-time.js';
import { ARTICLES_FOR_BODY, articlesOf, toTicket } from './ticket.mapper.js';

/** One request reads so many tickets at most. */
const BATCH = 100;

const FIELDS = { DynamicFields: 1 };
const WHOLE = { ...FIELDS, AllArticles: 1 };
/** The first articles: as many as the body of the ticket is looked for in. */
const START = { ...WHOLE, ArticleOrder: 'ASC', ArticleLimit: ARTICLES_FOR_BODY };

/** Reads tickets, and remembers what they teach: the server's time, the names in use, and the tickets themselves. */
export class TicketReader {
  constructor(
    private readonly api: GenericInterface,
    private readonly time: ServerTime,
    private readonly known: KnownTickets,
    private readonly names: NameBook,
  ) {}

  /** One ticket with all its articles, as the server gives it. */
  async readRecord(id: string, call: Call): Promise<WireRecord> {
    const [record] = await this.api.get([id], WHOLE, call.signal);
    if (record === undefined) throw new Refusal('TicketGet.AccessDenied', 'User does not have access to the ticket, or it is not there');
    this.known.keep(record, true);
    return record;
  }

  async read(id: string, call: Call): Promise<Ticket> {
    return this.toTicket(await this.readRecord(id, call));
  }

  /** Tickets as they were found, with their first articles. Those that cannot be read, because they were deleted meanwhile, are left out. */
  async readFound(ids: readonly string[], call: Call): Promise<readonly WireRecord[]> {
    const records: WireRecord[] = [];
    for (let start = 0; start < ids.length; start += BATCH) {
      records.push(...(await this.readBatch(ids.slice(start, start + BATCH), START, call)));
    }
    for (const record of records) this.known.keep(record, articlesOf(record).length < ARTICLES_FOR_BODY);
    return records;
  }

  /** Tickets without their articles. */
  async readFields(ids: readonly string[], call: Call): Promise<readonly WireRecord[]> {
    return ids.length === 0 ? [] : this.readBatch(ids, FIELDS, call);
  }

  toTicket(record: WireRecord): Ticket {
    const ticket = toTicket(record, this.time);
    this.names.learn(ticket);
    return ticket;
  }

  /** One ticket that cannot be read fails the request for all: then each half is asked for by itself, down to single ones. */
  private async readBatch(ids: readonly string[], options: WireRecord, call: Call): Promise<readonly WireRecord[]> {
    try {
      return await this.api.get(ids, options, call.signal);
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason !== 'AccessDenied') throw error;
      if (ids.length === 1) return [];
      const middle = Math.ceil(ids.length / 2);
      const first = await this.readBatch(ids.slice(0, middle), options, call);
      return [...first, ...(await this.readBatch(ids.slice(middle), options, call))];
    }
  }
}
