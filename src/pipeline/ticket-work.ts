import { isOtaiError, OtaiError } from '../api/otai.error.js';
import type { PipeResult } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import type { AdoptedRun, ClaimCandidate, ClaimVerdict, Journal } from '../journal/journal.js';
import type { RecordedError, TicketRecord, TicketVersion } from '../journal/journal-records.js';
import type { QuarantineEntry } from '../config/otai-config.js';
import { recordedError } from './recorded-error.js';
import type { Run } from './run.js';
import { RunCancelledError, setsTicketAside } from './run.error.js';
import type { SharedItem } from './run-share.js';
import type { TicketOrigin } from './run-values.js';
import { Claim } from './claim.js';
import { isKnown, isNewsSince, UNSEEN, versionOf, type OwnWrite } from './ticket-version.js';

/** Where an item is gone over. */
export interface ItemPlace {
  /** Of the step that goes over it. */
  readonly path: string;
  /** By which the paths of the steps for it know it. */
  readonly label: string | undefined;
}

/** The work that a write belongs to. */
export interface Work {
  /** Stays the same over all runs that try. */
  readonly workId: string;
  /** Whether a run before this one, or this one before an interruption, may have made the write already. */
  readonly isRepeat: boolean;
}

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

/** Which tickets a run works on, and what becomes of them: claims, marks of what is done, quarantine. One for each run. */
export class TicketWork {
  readonly #claims = new Map<string, Claim>();

  constructor(
    private readonly run: Run,
    private readonly quarantine: QuarantineEntry,
  ) {}

  /** Takes up the tickets of a run that was interrupted, with what it had written to them. */
  resume({ tickets, writes }: Pick<AdoptedRun, 'tickets' | 'writes'>): void {
    for (const record of tickets) {
      const isSettled = record.state !== 'claimed';
      const version = isKnown(record.version) ? record.version : null;
      this.#claims.set(keyOf(record.system, record.ticketId), new Claim(record, { seen: version, isNewWork: false, isSettled }));
    }
    for (const { system, ticketId, noteId, state } of writes) {
      if (ticketId !== null && state !== 'failed') this.wrote(system, ticketId, { noteId });
    }
  }

  /**
   * A ticket was read after an interruption. What it says where the run has written is taken for what the run wrote.
   *
   * @returns whether the run has written to it
   */
  readAgain(system: string, ticket: Ticket): boolean {
    const isWritten = this.#claims.get(keyOf(system, ticket.id))?.isWritten === true;
    if (isWritten) this.wrote(system, ticket.id, { ticket });
    return isWritten;
  }

  /** Whether the run is done with a ticket it had claimed. */
  isSettled(system: string, ticketId: string): boolean {
    return this.#claims.get(keyOf(system, ticketId))?.isSettled === true;
  }

  async take(tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
    const known = tickets.map((ticket) => ({ ticket, origin: this.run.seen.originOf(ticket) }));
    const found = known.flatMap(({ ticket, origin }) => (origin === undefined ? [] : [{ ticket, origin, version: versionOf(ticket) }]));
    const mine = await this.#claimAll(found);
    return known.filter(({ ticket, origin }) => origin === undefined || mine.has(ticket)).map(({ ticket }) => ticket);
  }

