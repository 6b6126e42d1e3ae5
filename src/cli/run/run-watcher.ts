import type { RunEvent } from '../../pipeline/run-events.js';
import type { CliIo } from '../cli-io.js';
import { eventToJson } from './event-json.js';
import { Progress } from './progress.js';
import { isWorthTelling, printReport } from './report.printer.js';
import { RunSummary } from './run-summary.js';

/** How runs are shown. */
export interface WatchStyle {
  /** Events as JSON lines, and nothing else. */
  readonly json: boolean;
  /** Also runs that wrote nothing are told. */
  readonly quietRuns: boolean;
}

/** How many runs are followed at a time. */
const MOST_RUNS = 1000;

/** Shows all runs of an application from their events. */
export class RunWatcher {
  readonly #summaries = new Map<string, RunSummary>();
  readonly #progress: Progress;

  constructor(
    private readonly io: CliIo,
    private readonly style: WatchStyle,
  ) {
    this.#progress = new Progress(io);
  }

  /** How many runs are at work. */
  get running(): number {
    return this.#summaries.size;
  }

  readonly watch = (event: RunEvent): void => {
    const summary = this.#summaryOf(event);
    if (this.style.json) this.io.out(JSON.stringify(eventToJson(event)));
    else this.#tell(event, summary);
    if (event.type === 'run_finished') this.#summaries.delete(event.runId);
  };

  #summaryOf(event: RunEvent): RunSummary {
    const summary = this.#summaries.get(event.runId) ?? new RunSummary();
    this.#summaries.set(event.runId, summary);
    // Of a run in a fleet the end may come in another process.
    if (this.#summaries.size > MOST_RUNS) this.#summaries.delete(this.#summaries.keys().next().value ?? '');
    summary.add(event);
    return summary;
  }

  #tell(event: RunEvent, summary: RunSummary): void {
    if (this.style.quietRuns || this.io.isTty) this.#progress.show(event, summary);
    if (event.type !== 'run_finished') return;
    if (this.style.quietRuns || isWorthTelling(event.result, summary)) printReport(this.io, event.result, summary);
  }
}
