import { performance } from 'node:perf_hooks';

/** How long work may go on before everything else in the process gets its turn, milliseconds. */
const LONGEST_BREATH = 20;

/**
 * Lets the rest of the process live while a long list is gone over: promises alone never let a timer, a request or a cancellation through.
 */
export class Breather {
  #since = performance.now();

  /** Call it after each piece of work. Pauses only when it is time to. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since < LONGEST_BREATH) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#since = performance.now();
  }
}
