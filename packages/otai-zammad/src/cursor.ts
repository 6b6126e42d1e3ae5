/** Where a page ended: the time of creation of its last ticket, and the tickets of that very time that were given already. */
export interface Position {
  readonly createdAt: string;
  readonly seen: readonly string[];
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)#(\d{1,16}(?:,\d{1,16})*)$/;

/** A position as a text. */
export function writeCursor({ createdAt, seen }: Position): string {
  return `${createdAt}#${seen.join(',')}`;
}

/** What {@link writeCursor} wrote; `undefined` for anything else. */
export function readCursor(cursor: string): Position | undefined {
  const [, createdAt, seen] = CURSOR.exec(cursor) ?? [];
  return createdAt === undefined || seen === undefined ? undefined : { createdAt, seen: seen.split(',') };
}
