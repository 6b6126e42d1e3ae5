import { OtaiError } from '../api/otai.error.js';
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
import { afterWrite, isNewsSince, versionOf, type OwnWrite } from './ticket-version.js';

/** A ticket that the run has for itself. */
interface Claim {
  readonly record: TicketRecord;
  version: TicketVersion | null;
  isWritten: boolean;
  isSettled: boolean;
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
      this.#claims.set(keyOf(record.system, record.ticketId), { record, version, isWritten: false, isSettled });
    }
    for (const { system, ticketId, noteId } of writes) {
      if (ticketId !== null) this.wrote(system, ticketId, { noteId });
    }
  }

  /** A ticket was read after an interruption. What it says where the run has written is taken for what the run wrote. */
  readAgain(system: string, ticket: Ticket): void {
    const claim = this.#claims.get(keyOf(system, ticket.id));
    if (claim?.isWritten === true) this.wrote(system, ticket.id, { ticket });
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

  /** Does the work on an item of the step at `path`, unless another process does it, and remembers how it ended. */
  async handle(path: string, item: unknown, work: () => Promise<PipeResult>): Promise<PipeResult> {
    const claim = this.#claimOf(item);
    const { share, dryRun } = this.run;
    const shared = share === undefined || claim === undefined ? undefined : sharedItem(path, claim);
    const elsewhere = dryRun ? undefined : share?.decide(this.run, shared);
    if (elsewhere !== undefined) return elsewhere;
    const result = await work();
    if (claim !== undefined && !claim.isSettled && !dryRun) this.#settleBy(claim, result);
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
    return { workId: claim.record.workId, isRepeat: this.run.isResumed || claim.record.failures > 0 };
  }

  /** Keeps in mind what the run wrote itself: it is no news. */
  wrote(system: string, ticketId: string, what: OwnWrite): void {
    const claim = this.#claims.get(keyOf(system, ticketId));
    if (claim === undefined) return;
    claim.isWritten = true;
    if (claim.version !== null) claim.version = afterWrite(claim.version, what);
    else if (what.ticket !== undefined) claim.version = { ...versionOf(what.ticket), written: true };
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
    const verdicts = await this.#claim(found.map((one) => candidateOf(one, false)));
    const unsure: Found[] = [];
    const mine = new Set<Ticket>();
    for (const [i, one] of found.entries()) {
      const verdict = verdicts[i];
      if (verdict?.verdict === 'claimed' && this.#keep(one, verdict.record)) mine.add(one.ticket);
      else if (verdict?.verdict === 'unsure' && (await this.#isNews(one, verdict.record))) unsure.push(one);
    }
    if (unsure.length === 0) return mine;
    const again = await this.#claim(unsure.map((one) => candidateOf(one, true)));
    for (const [i, one] of unsure.entries()) {
      const verdict = again[i];
      if (verdict?.verdict === 'claimed' && this.#keep(one, verdict.record)) mine.add(one.ticket);
    }
    return mine;
  }

  /** @returns whether it is to be worked on: a ticket that this run has settled is not, however often it is found */
  #keep({ version, origin, ticket }: Found, record: TicketRecord): boolean {
    const key = keyOf(origin.systemId, ticket.id);
    const known = this.#claims.get(key);
    if (known !== undefined) return !known.isSettled;
    this.#claims.set(key, { record, version, isWritten: false, isSettled: false });
    return true;
  }

  /** Looks closer at a ticket that was done before. What turns out to be the run's own doing is remembered as seen. */
  async #isNews({ ticket, origin, version }: Found, record: TicketRecord | undefined): Promise<boolean> {
    if (record === undefined) return true;
    const { notes } = ticket.notes.length > 0 ? ticket : await origin.getTicket(ticket.id);
    if (isKnown(record.version) && isNewsSince(record.version, version, notes)) return true;
    if (!this.run.dryRun) this.#journal.confirm(record, { ...versionOf({ ...ticket, notes }), written: false });
    return false;
  }

  async #claimOne(system: string, ticketId: string): Promise<Claim> {
    const [verdict] = await this.#claim([{ system, ticketId, version: UNSEEN, isNews: true }]);
    if (verdict?.verdict !== 'claimed') throw new TicketNotFreeError(ticketId, verdict?.verdict ?? 'busy');
    const claim = { record: verdict.record, version: null, isWritten: false, isSettled: false };
    this.#claims.set(keyOf(system, ticketId), claim);
    return claim;
  }

  #claim(tickets: readonly ClaimCandidate[]): Promise<readonly ClaimVerdict[]> {
    if (tickets.length === 0) return Promise.resolve([]);
    const { id: runId, pipeline, dryRun, again, isTriggered } = this.run;
    return this.#journal.claim({ pipeline, runId, at: this.#now, again, impatient: !isTriggered, dryRun, tickets });
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
    if (error instanceof RunCancelledError || this.run.cancelled) return;
    const { failures } = claim.record;
    const isHopeless = failures + 1 >= this.quarantine.after || setsTicketAside(error);
    const notBefore = this.#now + this.quarantine.pause * 2 ** Math.min(failures, 20);
    this.#settle(claim, { state: isHopeless ? 'quarantined' : 'failed', error: recordedError(error), notBefore });
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
}

interface Outcome {
  readonly state: 'done' | 'failed' | 'quarantined';
  readonly error: RecordedError | null;
  readonly notBefore: number;
}

function sharedItem(path: string, { record: { system, ticketId, workId }, isSettled }: Claim): SharedItem {
  return { path, system, ticketId, workId, isSettled };
}

/** Of a ticket that is written without having been looked for. */
const UNSEEN: TicketVersion = { updatedAt: null, fields: '', notes: null, written: true };

function isKnown(version: TicketVersion | null): version is TicketVersion {
  return version !== null && version.fields !== UNSEEN.fields;
}

function candidateOf({ ticket, origin, version }: Found, isNews: boolean): ClaimCandidate {
  return { system: origin.systemId, ticketId: ticket.id, version, isNews };
}

function keyOf(system: string, ticketId: string): string {
  return `${system}\n${ticketId}`;
}
