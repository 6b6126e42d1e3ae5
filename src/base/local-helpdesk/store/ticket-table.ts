import type { Ticket } from '../../../api/tickets/ticket.js';
import { deepFreeze } from './deep-freeze.js';
import { changedTicket, type TicketChange, type TicketChanged } from './ticket-change.js';

/** Where a ticket stands in the order of creation: by time, then by number. It never changes. */
export interface TicketPosition {
  readonly createdAt: string;
  readonly number: number;
}

/** Negative when `a` was created before `b`. */
function comparePositions(a: TicketPosition, b: TicketPosition): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.number - b.number;
}

/** The position of a ticket of this helpdesk. */
export function positionOf(ticket: Ticket): TicketPosition {
  return { createdAt: ticket.created_at ?? '', number: Number(ticket.id) };
}

/** All tickets in memory, frozen: what the lines of the ticket file, applied in order, come to. */
export class TicketTable {
  private readonly tickets = new Map<string, Ticket>();
  private readonly mailsOf = new Map<string, string[]>();
  private readonly ticketOfMail = new Map<string, string>();
  /** Of all tickets, in order. */
  private readonly positions: TicketPosition[] = [];
  private highest = 0;

  get size(): number {
    return this.tickets.size;
  }

  /** The highest number a ticket ever had; 0 before the first. */
  get highestNumber(): number {
    return this.highest;
  }

  get(id: string): Ticket | undefined {
    return this.tickets.get(id);
  }

  /** The ticket that holds the mail of this key. */
  idOfMail(key: string): string | undefined {
    return this.ticketOfMail.get(key);
  }

  /** Applies one change and returns the ticket as it then is; throws when the ticket of a change is unknown or a new one is known. */
  apply(change: TicketChange): Ticket {
    const ticket = change.change === 'created' ? this.insert(change.ticket) : this.replace(change);
    const mails = change.change === 'created' ? (change.mails ?? []) : [change.mail ?? []].flat();
    for (const key of mails) this.rememberMail(key, ticket.id);
    return ticket;
  }

  /** The tickets after a position, in the order of creation or against it. */
  *walk(order: 'oldest_first' | 'newest_first', after: TicketPosition | undefined): Generator<Ticket, void, undefined> {
    const step = order === 'oldest_first' ? 1 : -1;
    const end = order === 'oldest_first' ? { createdAt: '', number: 0 } : { createdAt: '\uFFFF', number: 0 };
    let index = order === 'oldest_first' ? this.indexAfter(after ?? end) : this.indexBefore(after ?? end);
    for (; index >= 0 && index < this.positions.length; index += step) {
      const ticket = this.tickets.get(String(this.positions[index]?.number));
      if (ticket !== undefined) yield ticket;
    }
  }

  /** One `created` change for each ticket: the same table in as few lines as can be. */
  *asChanges(): Generator<TicketChange, void, undefined> {
    for (const ticket of this.tickets.values()) yield { change: 'created', ticket, mails: this.mailsOf.get(ticket.id) };
  }

  private insert(ticket: Ticket): Ticket {
    if (this.tickets.has(ticket.id)) throw new Error(`ticket ${ticket.id} is there twice`);
    const position = positionOf(ticket);
    this.positions.splice(this.indexAfter(position), 0, position);
    this.highest = Math.max(this.highest, position.number);
    this.tickets.set(ticket.id, deepFreeze(ticket));
    return ticket;
  }

  private replace(change: TicketChanged): Ticket {
    const ticket = this.tickets.get(change.id);
    if (ticket === undefined) throw new Error(`there is no ticket ${change.id}`);
    const changed = deepFreeze(changedTicket(ticket, change));
    this.tickets.set(change.id, changed);
    return changed;
  }

  private rememberMail(key: string, id: string): void {
    this.ticketOfMail.set(key, id);
    this.mailsOf.set(id, [...(this.mailsOf.get(id) ?? []), key]);
  }

  /** The index of the first ticket behind a position. */
  private indexAfter(position: TicketPosition): number {
    let low = 0;
    let high = this.positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePositions(this.positions[middle] as TicketPosition, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index of the last ticket before a position. */
  private indexBefore(position: TicketPosition): number {
    return this.indexAfter({ ...position, number: position.number - 1 }) - 1;
  }
}
