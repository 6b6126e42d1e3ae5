import type { Note, Ticket } from '../api/tickets/ticket.js';

/** Where a ticket that a run has seen came from. */
export interface TicketOrigin {
  /** The id of the ticket system under `services:`. */
  readonly systemId: string;
  /** Reads a ticket of that system whole. */
  getTicket(id: string): Promise<Ticket>;
}

/** What a run has got from ticket systems: tickets, notes, and the texts in them, so that they are known again in results. */
export class SeenValues {
  readonly #tickets = new WeakMap<Ticket, TicketOrigin>();
  readonly #notes = new WeakSet<Note>();
  readonly #origins = new Map<string, TicketOrigin>();
  readonly #texts = new Set<string>();

  /** @param keepsTexts - whether anybody will ask for the texts */
  constructor(private readonly keepsTexts: boolean) {}

  addTicket(ticket: Ticket, origin: TicketOrigin): void {
    this.#tickets.set(ticket, origin);
    this.#origins.set(origin.systemId, origin);
    if (!this.keepsTexts) return;
    this.#texts.add(ticket.subject).add(ticket.body);
    for (const note of ticket.notes) this.addNote(note);
  }

  addNote(note: Note): void {
    this.#notes.add(note);
    if (this.keepsTexts) this.#texts.add(note.body);
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

  /** Whether this very text is one of a ticket or a note. Texts that say nothing, such as an empty one, are none. */
  isTicketText(text: string): boolean {
    return text.length > 0 && this.#texts.has(text);
  }
}
