import { isOtaiError, OtaiError } from '../api/otai.error.js';
import type { Ticket } from '../api/tickets/ticket.js';
import type { TicketRecord } from '../journal/journal-records.js';
import type { ClaimBook } from './claim-book.js';
import type { Run } from './run.js';
import type { TicketOrigin } from './run-values.js';
import { isKnown, versionOf } from './ticket-version.js';

/** Somebody has changed a ticket that was half done. Code `OTAI_TICKET_CHANGED`; it is set aside. */
export class TicketChangedError extends OtaiError {
  constructor(ticketId: string) {
    super('OTAI_TICKET_CHANGED', `somebody has changed ticket ${ticketId} since the work on it was interrupted`, {
      hint: 'look what is still to be done, then `otai quarantine retry` or `drop` it',
    });
  }
}

/** How many tickets that were left half done are looked at in one run. */
const MOST_UNFINISHED = 1000;

/** Where half-done tickets are looked for, and what becomes of those that are not taken up. */
export interface UnfinishedParts {
  readonly run: Run;
  readonly claims: ClaimBook;
  readonly setAside: (record: TicketRecord, error: OtaiError) => Promise<void>;
}

/**
 * Tickets that an earlier run of the pipeline has left half done. One that somebody has changed since is set aside: whether the rest is still
 * to be done is for a person to say.
 */
export async function takeUnfinished(parts: UnfinishedParts, origin: TicketOrigin, limit: number): Promise<readonly Ticket[]> {
  const { dryRun, pipeline, ticket: only, environment } = parts.run;
  if (dryRun || only !== undefined) return [];
  const records = await environment.journal.tickets({ pipeline, states: ['open', 'failed'], limit: MOST_UNFINISHED });
  const written = records.filter(({ system, version }) => system === origin.systemId && version?.written === true);
  const tickets: Ticket[] = [];
  for (const record of written) {
    if (tickets.length < limit) tickets.push(...(await takeUp(parts, record, origin)));
  }
  return tickets;
}

async function takeUp({ run, claims, setAside }: UnfinishedParts, record: TicketRecord, origin: TicketOrigin): Promise<readonly Ticket[]> {
  const { ticketId, version, notBefore } = record;
  if (run.isTriggered && notBefore > run.environment.clock.now()) return [];
  try {
    const ticket = await origin.getTicket(ticketId);
    if (isKnown(version) && versionOf(ticket).fields !== version.fields) throw new TicketChangedError(ticketId);
    return await claims.take([ticket]);
  } catch (error) {
    if (!isOtaiError(error) || error.retryable) throw error;
    await setAside(record, error);
    return [];
  }
}
