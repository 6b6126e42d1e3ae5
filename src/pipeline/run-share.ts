import { PipeResult } from '../api/pipe-result.js';
import type { Run } from './run.js';

/** A ticket of a run, as a step that goes over the tickets comes by it. */
export interface SharedItem {
  /** The path of that step. */
  readonly path: string;
  /** By which the paths of the steps for this ticket know it. */
  readonly label: string | undefined;
  readonly system: string;
  readonly ticketId: string;
  readonly workId: string;
  /** Whether the run is done with the ticket. */
  readonly isSettled: boolean;
}

/** How an item ended without any work here. */
export interface DecidedItem {
  readonly result: PipeResult;
  /** Whether that is how the run is done with its ticket. */
  readonly settles: boolean;
}

/** Which part of a run this process does, where the tickets of a run are jobs of their own. */
export interface RunShare {
  /** Whether another process keeps the whole together: the run neither begins nor ends here. */
  readonly isPart: boolean;
  /**
   * What becomes of an item. `undefined` for the item: it is no ticket that the run has claimed.
   *
   * @returns its result without any work here; `undefined`: it is worked on here
   */
  decide(run: Run, item: SharedItem | undefined): DecidedItem | undefined;
  /** An item was worked on here. */
  done(run: Run, item: SharedItem, result: PipeResult): void;
  /** Which tickets in earlier results may be looked at here, so that they must be read again: all, none, or that one. */
  readonly needed: boolean | Pick<SharedItem, 'system' | 'ticketId'>;
}

/** How an item ended that had been handed over. `data` may be missing where they were not kept. */
export interface EndedItem {
  readonly result: PipeResult;
  readonly isComplete: boolean;
}

/** The whole of a run but for its tickets, which are handed over. The run stops after that, and goes on when all of them have ended. */
export class RunWithoutItems implements RunShare {
  readonly isPart = false;
  readonly #items = new Map<string, SharedItem>();

  /**
   * @param endOf - how an item ended that had been handed over; `undefined`: it was not, or has not ended
   * @param hasMore - whether there are steps after those that go over the tickets, which may read what the tickets say, or have come to
   */
  constructor(
    private readonly endOf: (item: SharedItem) => EndedItem | undefined,
    private readonly hasMore: boolean,
  ) {}

  /** Those that are to be handed over. */
  get items(): readonly SharedItem[] {
    return [...this.#items.values()];
  }

  decide(run: Run, item: SharedItem | undefined): DecidedItem | undefined {
    if (item === undefined) return undefined;
    const ended = this.endOf(item);
    // One whose data were not kept, but are asked for, is gone through again: its steps have their results.
    if (ended !== undefined && (ended.isComplete || !this.hasMore || !item.isSettled))
      return { result: ended.result, settles: !item.isSettled };
    if (item.isSettled) return undefined;
    this.#items.set(`${item.path}\n${item.system}\n${item.ticketId}`, item);
    run.suspend(new Error('its tickets are jobs of their own'));
    return elsewhere('it is a job of its own');
  }

  done(): void {}

  get needed(): boolean {
    return this.hasMore;
  }
}

/** One ticket of a run. */
export class OneItem implements RunShare {
  readonly isPart = true;
  /** How it ended; `undefined`: the run has not come by it, or was stopped. */
  result: PipeResult | undefined;

  constructor(private readonly wanted: Pick<SharedItem, 'path' | 'system' | 'ticketId'>) {}

  decide(run: Run, item: SharedItem | undefined): DecidedItem | undefined {
    const { path, system, ticketId } = this.wanted;
    if (run.suspended) return elsewhere('the run is stopping');
    const isWanted = item !== undefined && item.path === path && item.system === system && item.ticketId === ticketId;
    return isWanted ? undefined : elsewhere('another job does it');
  }

  done(run: Run, item: SharedItem, result: PipeResult): void {
    if (!run.suspended && item.ticketId === this.wanted.ticketId) this.result = result;
    run.suspend(new Error('the ticket is done'));
  }

  get needed(): Pick<SharedItem, 'system' | 'ticketId'> {
    return this.wanted;
  }
}

function elsewhere(why: string): DecidedItem {
  return { result: PipeResult.skipped(why), settles: false };
}
