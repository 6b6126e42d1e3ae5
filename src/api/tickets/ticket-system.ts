import type { Lacks } from './ticket-capability.js';
import { TicketSystemError } from './ticket-system.error.js';
import type { NewNote, NewTicket, Note, Ticket, TicketPage, TicketSearchCriteria, TicketUpdate } from './ticket.js';

/** What every call of a ticket system may carry. */
export interface OperationOptions {
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What an update may carry beside. */
export interface UpdateOptions extends OperationOptions {
  /**
   * The ticket as it was when the update was decided on. The connector reads it once more before it writes, and when somebody has changed
   * a field the update names, it writes nothing and fails with kind `conflict`. Default: the update is written without a look.
   */
  readonly expected?: Ticket | undefined;
}

/** The fields whose allowed values a helpdesk may be able to list. */
export type ListableField = 'queue' | 'priority' | 'state' | 'type' | 'owner';

/**
 * The contract of every connector to a helpdesk. Extend it, decorate the class with `@Service`, and prove it with
 * `describeTicketSystemContract` of `open-ticket-ai/testing`.
 *
 * - Every error is a `TicketSystemError`, without secrets. A write whose outcome is not known is looked up before it is sent again;
 *   when that is not possible either, the error says so by its `effect`.
 * - An unknown queue, priority, state, type or owner never passes in silence, nor does a criterion that is there but empty.
 * - What a write returns is what the next read shows (the same `updated_at`, the note under its id): whoever keeps it knows its own
 *   write again when the ticket turns up next time.
 * - A search without any criterion finds all tickets, in pages.
 */
export abstract class TicketSystem {
  /**
   * What this kind of helpdesk cannot do, with the reason. A pipeline that asks for it is a problem of its config, found before anything
   * runs; a call that asks for it is refused with kind `permanent` (see `refuseLacks`). Default: it can do everything.
   */
  static readonly lacks: Lacks = {};

  /** One page of the tickets that match, oldest first unless the criteria say otherwise. Each has its body; only `getTicket` is sure to give the notes. */
  abstract findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage>;

  /** The ticket with all its notes. Fails with kind `not_found` when there is none. */
  abstract getTicket(id: string, options?: OperationOptions): Promise<Ticket>;

  abstract createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket>;

  /** Changes what `update` names and nothing else, and returns the ticket as it then is. */
  abstract updateTicket(id: string, update: TicketUpdate, options?: UpdateOptions): Promise<Ticket>;

  /** Adds a note; internal and plain text unless the note says otherwise. Returns it under the id that the ticket shows it by. */
  abstract addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note>;

  /** The names that `field` may have, or `null` where the helpdesk cannot tell. */
  abstract listValues(field: ListableField, options?: OperationOptions): Promise<readonly string[] | null>;

  /** All tickets that match, page by page. */
  async *iterateTickets(criteria: TicketSearchCriteria, options?: OperationOptions): AsyncGenerator<Ticket, void, undefined> {
    let cursor = criteria.cursor;
    do {
      const page = await this.findTickets({ ...criteria, cursor }, options);
      yield* page.tickets;
      if (page.next_cursor !== null && page.next_cursor === cursor) throw endlessPages(this.constructor.name);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }
}

/** A connector that gives the same page again and again must not keep a run busy for ever. */
function endlessPages(system: string): TicketSystemError {
  return new TicketSystemError('two pages end at the same place', { kind: 'permanent', system, operation: 'iterateTickets' });
}
