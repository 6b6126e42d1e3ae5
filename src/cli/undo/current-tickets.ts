import { messageOf } from '../../api/error-message.js';
import type { TicketSystem } from '../../api/tickets/ticket-system.js';
import { TicketSystemError } from '../../api/tickets/ticket-system.error.js';
import type { Ticket } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import { ticketKey } from '../../pipeline/writes/undo.js';

/** The tickets of writes as they are now. */
export interface CurrentTickets {
  readonly tickets: ReadonlyMap<string, Ticket>;
  /** Why others could not be read, though they may be there. */
  readonly unreadable: readonly { readonly system: string; readonly ticketId: string; readonly message: string }[];
}

/** Reads all tickets that writes are about. One that is no more is in neither list. */
export async function readTickets(writes: readonly WriteRecord[], systemOf: (id: string) => TicketSystem): Promise<CurrentTickets> {
  const tickets = new Map<string, Ticket>();
  const unreadable: CurrentTickets['unreadable'][number][] = [];
  const wanted = new Map(
    writes.flatMap(({ system, ticketId }) => (ticketId === null ? [] : [[ticketKey(system, ticketId), { system, ticketId }]])),
  );
  for (const [key, { system, ticketId }] of wanted) {
    try {
      tickets.set(key, await systemOf(system).getTicket(ticketId));
    } catch (error) {
      const isGone = error instanceof TicketSystemError && error.kind === 'not_found';
      if (!isGone) unreadable.push({ system, ticketId, message: messageOf(error) });
    }
  }
  return { tickets, unreadable };
}
