import type { TicketPosition } from './ticket-table.js';

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)#([1-9]\d{0,14})$/;

/** Where a page ended, as a text: the creation time and number of its last ticket, which never change. */
export function writeCursor({ createdAt, number }: TicketPosition): string {
  return `${createdAt}#${number}`;
}

/** What {@link writeCursor} wrote; `undefined` for anything else. */
export function readCursor(cursor: string): TicketPosition | undefined {
  const [, createdAt, number] = CURSOR.exec(cursor) ?? [];
  return createdAt === undefined ? undefined : { createdAt, number: Number(number) };
}
