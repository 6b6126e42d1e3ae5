import { TicketSystemError, type TicketOperation, type TicketSystemErrorDetails } from '../../api/tickets/ticket-system.error.js';

/** One call of the helpdesk: knows enough to say what failed. */
export class Operation {
  constructor(
    private readonly system: string,
    private readonly name: string,
    private readonly ticketId?: string,
  ) {}

  /** What an error says of the call. */
  get where(): TicketOperation {
    return { system: this.system, operation: this.name, ticketId: this.ticketId };
  }

  /** The request itself is wrong: it will fail each time. */
  refuse(message: string, hint?: string): TicketSystemError {
    return this.error(message, { kind: 'permanent', hint });
  }

  notFound(): TicketSystemError {
    return this.error('there is no such ticket', { kind: 'not_found' });
  }

  /** What writing failed with. The disk may have room again later; a value that JSON cannot say stays one. */
  writeFailed(cause: unknown): TicketSystemError {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== undefined) return this.error(`the ticket file could not be written (${code})`, { kind: 'retryable', cause });
    return this.error((cause as Error).message, { kind: 'permanent', cause });
  }

  private error(message: string, details: Pick<TicketSystemErrorDetails, 'kind' | 'hint' | 'cause'>): TicketSystemError {
    return new TicketSystemError(message, { ...this.where, ...details });
  }
}
