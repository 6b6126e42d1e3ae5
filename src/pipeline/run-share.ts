import { PipeResult } from '../api/pipe-result.js';
import type { Run } from './run.js';

/** A ticket of a run, as a step that goes over the tickets comes by it. */
export interface SharedItem {
  /** The path of that step. */
  readonly path: string;
  readonly system: string;
  readonly ticketId: string;
  readonly workId: string;
  /** Whether the run is done with the ticket. */
  readonly isSettled: boolean;
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
  decide(run: Run, item: SharedItem | undefined): PipeResult | undefined;
  /** An item was worked on here. */
  done(run: Run, item: SharedItem, result: PipeResult): void;
  /** Whether a ticket in an earlier result may be looked at here, so that it must be read again. */
  needs(system: string, ticketId: string): boolean;
}

/** The whole of a run but for its tickets, which are handed over. The run stops after that, and goes on when all of them are settled. */
export class RunWithoutItems implements RunShare {
  readonly isPart = false;
  /** Those that are to be handed over. */
  readonly items: SharedItem[] = [];

  /**
   * @param resultOf - how an item ended that had been handed over; `undefined`: not known, or not kept
   * @param readsTickets - whether there are steps after those that go over the tickets, which may read what they say
   */
  constructor(
    private readonly resultOf: (item: SharedItem) => PipeResult | undefined,
    private readonly readsTickets: boolean,
  ) {}

  decide(run: Run, item: SharedItem | undefined): PipeResult | undefined {
    if (item === undefined) return undefined;
    // A settled one whose result was not kept is gone through again: its steps have their results.
    if (item.isSettled) return this.resultOf(item);
    this.items.push(item);
    run.suspend(new Error('its tickets are jobs of their own'));
    return PipeResult.skipped('it is a job of its own');
  }

  done(): void {}

  needs(): boolean {
    return this.readsTickets;
  }
}

/** One ticket of a run. */
export class OneItem implements RunShare {
  readonly isPart = true;
  /** How it ended; `undefined`: the run has not come by it, or was stopped. */
  result: PipeResult | undefined;

  constructor(private readonly wanted: Pick<SharedItem, 'path' | 'system' | 'ticketId'>) {}

  decide(run: Run, item: SharedItem | undefined): PipeResult | undefined {
    const { path, system, ticketId } = this.wanted;
    if (run.suspended) return PipeResult.skipped('the run is stopping');
    const isWanted = item !== undefined && item.path === path && item.system === system && item.ticketId === ticketId;
    return isWanted ? undefined : PipeResult.skipped('another job does it');
  }

  done(run: Run, item: SharedItem, result: PipeResult): void {
    if (!run.suspended && item.ticketId === this.wanted.ticketId) this.result = result;
    run.suspend(new Error('the ticket is done'));
  }

  needs(system: string, ticketId: string): boolean {
    return system === this.wanted.system && ticketId === this.wanted.ticketId;
  }
}
