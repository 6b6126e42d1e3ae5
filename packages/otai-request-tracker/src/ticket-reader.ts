import type { Ticket } from 'open-ticket-ai';
import type { ArticleReader } from './article-reader.js';
import type { Call } from './call.js';
import type { Directory } from './directory.js';
import { idOf, type RtRecord } from './records.js';
import type { RtApi, VersionedTicket } from './rt-api.js';
import { compareNumber } from './ticket-sql.js';
import { toTicket, type Articles, type TicketSettings } from './ticket.mapper.js';

const UNREAD: Articles = { body: '', notes: [] };

/** Reads single tickets. A ticket that was deleted or merged into another is not there any more, though Request Tracker still answers. */
export class TicketReader {
  constructor(
    private readonly api: RtApi,
    private readonly directory: Directory,
    private readonly articles: ArticleReader,
    private readonly settings: TicketSettings,
  ) {}

  /** A ticket with all that was written on it. */
  async read(call: Call): Promise<Ticket> {
    const { id, signal } = call;
    const [record, transactions] = await Promise.all([this.record(call), this.api.articles(id, signal)]);
    const articles = await this.articles.read(record, transactions, signal);
    return toTicket(record, articles, await this.directory.fields(call), this.settings);
  }

  /** A ticket as a search gives it: with the addresses of people, but without what was written on it. */
  async record(call: Call): Promise<RtRecord> {
    const { records } = await this.api.search(compareNumber('id', '=', Number(call.id)), 'ASC', 1, call.signal);
    if (records[0] !== undefined) return records[0];
    await this.current(call);
    throw call.failure('it is no ticket that can be searched for, but e.g. a reminder', { kind: 'not_found' });
  }

  /** A ticket with the mark of its version, to be changed next. */
  async current(call: Call): Promise<VersionedTicket> {
    const { id, signal } = call;
    const current = await this.api.ticket(id, signal);
    const into = idOf(current.record);
    if (into !== id) throw call.failure(`it was merged into ticket ${into}`, { kind: 'not_found', hint: `use ticket ${into}` });
    if (current.record['Status'] === 'deleted') throw call.failure('it was deleted', { kind: 'not_found' });
    return current;
  }

  /** Tickets as a search gives them, with the bodies that are given by their ids. */
  async toTickets(records: readonly RtRecord[], bodies: ReadonlyMap<string, string>, call: Call): Promise<Ticket[]> {
    if (records.length === 0) return [];
    const fields = await this.directory.fields(call);
    return records.map((record) => toTicket(record, { body: bodies.get(idOf(record) ?? '') ?? '', notes: [] }, fields, this.settings));
  }

  /** A ticket for comparing it with another reading of it. */
  async toComparable(record: RtRecord, call: Call): Promise<Ticket> {
    return toTicket(record, UNREAD, await this.directory.fields(call), this.settings);
  }
}
