import { OtaiError } from '../api/otai.error.js';
import type { Ticket } from '../api/tickets/ticket.js';
import type { AdoptedRun, ClaimCandidate, ClaimVerdict } from '../journal/journal.js';
import type { TicketRecord, TicketVersion } from '../journal/journal-records.js';
import { Claim } from './claim.js';
import type { Run } from './run.js';
import type { TicketOrigin } from './run-values.js';
import { isKnown, isNewsSince, UNSEEN, versionOf } from './ticket-version.js';

/** Another run has the ticket, or a person has to look at it first. Code `OTAI_TICKET_BUSY`, `OTAI_TICKET_QUARANTINED`. */
export class TicketNotFreeError extends OtaiError {
  constructor(ticketId: string, verdict: ClaimVerdict['verdict']) {
    const isBusy = verdict === 'busy';
    super(
      isBusy ? 'OTAI_TICKET_BUSY' : 'OTAI_TICKET_QUARANTINED',
      isBusy ? `another run works on ticket ${ticketId}` : `ticket ${ticketId} is in quarantine`,
      isBusy ? { retryable: true } : { hint: `see \`otai quarantine show ${ticketId}\`` },
    );
  }
}

/** The tickets that a run has for itself, and how it comes by them. */
export class ClaimBook {
  readonly #claims = new Map<string, Claim>();

  constructor(private readonly run: Run) {}

  /** Takes up the tickets of a run that was interrupted, with what it had written to them. */
  resume({ tickets, writes }: Pick<AdoptedRun, 'tickets' | 'writes'>): void {
    for (const record of tickets) {
      const isSettled = record.state !== 'claimed';
      const version = isKnown(record.version) ? record.version : null;
      this.#claims.set(keyOf(record.system, record.ticketId), new Claim(record, { seen: version, isNewWork: false, isSettled }));
    }
    for (const { system, ticketId, noteId, state } of writes) {
      if (ticketId !== null && state !== 'failed') this.get(system, ticketId)?.wrote({ noteId });
    }
  }

  get size(): number {
    return this.#claims.size;
  }

  all(): IterableIterator<Claim> {
    return this.#claims.values();
  }

  get(system: string, ticketId: string): Claim | undefined {
    return this.#claims.get(keyOf(system, ticketId));
  }

  /** Of the tickets those that are the run's from now on, and those that came from no ticket system. */
  async take(tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
    const known = tickets.map((ticket) => ({ ticket, origin: this.run.seen.originOf(ticket) }));
    const found = known.flatMap(({ ticket, origin }) => (origin === undefined ? [] : [{ ticket, origin, version: versionOf(ticket) }]));
    const mine = await this.#claimAll(found);
    return known.filter(({ ticket, origin }) => origin === undefined || mine.has(ticket)).map(({ ticket }) => ticket);
  }

  async #claimAll(found: readonly Found[]): Promise<ReadonlySet<Ticket>> {
    const verdicts = await this.#claim(found.map(candidateOf));
    const unsure: Found[] = [];
    const mine = new Set<Ticket>();
    for (const [i, one] of found.entries()) {
      const verdict = verdicts[i];
      if (verdict?.verdict === 'claimed' && this.#keep(one, verdict)) mine.add(one.ticket);
      else if (verdict?.verdict === 'unsure') unsure.push(...(await this.#newsOf(one, verdict.record)));
    }
    if (unsure.length === 0) return mine;
    const again = await this.#claim(unsure.map((one) => ({ ...candidateOf(one), isNews: true, since: one.since })));
    for (const [i, one] of unsure.entries()) {
      const verdict = again[i];
      if (verdict?.verdict === 'claimed' && this.#keep(one, verdict)) mine.add(one.ticket);
    }
    return mine;
  }

  /** @returns whether it is to be worked on: a ticket that this run has settled is not, however often it is found */
  #keep({ version, origin, ticket }: Found, { record, isNewWork }: Claimed): boolean {
    const key = keyOf(origin.systemId, ticket.id);
    const known = this.#claims.get(key);
    if (known !== undefined) return !known.isSettled;
    this.#claims.set(key, new Claim(record, { seen: version, isNewWork }));
    return true;
  }

  /**
   * Looks closer at a ticket that was done before: gives it, with the notes that were read, when it is news. What turns out to be the run's own
   * doing is remembered as seen.
   */
  async #newsOf(found: Found, record: TicketRecord | undefined): Promise<readonly Found[]> {
    const { ticket, origin, version } = found;
    const { notes, updated_at: changedAt } = await origin.getTicket(ticket.id);
    // What was found is older than what is known: perhaps than the work of another run. The next search knows better.
    if (changedAt !== ticket.updated_at) return [];
    const seen = { ...version, notes: versionOf({ ...ticket, notes }, true).notes };
    if (record === undefined || (record.version !== null && isNewsSince(record.version, version, notes)))
      return [{ ...found, version: seen, since: record?.workId }];
    if (!this.run.dryRun) this.run.environment.journal.confirm(record, seen);
    return [];
  }

  /**
   * The claim of a ticket that somebody names without having looked for it.
   *
   * @throws TicketNotFreeError (as a rejection)
   */
  async claimOne(system: string, ticketId: string): Promise<Claim> {
    const [verdict] = await this.#claim([{ system, ticketId, version: UNSEEN, isNews: true }], true);
    if (verdict?.verdict !== 'claimed') throw new TicketNotFreeError(ticketId, verdict?.verdict ?? 'busy');
    const { record, isNewWork } = verdict;
    const claim = new Claim(record, { seen: null, isNewWork });
    this.#claims.set(keyOf(system, ticketId), claim);
    return claim;
  }

  #claim(tickets: readonly ClaimCandidate[], impatient = !this.run.isTriggered): Promise<readonly ClaimVerdict[]> {
    if (tickets.length === 0) return Promise.resolve([]);
    const { id: runId, pipeline, dryRun, again } = this.run;
    return this.run.ask((journal) =>
      journal.claim({ pipeline, runId, at: this.run.environment.clock.now(), again, impatient, dryRun, tickets }),
    );
  }

  /** The claim of an item that is a ticket, or the id of one. */
  ofItem(item: unknown): Claim | undefined {
    if (typeof item === 'object' && item !== null) {
      const origin = this.run.seen.originOf(item);
      if (origin !== undefined) return this.#claims.get(keyOf(origin.systemId, (item as Ticket).id));
      return this.#claimById((item as { readonly id?: unknown }).id);
    }
    return this.#claimById(item);
  }

  /** A template may have made another object of the ticket, or kept its id only. */
  #claimById(id: unknown): Claim | undefined {
    if (typeof id !== 'string' && typeof id !== 'number') return undefined;
    const found = [...this.#claims.values()].filter(({ record }) => record.ticketId === String(id));
    return found.length === 1 ? found[0] : undefined;
  }
}

interface Found {
  readonly ticket: Ticket;
  readonly origin: TicketOrigin;
  readonly version: TicketVersion;
  /** The work that it is news since. */
  readonly since?: string | undefined;
}

type Claimed = Extract<ClaimVerdict, { verdict: 'claimed' }>;

function candidateOf({ ticket, origin, version }: Found): ClaimCandidate {
  return { system: origin.systemId, ticketId: ticket.id, version, isNews: false };
}

function keyOf(system: string, ticketId: string): string {
  return `${system}\n${ticketId}`;
}
