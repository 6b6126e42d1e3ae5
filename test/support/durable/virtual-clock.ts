import { Clock, type CancelTimer } from '../../../src/api/clock.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** How often everything may be idle before nothing will ever happen any more. */
const PATIENCE = 10;

/** A clock on which time goes by exactly when nothing else is left to do: nobody waits, and all happens in the same order each time. */
export class VirtualClock extends Clock {
  readonly #timers = new Set<Timer>();
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  /** A moment goes by, so that two things that happen one after the other bear different times. */
  tick(): number {
    return (this.#now += 1);
  }

  after(milliseconds: number, callback: () => void): CancelTimer {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /**
   * Lets time go by until a promise is settled.
   *
   * @throws Error (as a rejection) when it never will be: everybody waits, and not for the time
   */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => void (isSettled = true);
    promise.then(settle, settle);
    for (let idle = 0; idle < PATIENCE;) {
      await new Promise(setImmediate);
      if (isSettled) return promise;
      idle = this.#fireNext() ? 0 : idle + 1;
    }
    throw new Error('everybody waits for ever');
  }

  #fireNext(): boolean {
    const [next] = [...this.#timers].toSorted((a, b) => a.at - b.at);
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.callback();
    return true;
  }
}
