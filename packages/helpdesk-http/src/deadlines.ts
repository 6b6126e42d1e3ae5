/** Something that is ended when its time is over. What is written here is for {@link Deadlines} alone. */
export abstract class Expiring {
  /** When that is, by `performance.now()`. */
  until = 0;
  /** Its neighbours while it waits. */
  before: Expiring | undefined;
  after: Expiring | undefined;

  abstract expire(): void;
}

/**
 * The deadlines of all that takes at most the same time, watched by one timer. Requests are mostly answered long before their deadline, one
 * after the other: a timer for each, made and thrown away, would cost more than anything else that a client does for a request.
 *
 * They are a chain, from which each one is taken out for good. The tables of a `Set` hold on to one another and to all that was in them, until
 * the next large collection of garbage; that cost more than the timers.
 */
export class Deadlines {
  /** The next to expire, for each has the same time. */
  #first: Expiring | undefined;
  #last: Expiring | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeMs - how long each may take, milliseconds */
  constructor(readonly timeMs: number) {}

  add(one: Expiring): void {
    one.until = performance.now() + this.timeMs;
    one.before = this.#last;
    if (this.#last === undefined) this.#first = one;
    else this.#last.after = one;
    this.#last = one;
    if (this.#timer === undefined) this.#wait(this.timeMs);
  }

  /** It has ended. Does nothing when it was taken out before. */
  remove(one: Expiring): void {
    const { before, after } = one;
    if (before === undefined && this.#first !== one) return;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    one.before = one.after = undefined;
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
    for (let one = this.#first; one !== undefined; one = this.#first) {
      if (one.until > now) return this.#wait(Math.ceil(one.until - now));
      this.remove(one);
      one.expire();
    }
  }
}
