import { didYouMean, TicketSystemError, type TicketOperation } from 'open-ticket-ai';
import { isHttpFailure } from 'helpdesk-http';

/** What to do about a status that always has the same cause. */
const HINTS: ReadonlyMap<number | undefined, string> = new Map([
  [401, 'check access_token: it may be mistyped, expired or withdrawn'],
  [403, 'the user of the token needs the permission ticket.agent, and access to the group of the ticket'],
]);

/** One call of the connector: knows enough to say what failed, and when to stop. */
export class Call {
  constructor(
    readonly where: TicketOperation,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** The ticket's id, which is safe in a path: anything but a number is a ticket that is not there. */
  get id(): string {
    const { ticketId = '' } = this.where;
    if (/^[1-9]\d{0,15}$/.test(ticketId)) return ticketId;
    throw new TicketSystemError('there is no such ticket: ids of Zammad are whole numbers', { kind: 'not_found', ...this.where });
  }

  /** The request itself is wrong: it will fail each time. */
  refuse(message: string, hint?: string): TicketSystemError {
    return new TicketSystemError(message, { kind: 'permanent', hint, ...this.where });
  }

  refuseUnknown(field: string, name: string, known: readonly string[]): TicketSystemError {
    const near = didYouMean(name, known);
    const proposal = near === undefined ? '' : `did you mean "${near}"? `;
    return this.refuse(`there is no ${field} "${name}"`, `${proposal}known: ${known.join(', ') || 'none'}`);
  }

  /** Written, but not all of it. */
  partly(message: string, cause?: unknown): TicketSystemError {
    const kind = isHttpFailure(cause) ? cause.kind : 'permanent';
    return new TicketSystemError(message, { kind, effect: 'partial', cause, ...this.where });
  }

  /** Does the work of the call; failures of HTTP become errors of the contract. */
  async run<T>(work: (call: Call) => Promise<T>): Promise<T> {
    this.signal?.throwIfAborted();
    try {
      return await work(this);
    } catch (error) {
      if (!isHttpFailure(error)) throw error;
      const { message, kind, effect, retryAfterMs, status } = error;
      throw new TicketSystemError(message, { kind, effect, retryAfterMs, hint: HINTS.get(status), cause: error, ...this.where });
    }
  }
}
