import type { Note, Person, Ticket } from '../api/tickets/ticket.js';

/** Where a ticket that a run has seen came from. */
export interface TicketOrigin {
  /** The id of the ticket system under `services:`. */
  readonly systemId: string;
  /** Reads a ticket of that system whole. */
  getTicket(id: string): Promise<Ticket>;
}

/** What a run has got from ticket systems: tickets, notes, and the texts in them, so that they are known again in results. */
export class SeenValues {
  /** Weak: a run that goes over many tickets reads and writes each of them several times. */
  readonly #tickets = new WeakMap<Ticket, TicketOrigin>();
  readonly #notes = new WeakSet<Note>();
  readonly #origins = new Map<string, TicketOrigin>();
  readonly #texts = new Set<string>();
  /** People, custom fields, and what the helpdesk itself answered. */
  readonly #hidden = new WeakSet<object>();

  /** @param keepsTexts - whether anybody will ask for the texts */
  constructor(private readonly keepsTexts: boolean) {}

  /** The answer of a write. Nobody asks where it came from, unless it is to be recorded. */
  addAnswer(ticket: Ticket, origin: TicketOrigin): void {
    if (this.keepsTexts) this.addTicket(ticket, origin);
  }

  addTicket(ticket: Ticket, origin: TicketOrigin): void {
    this.#tickets.set(ticket, origin);
    this.#origins.set(origin.systemId, origin);
    if (!this.keepsTexts) return;
    this.#texts.add(ticket.subject).add(ticket.body);
    this.#addCustomer(ticket.customer);
    for (const part of [ticket.owner, ticket.customer, ticket.custom_fields, ticket.raw]) this.#hide(part);
    for (const note of ticket.notes) this.addNote(note);
  }

  /** The names of agents say nothing of a ticket, and may be words of the desk. */
  #addCustomer(customer: Person | null): void {
    for (const text of [customer?.name, customer?.email]) if (typeof text === 'string') this.#texts.add(text);
  }

  #hide(part: unknown): void {
    if (typeof part === 'object' && part !== null) this.#hidden.add(part);
  }

  addNote(note: Note): void {
    if (!this.keepsTexts) return;
    this.#notes.add(note);
    this.#texts.add(note.body);
    if (note.author_role === 'customer') this.#addCustomer(note.author);
    this.#hide(note.author);
  }

  originOf(ticket: object): TicketOrigin | undefined {
    return this.#tickets.get(ticket as Ticket);
  }

  /** The way to a ticket system that the run has met. */
  originBy(systemId: string): TicketOrigin | undefined {
    return this.#origins.get(systemId);
  }

  isNote(value: object): boolean {
    return this.#notes.has(value as Note);
  }

  /** Whether it is a part of a ticket that is kept nowhere: a person, the custom fields, what the helpdesk itself answered. */
  isHidden(value: object): boolean {
    return this.#hidden.has(value);
  }

  /** Whether this very text is one of a ticket or a note, or names a customer. Texts that say nothing, such as an empty one, are none. */
  isTicketText(text: string): boolean {
    return text.length > 0 && this.#texts.has(text);
  }
}
