import type { Note, Ticket } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import type { TicketWrite, Writer } from '../write-port.js';
import { ownNote } from './own-note.js';
import { noteOf } from './write-names.js';

/** What a write has come to. */
export type OwnIds = Pick<WriteRecord, 'ticketId' | 'noteId'>;

/** A write and who makes it. */
export interface MadeWrite {
  readonly writer: Writer;
  readonly write: TicketWrite;
  /** Of its note. */
  readonly reference: string | undefined;
}

/** Makes a write and tells what came of it. Until then the ticket counts as one that may have been written, whoever still waits for the answer. */
export async function send<T>({ run }: Writer, { system, ticketId }: TicketWrite, write: () => Promise<T>): Promise<T> {
  const end = ticketId === null ? undefined : run.work.beginWrite(system, ticketId);
  try {
    return await write();
  } finally {
    end?.();
  }
}

/** Lets the run know what it wrote itself: it is no news. `answer` is what the helpdesk gave. */
export function keepOwn({ writer, write, reference }: MadeWrite, answer: unknown): OwnIds {
  const { work } = writer.run;
  if (write.operation === 'addNote') {
    const noteId = (answer as Note).id;
    work.wrote(write.system, write.ticketId, { noteId });
    return { ticketId: write.ticketId, noteId };
  }
  const ticket = answer as Ticket;
  const ticketId = write.ticketId ?? ticket.id;
  const note = noteOf(write);
  const noteId = note === undefined ? null : (ownNote(ticket.notes, note, reference)?.id ?? null);
  work.wrote(write.system, ticketId, { ticket, noteId });
  return { ticketId, noteId };
}

/** What may be the run's own is no news, and a ticket that it may have moved away must not be forgotten. */
export function keepUncertain({ run }: Writer, { system, ticketId, operation }: TicketWrite): void {
  if (ticketId !== null) run.work.wrote(system, ticketId, { isUncertain: operation === 'updateTicket' });
}

/** Counts the write and tells whoever watches. */
export function tell({ run, path }: Writer, write: TicketWrite): void {
  const { events } = run.environment;
  run.countWrite();
  if (events.watched) events.emit({ type: 'ticket_written', runId: run.id, pipeline: run.pipeline, path, dryRun: run.dryRun, write });
}
