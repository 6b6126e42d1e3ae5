import { didYouMean } from '../../api/did-you-mean.js';
import type { Journal } from '../../journal/journal.js';
import type { TicketRecord } from '../../journal/journal-records.js';
import { UsageError } from '../usage.error.js';

/** Which tickets a command is about. */
export interface QuarantineSelection {
  /** Their ids. */
  readonly tickets: readonly string[];
  /** All that are in quarantine. */
  readonly all: boolean;
  /** Only for this pipeline. */
  readonly pipeline: string | undefined;
}

const ALL = Number.MAX_SAFE_INTEGER;

/** All tickets that are in quarantine, of one pipeline or of all; the latest first. */
export function quarantined(journal: Journal, pipeline: string | undefined): Promise<readonly TicketRecord[]> {
  return journal.tickets({ states: ['quarantined'], pipeline, limit: ALL });
}

/**
 * The selected tickets. One that is in quarantine for several pipelines comes once for each.
 *
 * @throws UsageError (as a rejection) that names all tickets that are not in quarantine
 */
export async function selectQuarantined(journal: Journal, selection: QuarantineSelection): Promise<readonly TicketRecord[]> {
  const { tickets, all, pipeline } = selection;
  if (all !== (tickets.length === 0))
    throw new UsageError(all ? 'both --all and tickets are named' : 'no ticket is named', 'name the tickets, or say --all');
  const records = await quarantined(journal, pipeline);
  if (all) return records;
  const strangers = tickets.filter((id) => !records.some(({ ticketId }) => ticketId === id));
  if (strangers.length > 0) throw await notQuarantined(strangers, records, journal);
  return records.filter(({ ticketId }) => tickets.includes(ticketId));
}

async function notQuarantined(ids: readonly string[], records: readonly TicketRecord[], journal: Journal): Promise<UsageError> {
  const [first = ''] = ids;
  const message = ids.length === 1 ? `ticket ${first} is not in quarantine` : `tickets ${ids.join(', ')} are not in quarantine`;
  const known = records.map(({ ticketId }) => ticketId);
  const similar = ids.length === 1 ? didYouMean(first, new Set(known)) : undefined;
  if (similar !== undefined) return new UsageError(message, `did you mean "${similar}"?`);
  const states = ids.length === 1 ? await journal.tickets({ ticketId: first }) : [];
  if (states.length > 0) return new UsageError(message, states.map(({ state, pipeline }) => `it is ${state} for ${pipeline}`).join(', '));
  return new UsageError(message, known.length === 0 ? 'no ticket is' : 'otai quarantine list shows those that are');
}
