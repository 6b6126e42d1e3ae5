import type { SeedTicket } from 'open-ticket-ai/testing';

/** When a ticket came in. */
export function timeOf({ created_at = '2026-03-01T08:00:00Z' }: SeedTicket): string {
  return created_at;
}

/** Makes tickets in the order of their times, as they would have come in, and gives their ids in the order of the seeds. */
export async function inOrderOfTime(
  tickets: readonly SeedTicket[],
  make: (ticket: SeedTicket) => string | Promise<string>,
): Promise<readonly string[]> {
  const ids = new Map<SeedTicket, string>();
  for (const ticket of tickets.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))) ids.set(ticket, await make(ticket));
  return tickets.map((ticket) => ids.get(ticket) as string);
}
