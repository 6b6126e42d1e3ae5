/**
 * What goes wrong with the requests of one door, drawn in the order of the requests.
 *
 * - `cut_before`: the connection is cut, and the helpdesk never hears of the request
 * - `cut_after`: the helpdesk does what was asked for, and the connection is cut without an answer; `cut_midway`: in the middle of it
 * - `error_before`, `error_after`: a 5xx, before or after the helpdesk has done it
 * - `busy`: 429 without Retry-After; `busy_for`: with it; `busy_for_long`: longer than the connector is told to wait
 * - `slow_before`, `slow_after`: nothing until the connector has lost its patience, before or after the helpdesk has done it
 * - `outage`: nobody answers for a while
 */
const WEIGHTS = {
  cut_before: 5,
  cut_after: 5,
  cut_midway: 2,
  error_before: 4,
  error_after: 3,
  busy: 3,
  busy_for: 3,
  busy_for_long: 1,
  slow_before: 1,
  slow_after: 2,
  outage: 1,
};

/** All kinds, for the table. */
export const FAULT_KINDS = Object.keys(WEIGHTS);

/** Kinds that a request fails without having reached the helpdesk. */
const STATUS_OF = { error_before: [500, 502, 503], error_after: [500, 502, 504] };

export class FaultPlan {
  #random;
  #outageUntil = 0;
  #isHealed = false;

  /**
   * @param random - the stream to draw from
   * @param options - `rate`: the share of requests that meet a fault; `maxWaitMs`: what the connector is told to wait at most
   */
  constructor(random, { rate, maxWaitMs }) {
    this.#random = random;
    this.rate = rate;
    this.maxWaitMs = maxWaitMs;
  }

  /** From now on nothing fails. */
  heal() {
    this.#isHealed = true;
  }

  /** From now on things fail again. */
  hurt() {
    this.#isHealed = false;
  }

  /** The fault of the next request, `{ kind, status?, retryAfter? }`, or `undefined`. */
  next(now = Date.now()) {
    if (this.#isHealed) return undefined;
    if (now < this.#outageUntil) return { kind: 'outage' };
    const [isHit, kind, detail] = [this.#random.chance(this.rate), this.#random.weighted(WEIGHTS), this.#random.next()];
    if (!isHit) return undefined;
    if (kind === 'outage') this.#outageUntil = now + 300 + detail * 1200;
    return { kind, ...this.#details(kind, detail) };
  }

  #details(kind, detail) {
    if (kind in STATUS_OF) return { status: STATUS_OF[kind][Math.floor(detail * STATUS_OF[kind].length)] };
    if (kind === 'busy_for') return { retryAfter: 1 };
    if (kind === 'busy_for_long') return { retryAfter: Math.ceil(this.maxWaitMs / 1000) + 1 };
    return {};
  }
}
