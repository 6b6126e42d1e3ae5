/** Something that is ended when its time is over. */
export interface Expiring {
  /** When that is, by `performance.now()`. Written by {@link Deadlines.add}. */
  until: number;
  expire(): void;
}

/**
 * The deadlines of all that takes at most the same time, watched by one timer. Requests are mostly answered long before their deadline, one
 * after the other: a timer for each, made and thrown away, would cost more than anything else that a client does for a request.
 */
export class Deadlines {
  /** The next to expire first, for each has the same time. */
  readonly #waiting = new Set<Expiring>();
  #timer: NodeJS.Timeout | undefined;

  /** @param timeMs - how long each may take, milliseconds */
  constructor(readonly timeMs: number) {}

  add(one: Expiring): void {
    one.until = performance.now() + this.timeMs;
    this.#waiting.add(one);
    if (this.#timer === undefined) this.#wait(this.timeMs);
  }

  /** It has ended in time. */
  remove(one: Expiring): void {
    this.#waiting.delete(one);
  }

  /** Lets go of the timer, when nothing is waited for any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(ms: number): void {
    // What keeps the process alive is the connection that is waited for; this timer often waits for nothing.
    this.#timer = setTimeout(() => this.#check(), ms).unref();
  }

  #check(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const one of this.#waiting) {
      if (one.until > now) return this.#wait(Math.ceil(one.until - now));
      this.#waiting.delete(one);
      one.expire();
    }
  }
}
