import { hash } from 'node:crypto';
import type { NewNote } from '../../api/tickets/ticket.js';
import type { NoteReference } from '../../config/otai-config.js';
import type { TicketWrite, Writer } from '../write-port.js';
import { referenceOf, withReference } from './note-reference.js';

/** By which a write and its note are known again. */
export interface WriteNames {
  /** The same for every repetition of the write. */
  readonly key: string;
  /** Of its note; `undefined`: it has none, or shall have none. */
  readonly reference: string | undefined;
}

/**
 * The names of a write. A note belongs to the work on its ticket, so that no further run on it writes it again, whatever the note says then. All
 * else belongs to the run, and to what it says: a step that decides anew writes anew.
 *
 * @param workId - of the work on the ticket; `undefined` of a ticket that is to be created
 */
export function nameWrite(writer: Writer, write: TicketWrite, workId: string | undefined): WriteNames {
  const { run, path } = writer;
  const place = `${path}/${writer.nextWrite()}`;
  const noteKey = `${workId ?? run.id}/${place}`;
  const reference = noteOf(write) === undefined ? undefined : referenceOf(noteKey);
  if (write.operation === 'addNote') return { key: noteKey, reference };
  const digest = hash('sha256', JSON.stringify([write.system, write.ticketId, write.change]), 'base64url').slice(0, 16);
  return { key: `${run.id}/${place}/${digest}`, reference };
}

/** The names of a write that need not be known again: it is none, or its record dies with the process. */
export function passingNames(writer: Writer, { operation, ticketId }: TicketWrite): WriteNames {
  return { key: `${writer.run.id}/${writer.path}/${writer.nextWrite()}/${operation}/${ticketId ?? ''}`, reference: undefined };
}

/** The note that a write carries. */
export function noteOf(write: TicketWrite): NewNote | undefined {
  return write.operation === 'addNote' ? write.change : write.change.note;
}

/** The change of a write, its note with the reference. */
export function markChange(write: TicketWrite, reference: string, style: NoteReference): TicketWrite['change'] {
  if (write.operation === 'addNote') return withReference(write.change, reference, style);
  const { note } = write.change;
  return note === undefined ? write.change : { ...write.change, note: withReference(note, reference, style) };
}
