import type { EntityRef, EntityRefInput, Person, PersonInput, Ticket, TicketSearchCriteria } from 'open-ticket-ai';
import type { Call } from '../call.js';
import { textOf } from '../interface/wire.js';
import type { NameBook } from '../names/name-book.js';
import { loginOf, momentOf } from './search-filter.js';

const REFERENCES = ['queue', 'state', 'priority', 'type'] as const;

/**
 * Whether a ticket, as it was read, still is what was searched for. It may have changed between search and reading; and what the server
 * cannot tell apart (addresses that hold each other, times of an unknown zone) is told apart here.
 */
export function isMatch(ticket: Ticket, criteria: TicketSearchCriteria, call: Call): boolean {
  const { owner, customer, custom_fields = {} } = criteria;
  return (
    REFERENCES.every((field) => isEntity(ticket[field], criteria[field])) &&
    (owner === undefined || isOwner(ticket.owner, owner, call)) &&
    (customer === undefined || isCustomer(ticket.customer, customer)) &&
    Object.entries(custom_fields).every(([name, value]) => isValue(ticket.custom_fields[name], value)) &&
    isSince(ticket.created_at, 'created_since', criteria, call) &&
    isSince(ticket.updated_at, 'updated_since', criteria, call)
  );
}

/** The server ignores the name of a dynamic field that it does not have, and finds all tickets: such a search is refused. */
export function refuseUnknownFields(ticket: Ticket, criteria: TicketSearchCriteria, names: NameBook, call: Call): void {
  for (const name of Object.keys(criteria.custom_fields ?? {})) {
    if (Object.hasOwn(ticket.custom_fields, name)) continue;
    throw call.refuse(`there is no dynamic field "${name}"`, names.proposalForCustomField(name));
  }
}

function isEntity(is: EntityRef | null, wanted: EntityRefInput | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.id === undefined || wanted.id === null || wanted.id === '' ? is?.name === wanted.name?.trim() : is?.id === wanted.id;
}

function isOwner(is: Person | null, wanted: PersonInput, call: Call): boolean {
  return wanted.id === undefined ? is?.name === loginOf('owner', wanted, call) : is?.id === wanted.id;
}

function isCustomer(is: Person | null, { id, email, name }: PersonInput): boolean {
  return id === undefined && email !== undefined ? isSame(is?.email, email) : isSame(is?.id, id ?? name);
}

/** Logins and addresses: upper and lower case make no difference. */
function isSame(a: string | null | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.trim().toLowerCase();
}

function isValue(is: unknown, wanted: unknown): boolean {
  const values = (Array.isArray(is) ? is : [is]).filter((value) => value !== null && value !== undefined && value !== '');
  if (wanted === null) return values.length === 0;
  const text = typeof wanted === 'boolean' ? String(Number(wanted)) : (textOf(wanted) ?? '');
  return values.some((value) => textOf(value)?.toLowerCase() === text.toLowerCase());
}

function isSince(at: string | null, field: 'created_since' | 'updated_since', criteria: TicketSearchCriteria, call: Call): boolean {
  const since = criteria[field];
  return since === undefined || at === null || Date.parse(at) >= Math.floor(momentOf(field, since, call) / 1000) * 1000;
}