  /**
   * Tickets that an earlier run of the pipeline has left half done. One that somebody has changed since is set aside: whether the rest is still
   * to be done is for a person to say.
   */
  async unfinished(origin: TicketOrigin, limit: number): Promise<readonly Ticket[]> {
    const { dryRun, pipeline, ticket: only } = this.run;
    if (dryRun || only !== undefined) return [];
    // What an earlier run of this process has left may be on its way yet.
    await this.run.ask((journal) => journal.flush(this.run.id));
    const records = await this.#journal.tickets({ pipeline, states: ['open', 'failed'], limit: MOST_UNFINISHED });
    const written = records.filter(({ system, version }) => system === origin.systemId && version?.written === true);
    const tickets: Ticket[] = [];
    for (const record of written) {
      if (tickets.length < limit) tickets.push(...(await this.#takeUp(record, origin)));
    }
    return tickets;
  }

  async #takeUp(record: TicketRecord, origin: TicketOrigin): Promise<readonly Ticket[]> {
    const { ticketId, version } = record;
    if (this.run.isTriggered && record.notBefore > this.#now) return [];
    try {
      const ticket = await origin.getTicket(ticketId);
      if (isKnown(version) && versionOf(ticket).fields !== version.fields) throw new TicketChangedError(ticketId);
      return await this.take([ticket]);
    } catch (error) {
      if (!isOtaiError(error) || error.retryable) throw error;
      await this.#setAside(record, error);
      return [];
    }
  }

  async #setAside({ system, ticketId }: TicketRecord, error: OtaiError): Promise<void> {
    const claim = await this.#claimOne(system, ticketId).catch(() => undefined);
    if (claim !== undefined) this.#settle(claim, { state: 'quarantined', error: recordedError(error), notBefore: 0 });
  }

  /** Does the work on an item of the step at `path`, unless another process does it, and remembers how it ended. */
  async handle({ path, label }: ItemPlace, item: unknown, work: () => Promise<PipeResult>): Promise<PipeResult> {
    const claim = this.#claimOf(item);
    // Once it is settled it may be another run's: whoever comes by it again gets to know how it ended.
    if (claim?.outcome !== undefined) return claim.outcome;
    const { share, dryRun } = this.run;
    const shared = share === undefined || claim === undefined ? undefined : sharedItem(path, label, claim);
    const elsewhere = dryRun ? undefined : share?.decide(this.run, shared);
    if (elsewhere?.settles === true && claim !== undefined) this.#settleBy(claim, elsewhere.result);
    if (elsewhere !== undefined) return elsewhere.result;
    const result = await work();
    if (claim !== undefined && !claim.isSettled && !dryRun) this.#settleBy(claim, result);
    if (claim?.isSettled === true) claim.outcome = result;
    if (shared !== undefined) share?.done(this.run, shared, result);
    return result;
  }

  /**
   * The work that a write to a ticket belongs to. A ticket that was not taken is claimed now: whoever names it means it.
   *
   * @throws TicketNotFreeError (as a rejection)
   */
  async workOn(system: string, ticketId: string): Promise<Work> {
    if (this.run.dryRun) return { workId: this.run.id, isRepeat: false };
    const claim = this.#claims.get(keyOf(system, ticketId)) ?? (await this.#claimOne(system, ticketId));
    return { workId: claim.record.workId, isRepeat: !claim.isNewWork };
  }

  /** Whether the run has the ticket. */
  has(system: string, ticketId: string): boolean {
    return this.#claims.has(keyOf(system, ticketId));
  }

  /** A write to a ticket is sent. Gives what ends that, for when its outcome has been told. */
  beginWrite(system: string, ticketId: string): () => void {
    const claim = this.#claims.get(keyOf(system, ticketId));
    claim?.beginWrite();
    return () => claim?.endWrite();
  }

  /** Keeps in mind what the run wrote itself: it is no news. */
  wrote(system: string, ticketId: string, what: OwnWrite): void {
    this.#claims.get(keyOf(system, ticketId))?.wrote(what);
  }

  /**
   * Decides about the tickets that no step has settled, since the run itself ended: those it wrote are done or failed as the run;
   * the only one it had has failed with it. All others the journal sets free as they were.
   */
  end(result: PipeResult): void {
    for (const claim of this.#claims.values()) {
      const isMeant = claim.isWritten || (result.failed && this.#claims.size === 1);
      if (isMeant && !claim.isSettled) this.#settleBy(claim, result);
    }
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
    if (!this.run.dryRun) this.#journal.confirm(record, seen);
    return [];
  }

  async #claimOne(system: string, ticketId: string): Promise<Claim> {
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
    return this.run.ask((journal) => journal.claim({ pipeline, runId, at: this.#now, again, impatient, dryRun, tickets }));
  }

  #claimOf(item: unknown): Claim | undefined {
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

  #settleBy(claim: Claim, result: PipeResult): void {
    if (result.status !== 'failed') return this.#settle(claim, { state: 'done', error: null, notBefore: 0 });
    const { error } = result;
    // Of an interrupted run it stays the run's, which goes on; of a cancelled one, the next run's.
    if (error instanceof RunCancelledError || this.run.cancelled) return this.#leave(claim);
    const { failures } = claim.record;
    const isHopeless = failures + 1 >= this.quarantine.after || setsTicketAside(error);
    const notBefore = this.#now + this.quarantine.pause * 2 ** Math.min(failures, 20);
    this.#settle(claim, { state: isHopeless ? 'quarantined' : 'failed', error: recordedError(error), notBefore });
  }

  /** What was written is remembered: the next run does the rest. */
  #leave(claim: Claim): void {
    if (claim.isWritten && !this.run.suspended) this.#settle(claim, { state: 'open', error: null, notBefore: 0 });
  }

  #settle(claim: Claim, how: Outcome): void {
    claim.isSettled = true;
    const { pipeline, system, ticketId } = claim.record;
    const version = how.state === 'done' || claim.isWritten ? claim.version : null;
    this.#journal.put({ type: 'ticket_settled', pipeline, system, ticketId, runId: this.run.id, version, at: this.#now, ...how });
  }

  get #journal(): Journal {
    return this.run.environment.journal;
  }

  get #now(): number {
    return this.run.environment.clock.now();
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

interface Outcome {
  readonly state: 'open' | 'done' | 'failed' | 'quarantined';
  readonly error: RecordedError | null;
  readonly notBefore: number;
}

function sharedItem(path: string, label: string | undefined, { record, isSettled }: Claim): SharedItem {
  const { system, ticketId, workId } = record;
  return { path, label, system, ticketId, workId, isSettled };
}

function candidateOf({ ticket, origin, version }: Found): ClaimCandidate {
  return { system: origin.systemId, ticketId: ticket.id, version, isNews: false };
}

function keyOf(system: string, ticketId: string): string {
  return `${system}\n${ticketId}`;
}
