import type { NewNote, Note } from '../../api/tickets/ticket.js';
import { hasReference } from './note-reference.js';
import { plainOf, withoutSpace } from './note-text.js';

/** The note that an update wrote, among those that the ticket has after it: by its reference, else by its text. */
export function ownNote(notes: readonly Note[], written: NewNote, reference: string | undefined): Note | undefined {
  const marked = reference === undefined ? undefined : notes.findLast((note) => hasReference(note, reference));
  if (marked !== undefined) return marked;
  const text = textOf(written);
  return notes.findLast((note) => note.author_role !== 'customer' && textOf(note) === text);
}

function textOf({ body }: Pick<Note, 'body'>): string {
  return withoutSpace(plainOf(body));
}
