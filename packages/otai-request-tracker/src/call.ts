import { isHttpFailure } from 'helpdesk-http';
import { didYouMean, TicketSystemError, type TicketOperation, type TicketSystemErrorKind } from 'open-ticket-ai';
import { UnaskableTextError } from './ticket-sql.js';

/** What is known of a failure beside its message. */
interface FailureDetails {
  readonly kind?: TicketSystemErrorKind;
  readonly effect?: 'none' | 'partial' | 'unknown';
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** One call of the connector: knows enough to say what failed, and when to stop. */
export class Call {
  private hasWritten = false;

  constructor(
    readonly where: TicketOperation,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** The ticket's id, which is safe in a path: anything but a whole number is a ticket that is not there. */
  get id(): string {
    const { ticketId = '' } = this.where;
    if (/^[1-9]\d{0,14}$/.test(ticketId)) return ticketId;
    throw this.failure('there is no such ticket: ids of Request Tracker are whole numbers', { kind: 'not_found' });
  }

  /** From here on a failure cannot say that nothing was changed. */
  wrote(): void {
    this.hasWritten = true;
  }

  /** The same call, about the ticket it made. */
  about(ticketId: string): Call {
    const call = new Call({ ...this.where, ticketId }, this.signal);
    call.hasWritten = this.hasWritten;
    return call;
  }

  failure(message: string, details: FailureDetails = {}): TicketSystemError {
    const effect = details.effect ?? (this.hasWritten ? 'partial' : 'none');
    return new TicketSystemError(message, { kind: 'permanent', ...details, effect, ...this.where });
  }

  /** A name that the helpdesk does not know. */
  unknown(field: string, name: string, known: readonly string[]): TicketSystemError {
    const near = didYouMean(name, known);
    const proposal = near === undefined ? '' : `did you mean "${near}"? `;
    return this.failure(`there is no ${field} "${name}"`, { hint: `${proposal}known: ${known.join(', ') || 'none'}` });
  }

  /** Does the work of the call; failures of HTTP become errors of the contract. */
  async run<T>(work: (call: Call) => Promise<T>): Promise<T> {
    this.signal?.throwIfAborted();
    try {
      return await work(this);
    } catch (error) {
      if (error instanceof UnaskableTextError) throw this.failure(`this cannot be searched for: ${error.message}`, { cause: error });
      if (!isHttpFailure(error)) throw error;
      const { message, kind, effect, retryAfterMs } = error;
      const known = this.hasWritten && effect === 'none' ? 'partial' : effect;
      throw new TicketSystemError(message, { kind, effect: known, retryAfterMs, cause: error, ...this.where });
    }
  }
}
