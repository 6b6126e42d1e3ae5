import type { EntityRef, Person } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import {
  isWithheld,
  recordedAfter,
  recordedBefore,
  type RecordedFields,
  type RecordedNote,
} from '../../pipeline/writes/recorded-fields.js';
import { count, oneLine } from '../printable.js';

/** What is added to the lines of a write that is not simply done. */
const REMARKS = { intended: 'not known whether it was written', failed: 'failed', taken_back: 'taken back' } as const;

/** What was written, ticket by ticket: field by field before → after, notes with who can read them and the reference in them. */
export function writeLines(writes: readonly WriteRecord[]): string[] {
  const groups = new Map<string, string[]>();
  for (const write of writes) {
    const title = oneLine(`ticket ${write.ticketId ?? '(new)'} of ${write.system}`);
    groups.set(title, [...(groups.get(title) ?? []), ...linesOf(write)]);
  }
  return [...groups].flatMap(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)]);
}

function linesOf(write: WriteRecord): string[] {
  const after = recordedAfter(write);
  const isNew = write.operation === 'createTicket';
  const fields = fieldLines(recordedBefore(write), after, isNew).map((line) => remarked(line, write.state));
  // Of a write that was taken back the note is still there.
  const noteState = write.state === 'taken_back' ? 'done' : write.state;
  const note = after.note === undefined ? [] : [remarked(noteLine(after.note, write.noteId), noteState)];
  return [...(isNew ? [remarked('created', write.state)] : []), ...fields, ...note];
}

function remarked(line: string, state: WriteRecord['state']): string {
  return state === 'done' ? line : `${line} (${REMARKS[state]})`;
}

function fieldLines(before: RecordedFields | null, after: RecordedFields, isNew: boolean): string[] {
  return fieldChanges(before, after).map((change) => {
    const arrow = isNew ? '' : `${change.before === undefined ? 'not known' : valueText(change.before)} → `;
    return oneLine(`${change.name}: ${arrow}${valueText(change.after)}`);
  });
}

/** A field of a write, with its values as the journal keeps them. */
export interface FieldChange {
  /** `queue`, or `custom_fields.level`. */
  readonly name: string;
  /** `undefined`: not known. */
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields that a write names, its note aside. */
export function fieldChanges(before: RecordedFields | null, after: RecordedFields): readonly FieldChange[] {
  const was = before === null ? {} : valuesOf(before);
  return Object.entries(valuesOf(after)).map(([name, value]) => ({ name, before: was[name], after: value }));
}

/** The fields without the note, and with each custom field among them. */
function valuesOf(recorded: RecordedFields): Readonly<Record<string, unknown>> {
  const { custom_fields: custom = {}, ...fields } = recorded;
  delete (fields as { note?: unknown }).note;
  return { ...fields, ...Object.fromEntries(Object.entries(custom).map(([key, value]) => [`custom_fields.${key}`, value])) };
}

/** A value as the journal keeps it, in one line. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (isWithheld(value)) return `(${count(value.withheld, 'character')}, not kept)`;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'object') return isNamed(value) ? nameOf(value) : JSON.stringify(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isNamed(value: object): value is EntityRef & Partial<Person> {
  return 'id' in value && 'name' in value;
}

function nameOf({ name, email, id }: EntityRef & Partial<Person>): string {
  return name ?? email ?? id ?? '(not kept)';
}

function noteLine({ visibility, content_type: type, length, reference, body }: RecordedNote, noteId: string | null): string {
  const facts = [
    visibility,
    ...(type === 'text/plain' ? [] : [type]),
    ...(noteId === null ? [] : [`id ${noteId}`]),
    ...(reference === null ? [] : [`[${reference}]`]),
  ];
  return oneLine(`note: ${facts.join(', ')}: ${body ?? `(${count(length, 'character')}, not kept)`}`);
}
