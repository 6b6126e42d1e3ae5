import type { EntityRef, Note, Person, Ticket } from 'open-ticket-ai';
import type { CustomFields } from './directory.js';
import { NOBODY } from './people.js';
import type { PriorityNames } from './priority-names.js';
import { idOf, partOf, recordsOf, textOf, timeOf, type RtRecord } from './records.js';

/** What must be known to read a ticket, beside the ticket. */
export interface TicketSettings {
  readonly priorities: PriorityNames;
  /** The custom field whose values are the tags; `undefined`: there are no tags. */
  readonly tagsField: string | undefined;
}

/** What people wrote on a ticket: the customer first, then everybody. */
export interface Articles {
  readonly body: string;
  readonly notes: readonly Note[];
}

/** Reads a ticket of Request Tracker as one of the contract. */
export function toTicket(record: RtRecord, { body, notes }: Articles, fields: CustomFields, settings: TicketSettings): Ticket {
  const { tagsField, priorities } = settings;
  const values = valuesOf(record, fields);
  return {
    id: idOf(record) ?? '',
    subject: textOf(record, 'Subject') ?? '',
    body,
    queue: toQueue(partOf(record, 'Queue')),
    priority: priorities.read(idOf(record, 'Priority')),
    state: { id: null, name: textOf(record, 'Status') },
    type: null,
    owner: toPerson(partOf(record, 'Owner')),
    customer: toPerson(recordsOf(record['Requestor'])[0]),
    tags: tagsField === undefined ? [] : tagsIn(values, tagsField),
    custom_fields: Object.fromEntries(tagsField === undefined ? values : values.filter(([name]) => name !== tagsField)),
    notes,
    created_at: timeOf(record, 'Created'),
    updated_at: timeOf(record, 'LastUpdated'),
    raw: record,
  };
}

/** A user; `null` for nobody. An id is the user's name, which often is the address. */
export function toPerson(user: RtRecord | undefined): Person | null {
  const id = user === undefined ? null : idOf(user);
  if (user === undefined || id === null || id === NOBODY) return null;
  return { id, name: textOf(user, 'RealName') ?? id, email: textOf(user, 'EmailAddress') ?? (id.includes('@') ? id : null) };
}

/** The values of a custom field, whichever way they came: Request Tracker writes a value that was taken away as null. */
export function valuesIn(field: RtRecord): readonly unknown[] {
  const values = field['values'];
  return Array.isArray(values) ? values.filter((value) => value !== null && value !== '') : [];
}

/** Custom fields with their names. One that holds many values is a list; when that is not known, one with more than one value is. */
function valuesOf(record: RtRecord, fields: CustomFields): readonly (readonly [name: string, value: unknown])[] {
  return recordsOf(record['CustomFields']).map((field) => {
    const values = valuesIn(field);
    const isList = fields.get(idOf(field) ?? '')?.isMultiple ?? values.length > 1;
    return [textOf(field, 'name') ?? '', isList ? values : (values[0] ?? null)];
  });
}

/** Of two fields of one name the last counts, as it does among the custom fields of a ticket. */
function tagsIn(values: ReturnType<typeof valuesOf>, tagsField: string): string[] {
  const tags = values.findLast(([name]) => name === tagsField)?.[1];
  return [tags].flat().filter((tag) => typeof tag === 'string');
}

function toQueue(queue: RtRecord): EntityRef | null {
  const id = idOf(queue);
  return id === null ? null : { id, name: textOf(queue, 'Name') };
}
