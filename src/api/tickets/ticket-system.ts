import type { NewNote, NewTicket, Note, Ticket, TicketPage, TicketSearchCriteria, TicketUpdate } from './ticket.js';

/** What every call of a ticket system may carry. */
export interface OperationOptions {
  /** Aborts the call when the run is cancelled. */
  readonly signal?: AbortSignal | undefined;
}

/** The fields whose allowed values a helpdesk may be able to list. */
export type ListableField = 'queue' | 'priority' | 'state' | 'type' | 'owner';

/**
 * The contract of every connector to a helpdesk. Extend it and decorate the class with `@Service`.
 *
 * Errors are {@link TicketSystemError}s. An unknown queue, priority, state, type or owner never passes in silence.
 * A search without any criterion is allowed here; a connector whose helpdesk would then return everything must page.
 */
export abstract class TicketSystem {
  /** One page of the tickets that match, oldest first unless the criteria say otherwise. */
  abstract findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage>;

  /** The ticket with all its notes. Fails with kind `not_found` when there is none. */
  abstract getTicket(id: string, options?: OperationOptions): Promise<Ticket>;

  abstract createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket>;

  /** Changes what `update` names, and returns the ticket as it then is. */
  abstract updateTicket(id: string, update: TicketUpdate, options?: OperationOptions): Promise<Ticket>;

  /** Adds a note; internal and plain text unless the note says otherwise. */
  abstract addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note>;

  /** The names that `field` may have, or `null` where the helpdesk cannot tell. */
  abstract listValues(field: ListableField, options?: OperationOptions): Promise<readonly string[] | null>;

  /** All tickets that match, page by page. */
  async *iterateTickets(criteria: TicketSearchCriteria, options?: OperationOptions): AsyncGenerator<Ticket, void, undefined> {
    let cursor = criteria.cursor;
    do {
      const page = await this.findTickets({ ...criteria, cursor }, options);
      yield* page.tickets;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }
}
