import type { Bus } from '../bus.js';
import type { CancelMessage } from '../messages.js';

/** How many cancelled runs are kept in mind. */
const MOST = 10_000;

/** The runs that nobody wants any more: what is at work on them here is told, and nothing begins. */
export class Cancellations {
  readonly #runs = new Set<string>();
  readonly #tasks = new Map<string, Set<AbortController>>();

  constructor(bus: Bus<CancelMessage>) {
    bus.listen(({ cancel }) => this.cancel(cancel));
  }

  /** Does work on a run with a signal that aborts when the run is cancelled. */
  async during<T>(runId: string, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const task = new AbortController();
    const follow = (): void => task.abort(outer.reason);
    outer.addEventListener('abort', follow, { once: true });
    const tasks = this.#tasks.get(runId) ?? new Set();
    this.#tasks.set(runId, tasks.add(task));
    if (this.#runs.has(runId)) task.abort(cancelled());
    try {
      return await work(task.signal);
    } finally {
      outer.removeEventListener('abort', follow);
      tasks.delete(task);
      if (tasks.size === 0) this.#tasks.delete(runId);
    }
  }

  cancel(runId: string): void {
    this.#runs.add(runId);
    if (this.#runs.size > MOST) this.#runs.delete(this.#runs.values().next().value ?? '');
    for (const task of this.#tasks.get(runId) ?? []) task.abort(cancelled());
  }
}

function cancelled(): Error {
  return new Error('whoever asked for the run does not want it any more');
}
