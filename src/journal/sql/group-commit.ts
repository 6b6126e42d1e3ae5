import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Durability } from '../journal.js';

/** How long what nobody waits for may wait for company, milliseconds. */
const WAIT = 5;
/** How long after a failure it is tried again unasked, milliseconds. */
const PAUSE = 1_000;

/** Makes a batch as safe as asked, or rejects and has changed nothing. An empty one that is to be safe makes safe what was committed before. */
export type Commit<T, R = void> = (batch: readonly T[], durability: Durability) => Promise<R>;

/** How a {@link GroupCommit} commits. */
export interface GroupCommitOptions<T> {
  readonly commit: Commit<T>;
  /** Drops from what failed to be committed what later entries make needless. */
  readonly shorten: (batch: readonly T[]) => T[];
  /** How safe a commit is that nobody waits for. Default: safe. */
  readonly unasked?: Durability;
}

/**
 * Collects what is to be remembered, and has it committed together: everybody who asks while a commit is at work shares the next one.
 * What could not be committed stays, before what came later.
 */
export class GroupCommit<T> {
  #waiting: T[] = [];
  /** Whether something was committed that is not safe yet. */
  #isUnsafe = false;
  #current: Promise<void> | undefined;
  /** What all who ask now share. */
  #next: { durability: Durability; done: Promise<void> } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(private readonly options: GroupCommitOptions<T>) {}

  /** How many entries are not safe yet. */
  get size(): number {
    return this.#waiting.length;
  }

  add(entry: T): void {
    this.#waiting.push(entry);
    this.#timer ??= this.#schedule(WAIT);
  }

  /** Resolves once all that was added before is as safe as asked. */
  flush(durability: Durability = 'safe'): Promise<void> {
    if (this.#current === undefined && !this.#isMissing(durability)) return Promise.resolve();
    this.#next ??= { durability, done: this.#flushInTurn(durability) };
    if (durability === 'safe') this.#next.durability = 'safe';
    return this.#next.done;
  }

  #isMissing(durability: Durability): boolean {
    return this.#waiting.length > 0 || (durability === 'safe' && this.#isUnsafe);
  }

  #flushInTurn(durability: Durability): Promise<void> {
    return this.#inTurn(durability, async (batch, wanted) => {
      this.#next = undefined;
      if (batch.length > 0 || (wanted === 'safe' && this.#isUnsafe)) await this.options.commit(batch, wanted);
    });
  }

  /**
   * Has something else done together with the commit of all that was added before: one transaction instead of two.
   *
   * @param commit - commits the batch and does the rest, or rejects and has changed nothing
   */
  join<R>(durability: Durability, commit: Commit<T, R>): Promise<R> {
    return this.#inTurn(durability, commit);
  }

  async #inTurn<R>(wanted: Durability, commit: Commit<T, R>): Promise<R> {
    // Whoever is told in this turn of the loop what he waits for, an answer of the helpdesk say, comes along.
    await nextTurn();
    while (this.#current !== undefined) await this.#current.catch(() => undefined);
    // Whoever flushes and waits behind it is done with it, too.
    const durability = this.#next?.durability === 'safe' ? 'safe' : wanted;
    const result = this.#run(durability, commit);
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

  async #run<R>(durability: Durability, commit: Commit<T, R>): Promise<R> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const result = await commit(batch, durability);
      this.#isUnsafe = durability === 'soon';
      return result;
    } catch (error) {
      this.#waiting = this.options.shorten([...batch, ...this.#waiting]);
      if (this.#waiting.length > 0) this.#timer ??= this.#schedule(PAUSE);
      throw error;
    }
  }

  #schedule(milliseconds: number): NodeJS.Timeout | undefined {
    if (this.#isStopped) return undefined;
    return setTimeout(() => this.#commitUnasked(), milliseconds);
  }

  /** Whoever has to know of a failure flushes, and is told then. */
  #commitUnasked(): void {
    const { commit, unasked = 'safe' } = this.options;
    this.#inTurn(unasked, async (batch, durability) => {
      if (batch.length > 0) await commit(batch, durability);
    }).catch(() => undefined);
  }
}
