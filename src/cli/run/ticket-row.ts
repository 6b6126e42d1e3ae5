import type { EntityRef, EntityRefInput, NewNote, Visibility } from '../../api/tickets/ticket.js';
import type { TicketWrite } from '../../pipeline/write-port.js';

/** A value before and after the run; `after` is `undefined` when nothing was written to it. */
export interface Change {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One written ticket: what it was, and what became of it. */
export class TicketRow {
  readonly ticketId: string | null;
  readonly subject: string;
  queue: Change;
  priority: Change;
  /** Who may read the note that was added; `undefined` without one. */
  note: Visibility | undefined;

  /** @param item - the loop's item it was written for */
  constructor(
    readonly item: string,
    { ticketId, before, change }: TicketWrite,
  ) {
    this.ticketId = ticketId;
    const written = 'subject' in change ? change.subject : undefined;
    this.subject = before?.subject ?? (ticketId === null ? written : undefined) ?? '';
    this.queue = { before: nameOf(before?.queue), after: undefined };
    this.priority = { before: nameOf(before?.priority), after: undefined };
  }

  add(write: TicketWrite): void {
    if (write.operation === 'addNote') return this.#addNote(write.change);
    const { queue, priority, note } = write.change;
    this.queue = { ...this.queue, after: nameOf(queue) ?? this.queue.after };
    this.priority = { ...this.priority, after: nameOf(priority) ?? this.priority.after };
    this.#addNote(note);
  }

  /** Of several notes, one that the customer can read is the one to show. */
  #addNote(note: NewNote | undefined): void {
    if (note !== undefined && this.note !== 'public') this.note = note.visibility ?? 'internal';
  }
}

function nameOf(entity: EntityRef | EntityRefInput | null | undefined): string | undefined {
  return entity?.name ?? entity?.id ?? undefined;
}
