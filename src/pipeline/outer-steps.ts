import type { AdoptedRun, Journal } from '../journal/journal.js';
import type { StepRecord } from '../journal/journal-records.js';
import type { ItemJob } from './job.js';

/** How many runs are kept in mind. */
const MOST_RUNS = 64;

/**
 * Loads what one ticket of a run needs. The steps around the tickets of a run have ended before its tickets are handed over, and are the same for
 * all of them: they are loaded once for each run.
 */
export class OuterSteps {
  readonly #known = new Map<string, readonly StepRecord[]>();

  constructor(private readonly journal: Journal) {}

  /** @throws JournalError (as a rejection) */
  async load({ runId, path, label, system, ticketId }: ItemJob): Promise<AdoptedRun | undefined> {
    const key = `${runId}\n${path}`;
    const outer = label === null ? undefined : this.#known.get(key);
    const part = await this.journal.load(runId, { path, label, system, ticketId, withOuter: outer === undefined });
    if (part === undefined || label === null) return part;
    if (outer !== undefined) return { ...part, steps: [...outer, ...part.steps] };
    const inside = `${path}[${label}]/`;
    this.#keep(
      key,
      part.steps.filter((step) => !step.path.startsWith(inside)),
    );
    return part;
  }

  #keep(key: string, steps: readonly StepRecord[]): void {
    this.#known.set(key, steps);
    if (this.#known.size > MOST_RUNS) this.#known.delete(this.#known.keys().next().value ?? '');
  }
}
