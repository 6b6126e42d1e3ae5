import type { CancelTimer } from '../api/clock.js';
import { TicketSystemError } from '../api/tickets/ticket-system.error.js';
import type { OtaiError } from '../api/otai.error.js';
import { allowManyListeners, follow } from './abort-signals.js';
import type { Run } from './run.js';
import { StepFailedError, StepTimeoutError } from './run.error.js';

/** Where an attempt is made: in a run, and perhaps inside of an attempt of the step that holds this one. */
export interface AttemptSite {
  readonly run: Run;
  readonly attempt: Attempt | undefined;
}

/**
 * One attempt of a step that may be tried again or has a time limit, and of all that is nested in that step: how long it may take,
 * and what it has written. Steps without either have none.
 */
export class Attempt {
  #controller: AbortController | undefined;
  #end: (() => void) | undefined;
  /** Writes that were done, or may have been. */
  readonly #writes = { repeatable: 0, others: 0 };

  constructor(
    /** 1 for the first. */
    readonly number: number,
    private readonly site: AttemptSite,
  ) {}

  /** Aborts when the time is up, or when whatever is around is aborted. */
  get signal(): AbortSignal {
    return this.#controller?.signal ?? this.#outerSignal;
  }

  /** Whether nothing may begin in it any more: its time, or that of an attempt around it, is up. */
  get isOver(): boolean {
    return this.#controller?.signal.aborted === true || this.site.attempt?.isOver === true;
  }

  /** Whether it may do again what an attempt before it, or before one around it, has done. */
  get isRepeat(): boolean {
    return this.number > 1 || this.site.attempt?.isRepeat === true;
  }

  /** Rejects when the time is up; never resolves. Call {@link close} when it does not matter any more. */
  limit(milliseconds: number): Promise<never> {
    const controller = new AbortController();
    allowManyListeners(controller.signal);
    const unfollow = follow(this.#outerSignal, controller);
    this.#controller = controller;
    return new Promise((_, reject) => {
      const cancel: CancelTimer = this.site.run.environment.clock.after(milliseconds, () => {
        const error = new StepTimeoutError(milliseconds);
        // First: what a pipe throws when it is aborted is not why the attempt failed.
        reject(error);
        controller.abort(error);
      });
      this.#end = () => {
        cancel();
        unfollow();
      };
    });
  }

  /** Forgets the time limit. */
  close(): void {
    this.#end?.();
  }

  /**
   * Makes a write and keeps in mind that it was made. Whoever is still at work when his time is up writes nothing any more:
   * the next attempt is, or somebody was told that this one failed.
   *
   * @param isRepeatable - whether doing it twice comes to the same as once
   */
  async write<T>(isRepeatable: boolean, perform: () => Promise<T>): Promise<T> {
    if (this.isOver) throw this.signal.reason;
    this.#count(isRepeatable, 1);
    try {
      return await perform();
    } catch (error) {
      if (error instanceof TicketSystemError && error.effect === 'none') this.#count(isRepeatable, -1);
      throw error;
    }
  }

  /** Whether the step may be tried again after this error: it may go well then, and nothing is done twice that must not be. */
  isRepeatableAfter(error: OtaiError): boolean {
    if (!error.retryable || this.#writes.others > 0) return false;
    return this.#writes.repeatable > 0 || !mayHaveWritten(error);
  }

  #count(isRepeatable: boolean, by: 1 | -1): void {
    this.#writes[isRepeatable ? 'repeatable' : 'others'] += by;
    const { attempt } = this.site;
    if (attempt !== undefined) attempt.#count(isRepeatable, by);
  }

  get #outerSignal(): AbortSignal {
    return this.site.attempt?.signal ?? this.site.run.signal;
  }
}

/** What was written past the port is known from the error alone. */
function mayHaveWritten(error: OtaiError): boolean {
  const cause = error instanceof StepFailedError ? error.cause : error;
  return cause instanceof TicketSystemError && cause.effect !== 'none';
}
