import { isEntity, isPerson } from '../../api/tickets/ticket-values.js';
import type { EntityRef, NewNote, NewTicket, Person, PersonInput, Ticket, TicketUpdate } from '../../api/tickets/ticket.js';
import { previewTags } from '../ticket-preview.js';
import type { TicketWrite } from '../write-port.js';
import type { RecordedFields, RecordedNote, RecordedText, Withheld } from './recorded-fields.js';

const ENTITIES = ['queue', 'priority', 'state', 'type'] as const;

/** The most characters of a custom field's value that is kept: what is longer, or has lines, is a text about the ticket. */
const LONGEST_VALUE = 200;

/** How a write is recorded. */
export interface RecordOptions {
  /** Whether the texts of tickets and notes, and customers, may be kept. */
  readonly storeTexts: boolean;
  /** The reference of the note in it. */
  readonly reference?: string | undefined;
  /** The ticket as the helpdesk gave it after the write: it knows ids and names that the write did not. */
  readonly answer?: Ticket | undefined;
}

/**
 * What the fields that an update names were before: `null` where that is not known, and for what only adds.
 *
 * Queues, priorities, states, types, tags, an agent's name and the values of custom fields are kept, since without them a write could neither be
 * shown nor be taken back; they are how a desk sorts its tickets, not what customers wrote. Texts and customers are withheld.
 */
export function fieldsBefore({ operation, change, before }: TicketWrite, { storeTexts }: RecordOptions): RecordedFields | null {
  if (operation !== 'updateTicket' || before === null) return null;
  const fields: Writable<RecordedFields> = {};
  if (change.subject !== undefined) fields.subject = textOf(before.subject, storeTexts);
  if (change.body !== undefined) fields.body = textOf(before.body, storeTexts);
  for (const name of ENTITIES) if (change[name] !== undefined) fields[name] = before[name];
  if (change.owner !== undefined) fields.owner = before.owner && ownerOf(before.owner);
  if (change.customer !== undefined) fields.customer = before.customer && customerOf(before.customer, storeTexts);
  if (changesTags(change)) fields.tags = before.tags;
  if (change.custom_fields !== undefined) fields.custom_fields = valuesOf(change.custom_fields, before.custom_fields, storeTexts);
  return fields;
}

/** What a write was to make of the fields it names; of one that only adds a note, the note. */
export function fieldsAfter(write: TicketWrite, options: RecordOptions): RecordedFields | RecordedNote {
  if (write.operation === 'addNote') return noteOf(write.change, options);
  const { change, before } = write;
  const { storeTexts, answer } = options;
  const fields: Writable<RecordedFields> = {};
  if (change.subject !== undefined) fields.subject = textOf(change.subject, storeTexts);
  if (change.body !== undefined) fields.body = textOf(change.body, storeTexts);
  for (const name of ENTITIES) {
    const wanted = change[name];
    if (wanted !== undefined)
      fields[name] = known(answer?.[name], wanted, isEntity) ?? { id: wanted.id ?? null, name: wanted.name ?? null };
  }
  if (change.owner !== undefined) fields.owner = ownerOf(known(answer?.owner, change.owner, isPerson) ?? change.owner);
  if (change.customer !== undefined) fields.customer = customerOf(change.customer, storeTexts);
  if (changesTags(change)) Object.assign(fields, tagsAfter(change, before));
  if (change.custom_fields !== undefined) fields.custom_fields = valuesOf(change.custom_fields, change.custom_fields, storeTexts);
  if (change.note !== undefined) fields.note = noteOf(change.note, options);
  return fields;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function noteOf({ visibility, content_type, subject, body }: NewNote, { storeTexts, reference }: RecordOptions): RecordedNote {
  const note = {
    visibility: visibility ?? 'internal',
    content_type: content_type ?? 'text/plain',
    length: body.length,
    reference: reference ?? null,
  };
  return storeTexts ? { ...note, subject, body } : note;
}

function changesTags({ tags, add_tags, remove_tags }: TicketUpdate): boolean {
  return tags !== undefined || add_tags !== undefined || remove_tags !== undefined;
}

function tagsAfter(change: TicketUpdate | NewTicket, before: Ticket | null): RecordedFields {
  const { tags, add_tags, remove_tags } = change as TicketUpdate;
  const start = tags ?? before?.tags;
  if (start !== undefined) return { tags: previewTags(start, change) };
  return { ...(add_tags && { add_tags }), ...(remove_tags && { remove_tags }) };
}

/** What the helpdesk says of a value, when it is the one that was wanted. */
function known<V extends EntityRef, W>(said: V | null | undefined, wanted: W, isValue: (a: V, b: W) => boolean): V | undefined {
  return said !== null && said !== undefined && isValue(said, wanted) ? said : undefined;
}

function textOf(text: string, storeTexts: boolean): RecordedText {
  return storeTexts ? text : { withheld: text.length };
}

function ownerOf({ id, name }: PersonInput | Person): { id: string | null; name: string | null } {
  return { id: id ?? null, name: name ?? null };
}

function customerOf({ id, name, email }: PersonInput | Person, storeTexts: boolean): Person | Withheld {
  if (!storeTexts) return { withheld: (email ?? name ?? id ?? '').length };
  return { id: id ?? null, name: name ?? null, email: email ?? null };
}

/** The values of the fields that are named, from wherever they are taken. */
function valuesOf(named: object, values: Readonly<Record<string, unknown>>, storeTexts: boolean): Record<string, unknown> {
  const names = Object.entries(named).flatMap(([name, wanted]) => (wanted === undefined ? [] : [name]));
  return Object.fromEntries(names.map((name) => [name, storeTexts ? values[name] : valueOf(values[name])]));
}

function valueOf(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > LONGEST_VALUE || text.includes('\n') ? { withheld: text.length } : value;
}
