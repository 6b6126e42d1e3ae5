import { OtaiError } from '../otai.error.js';

/**
 * What went wrong with a helpdesk, as far as the caller must know to react:
 * `retryable` and `rate_limited` may be tried again, the others not without a change by somebody.
 */
export type TicketSystemErrorKind = 'permanent' | 'retryable' | 'rate_limited' | 'conflict' | 'unauthorized' | 'not_found';

/** Where and how an operation on a ticket system failed. */
export interface TicketSystemErrorDetails {
  readonly kind: TicketSystemErrorKind;
  /** The service's id or the helpdesk's name. */
  readonly system: string;
  /** E.g. `updateTicket`. */
  readonly operation: string;
  readonly ticketId?: string | undefined;
  /** How long the helpdesk asks to wait, milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** An operation on a helpdesk failed. Code: `OTAI_TICKET_SYSTEM_` + the kind in capitals. Never carries secrets. */
export class TicketSystemError extends OtaiError {
  readonly kind: TicketSystemErrorKind;
  readonly system: string;
  readonly operation: string;
  readonly ticketId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: TicketSystemErrorDetails) {
    const ticket = details.ticketId === undefined ? '' : ` (ticket ${details.ticketId})`;
    super(`OTAI_TICKET_SYSTEM_${details.kind.toUpperCase()}`, `${details.system}: ${details.operation}${ticket}: ${message}`, {
      cause: details.cause,
      ...(details.hint === undefined ? {} : { hint: details.hint }),
    });
    this.kind = details.kind;
    this.system = details.system;
    this.operation = details.operation;
    this.ticketId = details.ticketId;
    this.retryAfterMs = details.retryAfterMs;
  }
}
