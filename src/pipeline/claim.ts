import type { PipeResult } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import type { TicketRecord, TicketVersion } from '../journal/journal-records.js';
import { afterWrite, UNSEEN, versionOf, type OwnWrite } from './ticket-version.js';

/** How a run came to have a ticket. */
export interface ClaimStart {
  /** The ticket as the run saw it first; `null`: it has not seen it. */
  readonly seen: TicketVersion | null;
  /** Whether no run before this one has worked on it, nor this one before an interruption. */
  readonly isNewWork: boolean;
  /** Whether the run was done with it before an interruption. Default false. */
  readonly isSettled?: boolean;
}

/** A ticket that a run has for itself. */
export class Claim {
  readonly isNewWork: boolean;
  isSettled: boolean;
  /** Whether a power cut cannot take the knowledge of it, and that the run has begun to write. */
  isSafe = false;
  /** How the work on it ended, in this process. */
  outcome: PipeResult | undefined;
  readonly #seen: TicketVersion | null;
  readonly #noteIds: string[] = [];
  #answer: Ticket | undefined;
  #isWritten = false;
  #isUncertain = false;
  #underWay = 0;

  constructor(
    readonly record: TicketRecord,
    { seen, isNewWork, isSettled = false }: ClaimStart,
  ) {
    this.#seen = seen;
    this.isNewWork = isNewWork;
    this.isSettled = isSettled;
  }

  /** Whether the run has written to it, or is just at it. */
  get isWritten(): boolean {
    return this.#isWritten || this.#underWay > 0;
  }

  /** A write to it is sent: from now on it may be made, though nobody waits for its answer any more. */
  beginWrite(): void {
    this.#underWay += 1;
  }

  /** What has become of a write is known, or that nobody knows. */
  endWrite(): void {
    this.#underWay -= 1;
  }

  /** The run wrote to it. */
  wrote({ ticket, noteId, isUncertain = false }: OwnWrite): void {
    this.#isWritten = true;
    if (ticket !== undefined) this.#answer = ticket;
    if (ticket !== undefined || isUncertain) this.#isUncertain = isUncertain;
    if (typeof noteId === 'string') this.#noteIds.push(noteId);
  }

  /** What is known of the ticket: as it was seen, with what the run wrote. Worked out when it is asked for, once for all writes. */
  get version(): TicketVersion | null {
    const ticket = this.#answer;
    if (!this.isWritten) return this.#seen;
    const start = this.#seen ?? (ticket && versionOf(ticket));
    if (start === undefined) return null;
    const written = this.#noteIds.reduce((version, noteId) => afterWrite(version, { noteId }), afterWrite(start, { ticket }));
    return this.#isUncertain || this.#underWay > 0 ? { ...written, fields: UNSEEN.fields } : written;
  }
}
