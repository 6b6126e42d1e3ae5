/** Cancels what {@link Clock.after} arranged. */
export type CancelTimer = () => void;

/**
 * The time, as triggers and schedulers see it. Inject it instead of using `Date` and timers, and tests need not wait:
 * `FakeClock` of `open-ticket-ai/testing` goes on only when it is told to.
 */
export abstract class Clock {
  /** Milliseconds since 1970. */
  abstract now(): number;

  /** Calls back once, after a time in milliseconds (as long as you like: beyond what a Node timer can wait, too). */
  abstract after(milliseconds: number, callback: () => void): CancelTimer;
}

/** The longest wait of a Node timer (2^31 - 1 ms, 24.8 days); it takes longer ones for 1 ms. */
const LONGEST = 2_147_483_647;

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  after(milliseconds: number, callback: () => void): CancelTimer {
    const rest = milliseconds - LONGEST;
    const next = rest > 0 ? () => (cancel = this.after(rest, callback)) : callback;
    const timer = setTimeout(next, Math.min(milliseconds, LONGEST));
    let cancel: CancelTimer = () => clearTimeout(timer);
    return () => cancel();
  }
}
