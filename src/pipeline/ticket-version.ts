import { createHash } from 'node:crypto';
import type { Note, Ticket } from '../api/tickets/ticket.js';
import type { TicketVersion } from '../journal/journal-records.js';
import { carriesReference } from './writes/note-reference.js';

/** What a ticket looks like, to tell later whether there is news. */
export function versionOf(ticket: Ticket): TicketVersion {
  return { updatedAt: ticket.updated_at, fields: digestOf(ticket), notes: noteIds(ticket.notes), written: false };
}

/** What is known of a ticket after an own write to it: its fields are those that the write gave, the note is an own one. */
export function afterWrite(version: TicketVersion, { ticket, noteId }: OwnWrite): TicketVersion {
  const fields = ticket === undefined ? version.fields : digestOf(ticket);
  const notes = typeof noteId === 'string' ? joinIds([...idsOf(version.notes), noteId]) : version.notes;
  // Not the ticket's new `updatedAt`: what somebody else wrote in the meantime is later than what was seen, and so is news.
  return { ...version, fields, notes, written: true };
}

/** What a run wrote to a ticket. */
export interface OwnWrite {
  /** The ticket as the helpdesk gave it after the write. */
  readonly ticket?: Ticket | undefined;
  /** The note that was written. */
  readonly noteId?: string | null | undefined;
}

/**
 * Whether somebody else has changed a field or added a note since `version`.
 *
 * @param found - the version that the search gave: only what was read in the same way is compared
 * @param notes - all notes of the ticket
 */
export function isNewsSince(version: TicketVersion, found: TicketVersion, notes: readonly Note[]): boolean {
  if (found.fields !== version.fields) return true;
  const known = new Set(idsOf(version.notes));
  return notes.some((note) => !known.has(String(note.id)) && !carriesReference(note) && isLater(note, version.updatedAt));
}

/** A note that was there before is none of the news, also when it was not read then. */
function isLater({ created_at: created }: Note, seen: string | null): boolean {
  return created === null || seen === null || Date.parse(created) > Date.parse(seen);
}

function digestOf(ticket: Ticket): string {
  const { subject, body, queue, priority, state, type, owner, customer, tags, custom_fields } = ticket;
  const fields = [subject, body, queue, priority, state, type, owner, customer, tags.toSorted(), sorted(custom_fields)];
  return createHash('sha1').update(JSON.stringify(fields)).digest('base64url');
}

function sorted(map: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function noteIds(notes: readonly Note[]): string | null {
  return joinIds(notes.flatMap(({ id }) => id ?? []));
}

function joinIds(ids: readonly string[]): string | null {
  return ids.length === 0 ? null : [...new Set(ids)].join(' ');
}

function idsOf(joined: string | null): readonly string[] {
  return joined === null ? [] : joined.split(' ');
}
