import type { ContentType, EntityRef, Person, Visibility } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';

/** In place of a text that the journal does not keep: how many characters it has. */
export interface Withheld {
  readonly withheld: number;
}

/** A text as the journal keeps it. */
export type RecordedText = string | Withheld;

/** An agent as the journal keeps one; both `null`: it was named by its email. */
export type RecordedOwner = Pick<Person, 'id' | 'name'>;

/** A note as the journal keeps it. */
export interface RecordedNote {
  readonly visibility: Visibility;
  readonly content_type: ContentType;
  /** The characters of its body, without the reference. */
  readonly length: number;
  /** By which it is found in its ticket; `null`: it has none. */
  readonly reference: string | null;
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
}

/**
 * The fields that a write names, as the journal keeps them: in `before` with their values before, in `after` as they were to be. A field that
 * is missing in `before` was not on the ticket.
 */
export interface RecordedFields {
  readonly subject?: RecordedText;
  readonly body?: RecordedText;
  readonly queue?: EntityRef | null;
  readonly priority?: EntityRef | null;
  readonly state?: EntityRef | null;
  readonly type?: EntityRef | null;
  readonly owner?: RecordedOwner | null;
  readonly customer?: Person | Withheld | null;
  /** All tags of the ticket. */
  readonly tags?: readonly string[];
  /** In `after`, in place of `tags`, when the ticket's tags were not known. */
  readonly add_tags?: readonly string[];
  readonly remove_tags?: readonly string[];
  readonly custom_fields?: Readonly<Record<string, unknown>>;
  readonly note?: RecordedNote;
}

/** What the fields were before the write; `null`: not known. */
export function recordedBefore({ before }: Pick<WriteRecord, 'before'>): RecordedFields | null {
  return before === null ? null : readFields(before);
}

/** What the write was to make of the fields. Of a write that only adds a note it is the note. */
export function recordedAfter({ operation, after }: Pick<WriteRecord, 'operation' | 'after'>): RecordedFields {
  if (operation !== 'addNote') return readFields(after);
  const note = parse(after);
  return isNote(note) ? { note } : {};
}

/** Whether a text was not kept. */
export function isWithheld(value: unknown): value is Withheld {
  return isMap(value) && typeof value['withheld'] === 'number' && Object.keys(value).length === 1;
}

const SHAPES: Readonly<Record<keyof RecordedFields, (value: unknown) => boolean>> = {
  subject: isText,
  body: isText,
  queue: isReference,
  priority: isReference,
  state: isReference,
  type: isReference,
  owner: isReference,
  customer: (value) => isReference(value) || isWithheld(value),
  tags: isTexts,
  add_tags: isTexts,
  remove_tags: isTexts,
  custom_fields: isMap,
  note: isNote,
};

/** What another version of this library wrote, and this one does not know, is left out. */
function readFields(json: string): RecordedFields {
  const value = parse(json);
  if (!isMap(value)) return {};
  return Object.fromEntries(Object.entries(SHAPES).flatMap(([name, fits]) => (fits(value[name]) ? [[name, value[name]]] : [])));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || isWithheld(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isReference(value: unknown): boolean {
  return value === null || (isMap(value) && isNameOrNull(value['id']) && isNameOrNull(value['name']));
}

function isNameOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isNote(value: unknown): value is RecordedNote {
  return isMap(value) && typeof value['length'] === 'number' && typeof value['visibility'] === 'string';
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
