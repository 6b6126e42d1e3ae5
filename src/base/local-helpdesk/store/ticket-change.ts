import type { Note, Ticket } from '../../../api/tickets/ticket.js';

/** A ticket is there that was not there before. */
export interface TicketCreated {
  readonly change: 'created';
  readonly ticket: Ticket;
  /** The keys of the mails that the ticket holds, so that they are not imported twice. */
  readonly mails?: readonly string[] | undefined;
}

/** A ticket is no longer what it was. What is absent stays. */
export interface TicketChanged {
  readonly change: 'changed';
  readonly id: string;
  readonly at: string;
  readonly fields?: Partial<Pick<Ticket, 'subject' | 'body' | 'queue' | 'priority' | 'state' | 'type' | 'owner' | 'customer' | 'tags'>>;
  readonly add_tags?: readonly string[] | undefined;
  readonly remove_tags?: readonly string[] | undefined;
  /** Merged by key. */
  readonly custom_fields?: Readonly<Record<string, unknown>> | undefined;
  /** Its id is given when the change is applied. */
  readonly note?: Note | undefined;
  readonly mail?: string | undefined;
}

/** One line of the ticket file. */
export type TicketChange = TicketCreated | TicketChanged;

/** The ticket as it is after a change. */
export function changedTicket(ticket: Ticket, change: TicketChanged): Ticket {
  const tags = new Set([...(change.fields?.tags ?? ticket.tags), ...(change.add_tags ?? [])]);
  for (const tag of change.remove_tags ?? []) tags.delete(tag);
  const note = change.note === undefined ? [] : [{ ...change.note, id: String(ticket.notes.length + 1) }];
  return {
    ...ticket,
    ...change.fields,
    tags: [...tags],
    custom_fields: { ...ticket.custom_fields, ...change.custom_fields },
    notes: [...ticket.notes, ...note],
    updated_at: change.at,
  };
}

/** Whether a line of the file says something this program understands. Deeper than this it trusts its own lines. */
export function isTicketChange(value: unknown): value is TicketChange {
  const { change, id, ticket } = Object(value) as { change?: unknown; id?: unknown; ticket?: Partial<Ticket> };
  if (change === 'created') return isNumber(ticket?.id) && Array.isArray(ticket?.notes) && Array.isArray(ticket.tags);
  return change === 'changed' && isNumber(id);
}

function isNumber(id: unknown): boolean {
  return typeof id === 'string' && /^[1-9]\d{0,14}$/.test(id);
}
