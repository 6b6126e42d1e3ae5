/** What Request Tracker answers with. Which keys there are depends on its version and on what was asked for. */
export type RtRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is RtRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records of a list; anything else in it is left out. */
export function recordsOf(value: unknown): readonly RtRecord[] {
  if (!Array.isArray(value)) return [];
  return value.every(isRecord) ? value : value.filter(isRecord);
}

/** A value that is a text; `null` for anything else, and for an empty one. */
export function textOf(record: RtRecord, name: string): string | null {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An id as a text: Request Tracker writes it as a number in one place and as a text in another. `null` when there is none. */
export function idOf(record: RtRecord, name = 'id'): string | null {
  const value = record[name];
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

/** An object in a record; an empty one for anything else. */
export function partOf(record: RtRecord, name: string): RtRecord {
  const value = record[name];
  return isRecord(value) ? value : {};
}

/** A time as ISO 8601 in UTC; `null` for none, which Request Tracker writes as the first moment of 1970. */
export function timeOf(record: RtRecord, name: string): string | null {
  const text = textOf(record, name);
  return text === null || !(Date.parse(text) > 0) ? null : text;
}
