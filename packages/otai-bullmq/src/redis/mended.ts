/** What BullMQ makes of a connection. */
interface Ready {
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
}

/**
 * A queue, and another one when the first could not be made ready: what BullMQ makes at the very moment in which Redis goes away never works,
 * however long Redis has been back.
 */
export class Mended<Q extends Ready> {
  #current: Q | undefined;

  constructor(private readonly make: () => Q) {}

  get(): Q {
    const current = (this.#current ??= this.#begin());
    return current;
  }

  /** The one there is. */
  get made(): Q | undefined {
    return this.#current;
  }

  #begin(): Q {
    const queue = this.make();
    // Connections say by themselves what is wrong with them.
    queue.on('error', () => undefined);
    queue.waitUntilReady().catch(() => {
      if (this.#current === queue) this.#current = undefined;
    });
    return queue;
  }
}
