import { storableText } from 'helpdesk-http';

/** An object as the generic interface gives it. Keys are of any order, values of any type: ids come as numbers and as texts. */
export type WireRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list. One that is alone may come without a list around it; none at all without the key. */
export function recordsOf(value: unknown): readonly WireRecord[] {
  if (Array.isArray(value)) return value.every(isRecord) ? value : value.filter(isRecord);
  return isRecord(value) ? [value] : [];
}

/**
 * A ticket of an answer, without what only some answers have, or what changes while one looks: the same ticket looks the same each time.
 * The answer is nobody else's, and is changed in place, for there are many.
 */
export function steady(ticket: WireRecord): WireRecord {
  const own = ticket as Record<string, unknown>;
  own['Age'] = undefined;
  own['TimeUnit'] = undefined;
  for (const article of recordsOf(ticket['Article'])) (article as Record<string, unknown>)['TimeUnit'] = undefined;
  return ticket;
}

/** A text, or a number as one; `null` for what is empty. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An id; `null` for what is none. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null;
  const id = textOf(value);
  return id !== null && /^[1-9]\d*$/.test(id) ? id : null;
}

/** The ids that a search gives. */
export function idsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((id) => idOf(id) ?? []);
}

/** A text as the server keeps it: line ends are LF, ends are trimmed, and no character is left that its database cannot store. */
export function keptText(text: string): string {
  return storableText(text).replaceAll(/\r\n?/g, '\n').trim();
}

/** A text of one line, as the server keeps subjects. */
export function keptLine(text: string): string {
  return keptText(text).replaceAll(/\s*\n\s*/g, ' ');
}
