import type { EntityRefInput, PersonInput, TicketUpdate } from 'open-ticket-ai';
import type { Call } from '../call.js';
import { keptLine, keptText, recordsOf, textOf, type WireRecord } from '../interface/wire.js';
import { toArticle } from './article.mapper.js';

/** What an update sends. Only what is to change is in it. */
export interface Write {
  readonly Ticket?: WireRecord;
  readonly DynamicField?: readonly WireRecord[];
  readonly Article?: WireRecord;
}

/** The fields of a ticket that change by id or name, as the server and as the unified ticket call them. */
export const FIELDS = {
  Queue: 'queue',
  Priority: 'priority',
  State: 'state',
  Type: 'type',
  Owner: 'owner',
} as const;
type WireField = keyof typeof FIELDS;
const WIRE_FIELDS = Object.keys(FIELDS) as readonly WireField[];

/** Pending states want to know until when. Other states would be refused with it. */
const PENDING = /^pending /i;

/** An update as the server takes it. Refuses what the server would pass over in silence: empty texts, references to nothing. */
export function toWrite(update: TicketUpdate, pendingMs: number, call: Call): Write {
  const ticket = ticketFields(update, pendingMs, call);
  const fields = Object.entries(update.custom_fields ?? {}).map(([name, value]) => ({ Name: name, Value: fieldValue(name, value, call) }));
  return {
    ...(Object.keys(ticket).length === 0 ? {} : { Ticket: ticket }),
    ...(fields.length === 0 ? {} : { DynamicField: fields }),
    ...(update.note === undefined ? {} : { Article: toArticle(update.note, call) }),
  };
}

/** The fields of a write, by the names people know, that a ticket does not have as they were written. */
export function unwritten({ Ticket = {}, DynamicField = [] }: Write, record: WireRecord): readonly string[] {
  const ticket = Object.entries(Ticket).filter(([key, value]) => key !== 'PendingTime' && !isWritten(key, value, record));
  if (DynamicField.length === 0) return ticket.map(([key]) => nameOf(key));
  const values = new Map(recordsOf(record['DynamicField']).map(({ Name, Value }) => [Name, Value]));
  const fields = DynamicField.filter(({ Name, Value }) => !isSameValue(values.get(Name), Value));
  return [...ticket.map(([key]) => nameOf(key)), ...fields.map(({ Name }) => String(Name))];
}

/** All fields that a write names. */
export function namedIn({ Ticket = {}, DynamicField = [] }: Write): readonly string[] {
  return [
    ...Object.keys(Ticket)
      .filter((key) => key !== 'PendingTime')
      .map(nameOf),
    ...DynamicField.map(({ Name }) => String(Name)),
  ];
}

function ticketFields(update: TicketUpdate, pendingMs: number, call: Call): WireRecord {
  const fields: Record<string, unknown> = {};
  if (update.subject !== undefined) fields['Title'] = refuseEmpty('subject', keptLine(update.subject), call);
  for (const key of WIRE_FIELDS) {
    const wanted = update[FIELDS[key]];
    if (wanted === undefined) continue;
    const [name, value] = reference(key, wanted, call);
    fields[name] = value;
  }
  if (update.customer !== undefined) fields['CustomerUser'] = personText('customer', update.customer, call);
  if (PENDING.test(textOf(fields['State']) ?? '')) fields['PendingTime'] = { Diff: Math.ceil(pendingMs / 60_000) };
  return fields;
}

/** Either the id or the name: given both, the server would take the name. */
function reference(key: WireField, wanted: EntityRefInput & PersonInput, call: Call): readonly [string, string | number] {
  const field = FIELDS[key];
  const id = wanted?.id ?? '';
  if (id === '') return [key, personText(field, wanted, call)];
  if (!/^[1-9]\d{0,9}$/.test(id)) throw call.refuse(`${field}.id must be a whole number, not "${id}"`, `give the name as ${field}.name`);
  return [`${key}ID`, Number(id)];
}

function personText(field: string, wanted: PersonInput | null, call: Call): string {
  const { id, email, name } = wanted ?? {};
  return refuseEmpty(field, keptLine((id || email || name) ?? ''), call);
}

function refuseEmpty(field: string, text: string, call: Call): string {
  if (text === '' || text === '0') throw call.refuse(`${field} is empty`, 'give it a value, or leave it out to keep it as it is');
  return text;
}

/** Empty clears the field. */
function fieldValue(name: string, value: unknown, call: Call): unknown {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return keptText(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.map(keptText);
  throw call.refuse(`custom_fields.${name} must be a text, a number, a boolean, a list of texts, or null to clear it`);
}

function isWritten(key: string, value: unknown, record: WireRecord): boolean {
  const is = textOf(record[key === 'CustomerUser' ? 'CustomerUserID' : key]) ?? '';
  const wanted = String(value);
  // The server cuts long titles, and may find names in another case.
  if (key === 'Title') return is !== '' && wanted.startsWith(is);
  return is.toLowerCase() === wanted.toLowerCase();
}

function isSameValue(is: unknown, wanted: unknown): boolean {
  return flat(is) === flat(wanted);
}

/** A value of a dynamic field as a text: numbers come back as texts, lists in any order. */
function flat(value: unknown): string {
  const values = (Array.isArray(value) ? value : [value]).map((item) => textOf(item) ?? '');
  return values.toSorted().join('\n');
}

function nameOf(key: string): string {
  if (key === 'Title') return 'subject';
  if (key === 'CustomerUser') return 'customer';
  return FIELDS[key.replace(/ID$/, '') as WireField] ?? key;
}
