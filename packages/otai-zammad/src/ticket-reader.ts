import { isHttpFailure } from 'helpdesk-http';
import type { Ticket } from 'open-ticket-ai';
import type { Call } from './call.js';
import type { CustomFields } from './custom-fields.js';
import type { ZammadRecord } from './records.js';
import type { FoundTicket } from './search-answer.js';
import { toTicket } from './ticket.mapper.js';
import type { ZammadApi } from './zammad-api.js';

/** Reads tickets whole: Zammad keeps articles and tags apart from them. */
export class TicketReader {
  constructor(
    private readonly api: ZammadApi,
    private readonly customFields: CustomFields,
  ) {}

  /** One ticket, by its id. */
  async read(id: string, call: Call): Promise<Ticket> {
    return this.complete({ id, record: undefined }, call);
  }

  /** Adds to a found ticket what the search did not give. */
  async complete({ id, record }: FoundTicket, call: Call): Promise<Ticket> {
    const [ticket, articles, tags] = await Promise.all([
      record ?? this.api.ticket(id, call.signal),
      this.api.articles(id, call.signal),
      this.tags(id, call.signal),
    ]);
    this.customFields.learn(ticket);
    return toTicket(ticket, articles, tags);
  }

  /** A ticket that was just written, whose attributes the answer gave. */
  async afterWrite(id: string, record: ZammadRecord | undefined, call: Call): Promise<Ticket> {
    try {
      return await this.complete({ id, record }, call);
    } catch (error) {
      if (!isHttpFailure(error)) throw error;
      throw call.partly(`it was written, but could not be read back: ${error.message}`, error);
    }
  }

  /** Without the permission to see tags there are none. */
  private async tags(id: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
    try {
      return await this.api.tags(id, signal);
    } catch (error) {
      if (isHttpFailure(error) && error.status === 403) return [];
      throw error;
    }
  }
}
