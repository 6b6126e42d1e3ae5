import { TicketSystemError } from '../../api/tickets/ticket-system.error.js';
import type { NewNote, NewTicket, Note, Ticket, TicketSearchCriteria, TicketUpdate } from '../../api/tickets/ticket.js';
import { previewNote } from '../ticket-preview.js';
import type { Found, WriteTrace } from '../write-port.js';
import { hasReference } from './note-reference.js';
import { isWithheld, type RecordedFields } from './recorded-fields.js';
import { hasFields } from './unchanged.js';

/** How far the clocks of the two machines may be apart, milliseconds. */
const CLOCKS_APART = 60_000;

/** Helpdesks cut subjects at this length or later. */
const SUBJECT_LENGTH = 200;

/** What a lookup reads. */
export interface LookupSource {
  readonly system: string;
  getTicket(id: string): Promise<Ticket>;
  iterateTickets(criteria: TicketSearchCriteria): AsyncIterable<Ticket>;
}

/** Looks for a note that may have been written before. One that was, and is no more on the ticket, is not written again. */
export async function findNote(
  source: LookupSource,
  ticketId: string,
  { note, trace }: { readonly note: NewNote; readonly trace: WriteTrace },
): Promise<Found<Note>> {
  const { notes } = await source.getTicket(ticketId);
  const found = noteIn(notes, trace) ?? (trace.isSettled ? { ...previewNote(note), id: trace.noteId } : undefined);
  return found === undefined ? { how: {} } : { answer: found };
}

/**
 * Looks whether a ticket is as an update was to make it. A note that is there already is not sent again with the rest; and what somebody changed
 * since the update was first tried is a conflict, as it would have been then.
 */
export async function findUpdate(
  source: LookupSource,
  ticketId: string,
  { update, trace }: { readonly update: TicketUpdate; readonly trace: WriteTrace },
): Promise<Found<Ticket>> {
  const ticket = await source.getTicket(ticketId);
  if (trace.isSettled) return { answer: ticket };
  const hasNote = update.note === undefined || noteIn(ticket.notes, trace) !== undefined;
  if (hasNote && hasFields(update, ticket)) return { answer: ticket };
  const expected = trace.before === null ? undefined : expectedBy(trace.before, ticket);
  return { how: { expected, change: hasNote ? { ...update, note: undefined } : undefined } };
}

/** Looks for a ticket that may have been created before: one with the same subject, since then, that is nobody else's. */
export async function findCreated(
  source: LookupSource,
  { ticket, trace }: { readonly ticket: NewTicket; readonly trace: WriteTrace },
): Promise<Found<Ticket>> {
  if (trace.ticketId !== null) return { answer: await source.getTicket(trace.ticketId) };
  const subject = subjectKey(ticket.subject);
  const since = Math.floor((trace.since - CLOCKS_APART) / 1000) * 1000;
  try {
    for await (const found of source.iterateTickets({ created_since: new Date(since).toISOString() })) {
      if (subjectKey(found.subject) === subject && !trace.others.has(found.id)) return { answer: found };
    }
  } catch (error) {
    throw error instanceof TicketSystemError && error.kind === 'permanent' ? undecided(source.system, error) : error;
  }
  return { how: {} };
}

/** The ticket with what is known of it from before. */
function expectedBy(before: RecordedFields, ticket: Ticket): Ticket {
  const { owner, custom_fields: customFields } = before;
  const kept = Object.fromEntries(KEPT.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])));
  const values = Object.entries(customFields ?? {}).filter(([, value]) => !isWithheld(value));
  return {
    ...ticket,
    ...kept,
    owner: owner == null ? (owner === null ? null : ticket.owner) : { ...owner, email: null },
    custom_fields: { ...ticket.custom_fields, ...Object.fromEntries(values) },
  };
}

const KEPT = ['queue', 'priority', 'state', 'type', 'tags'] as const;

function noteIn(notes: readonly Note[], { noteId, reference }: WriteTrace): Note | undefined {
  const byId = noteId === null ? undefined : notes.find(({ id }) => id === noteId);
  return byId ?? (reference === undefined ? undefined : notes.find((note) => hasReference(note, reference)));
}

function subjectKey(subject: string): string {
  return subject.replaceAll(/\s+/g, ' ').trim().slice(0, SUBJECT_LENGTH);
}

function undecided(system: string, cause: TicketSystemError): TicketSystemError {
  return new TicketSystemError(
    'nobody can say whether the ticket was created before the interruption: the helpdesk cannot be searched for it',
    {
      kind: 'permanent',
      effect: 'unknown',
      hint: 'look whether it is there, then `otai quarantine retry` or `drop` the ticket it was made for',
      system,
      operation: 'createTicket',
      cause,
    },
  );
}
