import { Clock, type CancelTimer } from '../api/clock.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that goes on only when it is told to: `overrideProvider(Clock).useValue(clock)`, then `await clock.advance(60_000)`. */
export class FakeClock extends Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  /** @param start - the time it shows at first; default 2026-01-01T00:00:00Z */
  constructor(start: Date = new Date(Date.UTC(2026, 0, 1))) {
    super();
    this.#now = start.getTime();
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): CancelTimer {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many callbacks wait for their time. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass: calls what falls due, in order, and lets what that started go on before the next. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      this.#now = due.at;
      this.#timers.delete(due);
      due.callback();
      await settle();
    }
    this.#now = end;
  }

  #next(until: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
  }
}

/** Lets every promise that can go on do so, runs of pipelines included that only use what is in memory. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
