import type { Clock } from '../api/clock.js';
import { TicketSystemError, type TicketOperation } from '../api/tickets/ticket-system.error.js';

/** The longest time for which the word of a service is taken without asking it again, milliseconds. */
const LONGEST = 300_000;

/**
 * What a service has said of its rate limit, shared by all steps of all pipelines that use it: once it has asked one of them to wait,
 * it is left alone by all. A call that comes meanwhile fails as if it had been sent: a step with `retry` waits, others fail at once.
 */
export class RateLimit {
  #until = 0;

  /** Whether there is anything to check. */
  get isSet(): boolean {
    return this.#until !== 0;
  }

  /**
   * @throws TicketSystemError of kind `rate_limited`, with the rest of the time, when it is too early for a call
   */
  check(clock: Clock, where: TicketOperation): void {
    const rest = this.#until - clock.now();
    if (rest > 0) throw leftAlone(rest, where);
    this.#until = 0;
  }

  /** Takes note of a failed call. */
  notice(clock: Clock, error: unknown): void {
    if (!(error instanceof TicketSystemError) || error.kind !== 'rate_limited' || error.retryAfterMs === undefined) return;
    this.#until = Math.max(this.#until, clock.now() + Math.min(error.retryAfterMs, LONGEST));
  }
}

function leftAlone(rest: number, where: TicketOperation): TicketSystemError {
  const message = `not called, since it has asked to be left alone for ${Math.ceil(rest / 1000)}s more`;
  return new TicketSystemError(message, { kind: 'rate_limited', retryAfterMs: rest, ...where });
}
