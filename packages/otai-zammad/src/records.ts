/** What Zammad answers with: attributes by name. Which there are depends on its version and on what admins added. */
export type ZammadRecord = Readonly<Record<string, unknown>>;

/** How Zammad writes times; another form may come from a proxy or an older version. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether a value is an object with attributes. */
export function isRecord(value: unknown): value is ZammadRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of records; anything else in the list is left out. */
export function recordsOf(value: unknown): readonly ZammadRecord[] {
  if (!Array.isArray(value)) return [];
  return value.every(isRecord) ? value : value.filter(isRecord);
}

/** An attribute that is a text; `null` for anything else. */
export function textOf(record: ZammadRecord, name: string): string | null {
  const value = record[name];
  return typeof value === 'string' ? value : null;
}

/** An attribute that is an id, as a text; `null` for anything else. */
export function idOf(record: ZammadRecord, name = 'id'): string | null {
  const value = record[name];
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

/** An attribute that is a time, as ISO 8601 in UTC with milliseconds; `null` for anything else. */
export function timeOf(record: ZammadRecord, name: string): string | null {
  const text = textOf(record, name);
  if (text === null || ISO_TIME.test(text)) return text;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
