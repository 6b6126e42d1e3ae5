import type {
  EntityRef,
  EntityRefInput,
  NewNote,
  NewTicket,
  Note,
  Person,
  PersonInput,
  Ticket,
  TicketUpdate,
} from '../api/tickets/ticket.js';

/** The id of a ticket that a dry run did not create. */
export const PREVIEW_ID = 'dry-run';

/** The ticket as it would be after an update, as far as that can be known without the helpdesk. */
export function previewUpdate(ticket: Ticket, update: TicketUpdate): Ticket {
  return {
    ...ticket,
    subject: update.subject ?? ticket.subject,
    body: update.body ?? ticket.body,
    queue: entity(update.queue, ticket.queue),
    priority: entity(update.priority, ticket.priority),
    state: entity(update.state, ticket.state),
    type: entity(update.type, ticket.type),
    owner: person(update.owner, ticket.owner),
    customer: person(update.customer, ticket.customer),
    tags: previewTags(ticket.tags, update),
    custom_fields: { ...ticket.custom_fields, ...update.custom_fields },
    notes: update.note === undefined ? ticket.notes : [...ticket.notes, previewNote(update.note)],
  };
}

/** The ticket that would be created. */
export function previewTicket(ticket: NewTicket): Ticket {
  const { subject, body } = ticket;
  const blank = { queue: null, priority: null, state: null, type: null, owner: null, customer: null, created_at: null, updated_at: null };
  return previewUpdate({ ...blank, id: PREVIEW_ID, subject, body, tags: [], custom_fields: {}, notes: [], raw: null }, ticket);
}

/** The note that would be added. */
export function previewNote(note: NewNote): Note {
  return {
    id: null,
    subject: note.subject ?? null,
    body: note.body,
    content_type: note.content_type ?? 'text/plain',
    visibility: note.visibility ?? 'internal',
    author_role: 'agent',
    author: null,
    created_at: null,
  };
}

function entity(input: EntityRefInput | undefined, current: EntityRef | null): EntityRef | null {
  return input === undefined ? current : { id: input.id ?? null, name: input.name ?? null };
}

function person(input: PersonInput | undefined, current: Person | null): Person | null {
  return input === undefined ? current : { id: input.id ?? null, name: input.name ?? null, email: input.email ?? null };
}

/** The tags that a ticket has after an update of them: what is both added and removed is removed. */
export function previewTags(tags: readonly string[], update: TicketUpdate): readonly string[] {
  const removed = new Set(update.remove_tags);
  return [...new Set([...(update.tags ?? tags), ...(update.add_tags ?? [])])].filter((tag) => !removed.has(tag));
}
