import { OtaiError } from '../otai.error.js';

/**
 * What went wrong with a helpdesk, as far as the caller must know to react:
 * `retryable` and `rate_limited` may be tried again, the others not without a change by somebody.
 */
export type TicketSystemErrorKind = 'permanent' | 'retryable' | 'rate_limited' | 'conflict' | 'unauthorized' | 'not_found';

/**
 * What a failed write has changed: nothing (so that it may be repeated), part of what was asked for, or what nobody can say
 * (it must be looked up before it is repeated).
 */
export type TicketSystemErrorEffect = 'none' | 'partial' | 'unknown';

/** Which call of which helpdesk an error is about. */
export interface TicketOperation {
  /** The service's id or the helpdesk's name. */
  readonly system: string;
  /** E.g. `updateTicket`. */
  readonly operation: string;
  readonly ticketId?: string | undefined;
}

/** Where and how an operation on a ticket system failed. */
export interface TicketSystemErrorDetails extends TicketOperation {
  readonly kind: TicketSystemErrorKind;
  /** Default `none`. */
  readonly effect?: TicketSystemErrorEffect | undefined;
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
  readonly effect: TicketSystemErrorEffect;

  /** A failure of a client library that knows kinds and effects by the same names, as an error about one call. It is kept as the cause. */
  static from(
    failure: Error & Pick<TicketSystemErrorDetails, 'kind' | 'effect' | 'retryAfterMs'>,
    where: TicketOperation,
  ): TicketSystemError {
    const { message, kind, effect, retryAfterMs } = failure;
    return new TicketSystemError(message, { kind, effect, retryAfterMs, cause: failure, ...where });
  }

  constructor(message: string, details: TicketSystemErrorDetails) {
    const ticket = details.ticketId === undefined ? '' : ` (ticket ${details.ticketId})`;
    super(`OTAI_TICKET_SYSTEM_${details.kind.toUpperCase()}`, `${details.system}: ${details.operation}${ticket}: ${message}`, {
      cause: details.cause,
      retryable: details.kind === 'retryable' || details.kind === 'rate_limited',
      retryAfterMs: details.retryAfterMs,
      ...(details.hint === undefined ? {} : { hint: details.hint }),
    });
    this.kind = details.kind;
    this.system = details.system;
    this.operation = details.operation;
    this.ticketId = details.ticketId;
    this.effect = details.effect ?? 'none';
  }
}
