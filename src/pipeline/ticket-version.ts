import { hash } from 'node:crypto';
import type { Note, Ticket } from '../api/tickets/ticket.js';
import type { TicketRecord, TicketVersion, WriteRecord } from '../journal/journal-records.js';
import { KnownNotes } from './known-notes.js';
import { carriesReference } from './writes/note-reference.js';

/** Of a ticket that is written without having been looked for. */
export const UNSEEN: TicketVersion = { updatedAt: null, fields: '', notes: null, written: true };

/** Whether the fields of the version are known. */
export function isKnown(version: TicketVersion | null): version is TicketVersion {
  return version !== null && version.fields !== UNSEEN.fields;
}

/**
 * What a ticket looks like, to tell later whether there is news.
 *
 * @param hasAllNotes - whether the ticket was read whole; a search may have left its notes out
 */
export function versionOf(ticket: Ticket, hasAllNotes = ticket.notes.length > 0): TicketVersion {
  const notes = KnownNotes.of(
    ticket.notes.map(({ id }) => id),
    hasAllNotes,
  );
  return { updatedAt: ticket.updated_at, fields: digestOf(ticket), notes: notes.toText(), written: false };
}

/** What is known of a ticket after an own write to it: its fields are those that the write gave, the note is an own one. */
export function afterWrite(version: TicketVersion, { ticket, noteId }: OwnWrite): TicketVersion {
  const fields = ticket === undefined ? version.fields : digestOf(ticket);
  const notes = typeof noteId === 'string' ? KnownNotes.parse(version.notes).with(noteId).toText() : version.notes;
  // Not the ticket's new `updatedAt`: what somebody else wrote in the meantime is later than what was seen, and so is news.
  return { ...version, fields, notes, written: true };
}

/** What is known of a ticket that an interrupted run has had: when it wrote to it, the fields are those that nobody knows. */
export function versionAfter({ version, system, ticketId }: TicketRecord, writes: readonly WriteRecord[]): TicketVersion | null {
  const own = writes.filter((write) => write.system === system && write.ticketId === ticketId && write.state !== 'failed');
  if (own.length === 0) return version;
  const start = { ...(version ?? UNSEEN), fields: UNSEEN.fields, written: true };
  return own.reduce((known, { noteId }) => afterWrite(known, { noteId }), start);
}

/** What a run wrote to a ticket. */
export interface OwnWrite {
  /** The ticket as the helpdesk gave it after the write. */
  readonly ticket?: Ticket | undefined;
  /** The note that was written. */
  readonly noteId?: string | null | undefined;
  /** True: fields were written, or were not; nobody knows. */
  readonly isUncertain?: boolean | undefined;
}

/**
 * Whether somebody else has changed a field or added a note since `version`. What is not known of that is no news.
 *
 * @param found - the version that the search gave: only what was read in the same way is compared
 * @param notes - all notes of the ticket
 */
export function isNewsSince(version: TicketVersion, found: TicketVersion, notes: readonly Note[]): boolean {
  const { fields, updatedAt, notes: ids } = version;
  if (fields !== UNSEEN.fields && found.fields !== fields) return true;
  if (fields === UNSEEN.fields && updatedAt === null && ids === null) return false;
  const known = KnownNotes.parse(ids);
  const others = notes.filter((note) => !known.ids.has(String(note.id)) && !carriesReference(note));
  // Where the notes had not been read, the time tells; it is no help where a note is older than its arrival.
  return known.isComplete ? others.length > 0 : others.some((note) => isLater(note, updatedAt));
}

function isLater({ created_at: created }: Note, seen: string | null): boolean {
  return created === null || seen === null || Date.parse(created) > Date.parse(seen);
}

function digestOf(ticket: Ticket): string {
  const { subject, body, queue, priority, state, type, owner, customer, tags, custom_fields } = ticket;
  const fields = [subject, body, queue, priority, state, type, owner, customer, tags.toSorted(), sorted(custom_fields)];
  return hash('sha1', JSON.stringify(fields), 'base64url');
}

function sorted(map: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
