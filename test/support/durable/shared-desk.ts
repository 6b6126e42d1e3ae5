import type { Clock } from '../../../src/api/clock.js';
import type { NewNote, Note, Ticket, TicketUpdate } from '../../../src/api/tickets/ticket.js';
import { previewNote, previewTicket, previewUpdate } from '../../../src/pipeline/ticket-preview.js';

/** The helpdesk itself, which no process takes with it. */
export class SharedDesk {
  readonly #tickets = new Map<string, Ticket>();
  #notes = 0;

  constructor(private readonly clock: Clock) {}

  get tickets(): readonly Ticket[] {
    return [...this.#tickets.values()];
  }

  add(id: string, subject: string): void {
    const ticket = previewTicket({ subject, body: `The text of ${id}.`, queue: { name: 'Incoming' } });
    this.#tickets.set(id, { ...ticket, id, created_at: this.#now, updated_at: this.#now });
  }

  get(id: string): Ticket {
    const ticket = this.#tickets.get(id);
    if (ticket === undefined) throw new Error(`there is no ticket ${id}`);
    return ticket;
  }

  update(id: string, update: TicketUpdate): Ticket {
    const { note, ...fields } = update;
    this.#put({ ...previewUpdate(this.get(id), fields), updated_at: this.#now });
    if (note !== undefined) this.addNote(id, note);
    return this.get(id);
  }

  addNote(id: string, note: NewNote, author_role: Note['author_role'] = 'agent'): Note {
    const added = { ...previewNote(note), id: String((this.#notes += 1)), created_at: this.#now, author_role };
    const ticket = this.get(id);
    this.#put({ ...ticket, notes: [...ticket.notes, added], updated_at: this.#now });
    return added;
  }

  #put(ticket: Ticket): void {
    this.#tickets.set(ticket.id, ticket);
  }

  get #now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
