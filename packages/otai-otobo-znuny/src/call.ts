import { TicketSystemError, type TicketOperation } from 'open-ticket-ai';
import { isHttpFailure } from 'helpdesk-http';
import { explain } from './interface/explain.js';
import { Refusal } from './interface/refusal.js';

/** One call of the connector: knows enough to say what failed, and when to stop. */
export class Call {
  constructor(
    readonly where: TicketOperation,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** The ticket's id, as a number can hold it: anything else is a ticket that is not there. */
  get id(): string {
    const { ticketId = '' } = this.where;
    if (/^[1-9]\d{0,14}$/.test(ticketId)) return ticketId;
    throw new TicketSystemError('there is no such ticket: ids are whole numbers, and not the ticket number', {
      kind: 'not_found',
      ...this.where,
    });
  }

  /** The request itself is wrong: it will fail each time. */
  refuse(message: string, hint?: string): TicketSystemError {
    return new TicketSystemError(message, { kind: 'permanent', hint, ...this.where });
  }

  /** Does the work of the call; failures of the interface become errors of the contract. */
  async run<T>(work: (call: Call) => Promise<T>): Promise<T> {
    this.signal?.throwIfAborted();
    try {
      return await work(this);
    } catch (error) {
      throw error instanceof Refusal || isHttpFailure(error) ? explain(error, this.where) : error;
    }
  }
}
