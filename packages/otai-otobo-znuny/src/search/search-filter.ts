import type { PersonInput, TicketSearchCriteria } from 'open-ticket-ai';
import type { Call } from '../call.js';
import type { WireRecord } from '../interface/wire.js';
import type { NameBook } from '../names/name-book.js';
import type { ServerTime } from '../tickets/server-time.js';

/** The keys of the filter are plural. The server ignores keys it does not know and finds all tickets: none may be made up. */
const KEYS = {
  queue: ['QueueIDs', 'Queues'],
  state: ['StateIDs', 'States'],
  priority: ['PriorityIDs', 'Priorities'],
  type: ['TypeIDs', 'Types'],
} as const;

const MAIL = /^[^\s@*%"'<>()|]+@[^\s@*%"'<>()|]+$/;
const FIELD_NAME = /^[A-Za-z0-9]+$/;

/** What a search asks the server. No value in it is empty: the server would leave the condition out, and find all tickets. */
export function toFilter(criteria: TicketSearchCriteria, names: NameBook, time: ServerTime, call: Call): WireRecord {
  const filter: Record<string, unknown> = {};
  for (const field of ['queue', 'state', 'priority', 'type'] as const) {
    const ref = criteria[field];
    if (ref === undefined) continue;
    const [byId, byName] = KEYS[field];
    if (isGiven(ref?.id)) filter[byId] = [wholeNumber(field, ref.id, call)];
    else filter[byName] = [needed(field, ref?.name, call)];
  }
  Object.assign(filter, ownerFilter(criteria, names, call), customerFilter(criteria, call));
  for (const [name, value] of Object.entries(criteria.custom_fields ?? {})) filter[`DynamicField_${name}`] = fieldFilter(name, value, call);
  Object.assign(filter, sinceFilter(criteria, time, call));
  return filter;
}

/** A time that a search names, in milliseconds since 1970. */
export function momentOf(field: 'created_since' | 'updated_since', text: string, call: Call): number {
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) throw call.refuse(`${field} must be a time in ISO 8601, such as 2026-03-01T08:00:00Z`);
  return moment;
}

/** The text that a person is known by: agents by their login. */
export function loginOf(field: string, person: PersonInput | null, call: Call): string {
  return needed(field, person?.email ?? person?.name, call);
}

function ownerFilter({ owner }: TicketSearchCriteria, names: NameBook, call: Call): WireRecord {
  if (owner === undefined) return {};
  if (isGiven(owner?.id)) return { OwnerIDs: [wholeNumber('owner', owner.id, call)] };
  // The server finds owners by number only; when no ticket has shown it yet, what is found is looked through here.
  const id = names.idOf('owner', loginOf('owner', owner, call));
  return id === null ? {} : { OwnerIDs: [Number(id)] };
}

/** A customer by login; by address in what they wrote, for many have a login that is none. */
function customerFilter({ customer }: TicketSearchCriteria, call: Call): WireRecord {
  if (customer === undefined) return {};
  const { id, email } = customer ?? {};
  if (id === undefined && email !== undefined) {
    if (!MAIL.test(email)) throw call.refuse(`customer.email must be an e-mail address`);
    return { MIMEBase_From: `*${email.replaceAll(/[^\p{L}\d.@_-]/gu, '*')}*` };
  }
  const login = needed('customer', id ?? customer?.name, call);
  if (/[*%]/.test(login)) throw call.refuse('customer must be a login, without * and %');
  return { CustomerUserLogin: [login] };
}

function fieldFilter(name: string, value: unknown, call: Call): WireRecord {
  if (!FIELD_NAME.test(name)) throw call.refuse(`custom_fields names "${name}", but names of dynamic fields have letters and digits only`);
  if (value === null) return { Empty: 1 };
  if (typeof value === 'boolean') return { Equals: value ? 1 : 0 };
  if (typeof value === 'number' && Number.isFinite(value)) return { Equals: value };
  if (typeof value === 'string' && value.trim() !== '') return { Equals: value };
  throw call.refuse(`custom_fields.${name} is empty or no text, number or boolean`, 'null finds tickets in which the field is empty');
}

function sinceFilter({ created_since, updated_since }: TicketSearchCriteria, time: ServerTime, call: Call): WireRecord {
  const since = (field: 'created_since' | 'updated_since', text: string): string =>
    time.toWall(momentOf(field, text, call) - time.uncertainty);
  return {
    ...(created_since === undefined ? {} : { TicketCreateTimeNewerDate: since('created_since', created_since) }),
    ...(updated_since === undefined ? {} : { TicketLastChangeTimeNewerDate: since('updated_since', updated_since) }),
  };
}

function isGiven(id: string | undefined): id is string {
  return id !== undefined && id !== null && id !== '';
}

function needed(field: string, value: string | null | undefined, call: Call): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw call.refuse(`${field} is empty`, 'give it a value, or leave it out to find all');
}

function wholeNumber(field: string, id: string, call: Call): number {
  if (/^[1-9]\d{0,9}$/.test(id)) return Number(id);
  throw call.refuse(`${field}.id must be a whole number, not "${id}"`, `give the name as ${field}.name`);
}
