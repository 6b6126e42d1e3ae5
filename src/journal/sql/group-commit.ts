/** How long what nobody waits for may wait for company, milliseconds. */
const WAIT = 5;
/** How long after a failure it is tried again unasked, milliseconds. */
const PAUSE = 1_000;

/**
 * Collects what is to be remembered, and has it committed together: everybody who asks while a commit is at work shares the next one.
 * What could not be committed stays, before what came later.
 */
export class GroupCommit<T> {
  #waiting: T[] = [];
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /**
   * @param commit - makes a batch safe, or rejects and has changed nothing
   * @param shorten - drops from what failed to be committed what later entries make needless
   */
  constructor(
    private readonly commit: (batch: readonly T[]) => Promise<void>,
    private readonly shorten: (batch: readonly T[]) => T[],
  ) {}

  /** How many entries are not safe yet. */
  get size(): number {
    return this.#waiting.length;
  }

  add(entry: T): void {
    this.#waiting.push(entry);
    this.#timer ??= this.#schedule(WAIT);
  }

  /** Resolves once all that was added before is safe. */
  flush(): Promise<void> {
    if (this.#waiting.length === 0) return this.#current ?? Promise.resolve();
    this.#next ??= this.join(this.commit, () => {
      this.#next = undefined;
    });
    return this.#next;
  }

  /**
   * Has something else done together with the commit of all that was added before: one transaction instead of two.
   *
   * @param commit - makes the batch safe and does the rest, or rejects and has changed nothing
   */
  async join<R>(commit: (batch: readonly T[]) => Promise<R>, onTurn: () => void = () => undefined): Promise<R> {
    // Whoever waits in the same turn of the loop comes along.
    await Promise.resolve();
    while (this.#current !== undefined) await this.#current.catch(() => undefined);
    onTurn();
    const result = this.#run(commit);
    this.#current = result.then(
      () => this.#end(),
      (error: unknown) => {
        this.#end();
        throw error;
      },
    );
    this.#current.catch(() => undefined);
    return result;
  }

  #end(): void {
    this.#current = undefined;
  }

  /** No more tries unasked. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run<R>(commit: (batch: readonly T[]) => Promise<R>): Promise<R> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      return await commit(batch);
    } catch (error) {
      this.#waiting = this.shorten([...batch, ...this.#waiting]);
      if (this.#waiting.length > 0) this.#timer ??= this.#schedule(PAUSE);
      throw error;
    }
  }

  #schedule(milliseconds: number): NodeJS.Timeout | undefined {
    if (this.#isStopped) return undefined;
    // Whoever has to know of a failure flushes, and is told then.
    return setTimeout(() => void this.flush().catch(() => undefined), milliseconds);
  }
}
