/** Where a page ended, by the server's own clock, and the tickets of that very second that were given already. */
export interface Position {
  /** `undefined`: no ticket of the page said when it was made. */
  readonly created: string | undefined;
  readonly seen: readonly string[];
}

export const START: Position = { created: undefined, seen: [] };

const CURSOR = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?#(\d{1,15}(?:,\d{1,15})*)$/;

/** A position as a text. */
export function writeCursor({ created = '', seen }: Position): string {
  return `${created}#${seen.join(',')}`;
}

/** What {@link writeCursor} wrote; `undefined` for anything else. */
export function readCursor(cursor: string): Position | undefined {
  const [, created, seen] = CURSOR.exec(cursor) ?? [];
  return seen === undefined ? undefined : { created, seen: seen.split(',') };
}

/** One ticket of a page. */
export interface Passed {
  readonly id: string;
  /** `undefined`: it could not be read. */
  readonly created: string | undefined;
}

/**
 * The position after a page. Times have whole seconds, and many tickets may share one: the next page begins with that same second again, and
 * leaves out what was seen.
 */
export function advance(position: Position, page: readonly Passed[]): Position {
  const created = page.findLast((ticket) => ticket.created !== undefined)?.created ?? position.created;
  const seen = page.filter((ticket) => ticket.created === undefined || ticket.created === created).map(({ id }) => id);
  return { created, seen: created === position.created ? [...position.seen, ...seen] : seen };
}
