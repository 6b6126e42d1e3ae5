/** How often the process shows that it is not standing still, milliseconds. */
const BEAT = 100;
/** A process that has not shown it for so long may have missed something, milliseconds. */
const STILL = 500;

/** Thrown in place of sending something, right after the process has stood still. */
export class StoodStillError extends Error {}

/**
 * Tells whether this process stands still now and then: stopped, frozen with its machine, or busy for long. Whoever wakes up goes on with what had
 * come before its timers have their turn, and so before anybody can have told it that it need not go on: a deadline, or another process that has
 * taken its work over.
 */
export class Pulse {
  #timer: NodeJS.Timeout | undefined;
  /** By a clock that stands still while the machine sleeps, and by one that can be set. */
  #last = { steady: 0, wall: 0 };

  start(): void {
    if (this.#timer !== undefined) return;
    this.#beat();
    // Only once all timers that were due have had their turn.
    this.#timer = setInterval(() => void setImmediate(() => this.#beat()), BEAT).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Whether all that was due a moment ago has had its turn. */
  get isSteady(): boolean {
    const { steady, wall } = this.#last;
    return this.#timer === undefined || (performance.now() - steady < STILL && Date.now() - wall < STILL);
  }

  /** Resolves when everything that was due has had its turn. */
  async turn(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setImmediate(resolve));
    this.#beat();
  }

  #beat(): void {
    this.#last = { steady: performance.now(), wall: Date.now() };
  }
}
