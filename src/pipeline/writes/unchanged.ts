import { isEntity, isPerson, isSameSet } from '../../api/tickets/ticket-values.js';
import type { Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import { previewTags } from '../ticket-preview.js';
import { isSameValue } from './field-value.js';

/**
 * Whether an update changes nothing about a ticket as it was last seen, so that it need not be sent. In doubt it does: what is not seen to be
 * the same is another value. An update with a note always changes something.
 */
export function isUnchanged(update: TicketUpdate, ticket: Ticket): boolean {
  return update.note === undefined && hasFields(update, ticket);
}

/** Whether a ticket has all that an update sets, its note aside. */
export function hasFields(update: TicketUpdate, ticket: Ticket): boolean {
  const { subject, body, queue, priority, state, type, owner, customer, custom_fields: customFields } = update;
  return (
    (subject === undefined || subject === ticket.subject) &&
    (body === undefined || body === ticket.body) &&
    (queue === undefined || isEntity(ticket.queue, queue)) &&
    (priority === undefined || isEntity(ticket.priority, priority)) &&
    (state === undefined || isEntity(ticket.state, state)) &&
    (type === undefined || isEntity(ticket.type, type)) &&
    (owner === undefined || isPerson(ticket.owner, owner)) &&
    (customer === undefined || isPerson(ticket.customer, customer)) &&
    hasTags(update, ticket) &&
    (customFields === undefined || hasCustomFields(customFields, ticket))
  );
}

function hasTags(update: TicketUpdate, ticket: Ticket): boolean {
  if (update.tags === undefined && update.add_tags === undefined && update.remove_tags === undefined) return true;
  return isSameSet(previewTags(ticket.tags, update), ticket.tags);
}

function hasCustomFields(wanted: Readonly<Record<string, unknown>>, { custom_fields: current }: Ticket): boolean {
  return Object.entries(wanted).every(([name, value]) => value === undefined || isSameValue(current[name], value));
}
