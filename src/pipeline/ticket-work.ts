import type { OtaiError } from '../api/otai.error.js';
import type { PipeResult } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import type { QuarantineEntry } from '../config/otai-config.js';
import type { AdoptedRun, Journal } from '../journal/journal.js';
import type { RecordedError, TicketRecord } from '../journal/journal-records.js';
import { ClaimBook } from './claim-book.js';
import type { Claim } from './claim.js';
import { recordedError } from './recorded-error.js';
import { RunCancelledError, setsTicketAside } from './run.error.js';
import type { SharedItem } from './run-share.js';
import type { TicketOrigin } from './run-values.js';
import type { Run } from './run.js';
import type { OwnWrite } from './ticket-version.js';
import { takeUnfinished } from './unfinished-work.js';

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
  /** Whether it is safe that the run has begun to write to the ticket. */
  readonly isSafe: boolean;
}

/** After so many failures of a kind that may pass, such as a classifier that is not there, it is no outage any more, but the ticket. */
const MOST_PASSING = 10;
/** The pauses between them do not grow beyond this, milliseconds. */
const LONGEST_PAUSE_MS = 3_600_000;

/** Which tickets a run works on, and what becomes of them: claims, marks of what is done, quarantine. One for each run. */
export class TicketWork {
  readonly #claims: ClaimBook;
  #leavesWork = false;

  constructor(
    private readonly run: Run,
    private readonly quarantine: QuarantineEntry,
  ) {
    this.#claims = new ClaimBook(run);
  }

  /** Takes up the tickets of a run that was interrupted, with what it had written to them. */
  resume(adopted: Pick<AdoptedRun, 'tickets' | 'writes'>): void {
    this.#claims.resume(adopted);
  }

  /**
   * A ticket was read after an interruption. What it says where the run has written is taken for what the run wrote.
   *
   * @returns whether the run has written to it
   */
  readAgain(system: string, ticket: Ticket): boolean {
    const isWritten = this.#claims.get(system, ticket.id)?.isWritten === true;
    if (isWritten) this.wrote(system, ticket.id, { ticket });
    return isWritten;
  }

  /** Whether the run is done with a ticket it had claimed. */
  isSettled(system: string, ticketId: string): boolean {
    return this.#claims.get(system, ticketId)?.isSettled === true;
  }

  /** Of the tickets those that are the run's from now on. */
  take(tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
    return this.#claims.take(tickets);
  }

  /** Tickets that an earlier run of the pipeline has left half done. */
  unfinished(origin: TicketOrigin, limit: number): Promise<readonly Ticket[]> {
    const setAside = (record: TicketRecord, error: OtaiError): Promise<void> => this.#setAside(record, error);
    return takeUnfinished({ run: this.run, claims: this.#claims, setAside }, origin, limit);
  }

  async #setAside({ system, ticketId }: TicketRecord, error: OtaiError): Promise<void> {
    const claim = await this.#claims.claimOne(system, ticketId).catch(() => undefined);
    if (claim !== undefined) this.#settle(claim, { state: 'quarantined', error: recordedError(error), notBefore: 0 });
  }

  /** Does the work on an item of the step at `path`, unless another process does it, and remembers how it ended. */
  async handle({ path, label }: ItemPlace, item: unknown, work: () => Promise<PipeResult>): Promise<PipeResult> {
    const claim = this.#claims.ofItem(item);
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
    if (this.run.dryRun) return { workId: this.run.id, isRepeat: false, isSafe: true };
    const claim = this.#claims.get(system, ticketId) ?? (await this.#claims.claimOne(system, ticketId));
    return { workId: claim.record.workId, isRepeat: !claim.isNewWork, isSafe: claim.isSafe };
  }

  /** From now on it is safe that the run has begun to write to the ticket. */
  keepSafe(system: string, ticketId: string): void {
    const claim = this.#claims.get(system, ticketId);
    if (claim !== undefined) claim.isSafe = true;
  }

  /** Whether the run has the ticket. */
  has(system: string, ticketId: string): boolean {
    return this.#claims.get(system, ticketId) !== undefined;
  }

  /** A write to a ticket is sent. Gives what ends that, for when its outcome has been told. */
  beginWrite(system: string, ticketId: string): () => void {
    const claim = this.#claims.get(system, ticketId);
    claim?.beginWrite();
    return () => claim?.endWrite();
  }

  /** Keeps in mind what the run wrote itself: it is no news. */
  wrote(system: string, ticketId: string, what: OwnWrite): void {
    this.#claims.get(system, ticketId)?.wrote(what);
  }

  /**
   * Decides about the tickets that no step has settled, since the run itself ended: those it wrote are done or failed as the run;
   * the only one it had has failed with it. All others the journal sets free as they were.
   */
  end(result: PipeResult): void {
    for (const claim of this.#claims.all()) {
      const isMeant = claim.isWritten || (result.failed && this.#claims.size === 1);
      if (isMeant && !claim.isSettled) this.#settleBy(claim, result);
      else if (!claim.isSettled && claim.record.version?.written === true) this.#leavesWork = true;
    }
  }

  /** Whether it has set tickets free that are half done, or failed: the next run looks for them. */
  get leavesWork(): boolean {
    return this.#leavesWork;
  }

  #settleBy(claim: Claim, result: PipeResult): void {
    if (result.status !== 'failed') return this.#settle(claim, { state: 'done', error: null, notBefore: 0 });
    const { error } = result;
    // Of an interrupted run it stays the run's, which goes on; of a cancelled one, the next run's.
    if (error instanceof RunCancelledError || this.run.cancelled) return this.#leave(claim);
    const { failures } = claim.record;
    const { after, pause } = this.quarantine;
    const most = error.retryable ? Math.max(after, MOST_PASSING) : after;
    const isHopeless = failures + 1 >= most || setsTicketAside(error);
    const notBefore = this.#now + Math.min(pause * 2 ** Math.min(failures, 20), Math.max(pause, LONGEST_PAUSE_MS));
    this.#settle(claim, { state: isHopeless ? 'quarantined' : 'failed', error: recordedError(error), notBefore });
  }

  /** What was written is remembered: the next run does the rest. */
  #leave(claim: Claim): void {
    if (claim.isWritten && !this.run.suspended) this.#settle(claim, { state: 'open', error: null, notBefore: 0 });
  }

  #settle(claim: Claim, how: Outcome): void {
    claim.isSettled = true;
    if (how.state !== 'done') this.#leavesWork = true;
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

interface Outcome {
  readonly state: 'open' | 'done' | 'failed' | 'quarantined';
  readonly error: RecordedError | null;
  readonly notBefore: number;
}

function sharedItem(path: string, label: string | undefined, { record, isSettled }: Claim): SharedItem {
  const { system, ticketId, workId } = record;
  return { path, label, system, ticketId, workId, isSettled };
}
