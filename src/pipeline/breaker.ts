import type { BreakerEntry } from '../config/otai-config.js';

/** Counts failures in a row, and says how long to pause after too many: longer each time, as long as nothing goes well. */
export class Breaker {
  #failures = 0;
  #pauses = 0;

  /** @param entry - `undefined`: never pauses */
  constructor(private readonly entry: BreakerEntry | undefined) {}

  /** How many failures there were in a row. */
  get failures(): number {
    return this.#failures;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauses = 0;
  }

  /** @returns how long to pause now, milliseconds; 0: go on */
  failed(): number {
    this.#failures += 1;
    if (this.entry === undefined || this.#failures < this.entry.after) return 0;
    const { pause, max } = this.entry;
    return Math.min(max, pause * 2 ** Math.min(this.#pauses++, 30));
  }
}
