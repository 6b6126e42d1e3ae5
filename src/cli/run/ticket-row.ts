import type { EntityRef, EntityRefInput, NewNote, Visibility } from '../../api/tickets/ticket.js';
import type { TicketWrite } from '../../pipeline/write-port.js';
import { writeDiff } from './write-diff.js';

/** Tickets are written in the order in which they are ready; they are looked for by their ids. */
const NATURAL = new Intl.Collator('en', { numeric: true });
const NEW = 'new';

/** A value before and after the run; `after` is `undefined` when nothing was written to it. */
export interface Change {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One written ticket: what it was, and what became of it. */
export class TicketRow {
  /** Its id; `new` when it is only now created. */
  readonly ticketId: string;
  readonly subject: string;
  queue: Change;
  priority: Change;
  /** Who may read the note that was added; `undefined` without one. */
  note: Visibility | undefined;
  /** What a dry run would have written, as lines with the texts themselves. Empty when it was written. */
  readonly diff: string[] = [];

  /** @param item - the loop's item it was written for */
  constructor(
    readonly item: string,
    { ticketId, before, change }: TicketWrite,
  ) {
    this.ticketId = ticketId ?? NEW;
    const written = 'subject' in change ? change.subject : undefined;
    this.subject = before?.subject ?? (ticketId === null ? written : undefined) ?? '';
    this.queue = { before: nameOf(before?.queue), after: undefined };
    this.priority = { before: nameOf(before?.priority), after: undefined };
  }

  add(write: TicketWrite, dryRun: boolean): void {
    if (dryRun) this.diff.push(...writeDiff(write));
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

/** In the order of their ids. */
export function inOrder(rows: readonly TicketRow[]): readonly TicketRow[] {
  return rows.toSorted((a, b) => NATURAL.compare(a.ticketId, b.ticketId));
}

function nameOf(entity: EntityRef | EntityRefInput | null | undefined): string | undefined {
  return entity?.name ?? entity?.id ?? undefined;
}
