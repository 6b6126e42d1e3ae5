import { StepFailedError } from '../../pipeline/run.error.js';
import type { RunEvent, StepFinishedEvent, TicketWrittenEvent } from '../../pipeline/run-events.js';
import { SkippedSteps } from './skipped-steps.js';
import { itemOf } from './step-path.js';
import { TicketRow } from './ticket-row.js';

/** A step that failed itself: not one that only holds a failed one. */
export interface FailedStep {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What one run did, gathered from its events. Holds ticket data; it lives as long as the run. */
export class RunSummary {
  readonly skipped = new SkippedSteps();
  readonly failed: FailedStep[] = [];
  steps = 0;
  writes = 0;
  readonly #rows = new Map<string, TicketRow>();
  /** By the path of the item they are about. */
  readonly #confidences = new Map<string, Map<string, number>>();

  /** The tickets that were written, in the order of their first write. */
  get rows(): readonly TicketRow[] {
    return [...this.#rows.values()];
  }

  add(event: RunEvent): void {
    if (event.type === 'step_finished') this.#addStep(event);
    else if (event.type === 'ticket_written') this.#addWrite(event);
  }

  /** How sure the classifiers were that the row's item met, by step. */
  confidencesOf(row: TicketRow): ReadonlyMap<string, number> {
    const about = [...this.#confidences].filter(([item]) => item === '' || row.item === item || row.item.startsWith(`${item}/`));
    return new Map(about.flatMap(([, confidences]) => [...confidences]));
  }

  #addStep({ step, path, result }: StepFinishedEvent): void {
    this.steps += 1;
    if (result.status === 'skipped') this.skipped.add(step, result.reason);
    else if (result.status === 'failed') this.#addFailure(path, result.error);
    else if (typeof result.data['confidence'] === 'number') this.#confidencesAt(itemOf(path)).set(step, result.data['confidence']);
  }

  #addFailure(path: string, error: Error): void {
    if (!(error instanceof StepFailedError) || error.path !== path) return;
    const cause = error.cause instanceof Error ? error.cause.message : String(error.cause);
    this.failed.push({ path, code: error.causeCode, message: cause });
  }

  #addWrite({ path, write }: TicketWrittenEvent): void {
    this.writes += 1;
    const item = itemOf(path);
    // A ticket that is only now created has no id to be known by: its item stands for it.
    const key = `${write.system}\n${write.ticketId ?? `new ${item} ${this.writes}`}`;
    const row = this.#rows.get(key) ?? new TicketRow(item, write);
    this.#rows.set(key, row);
    row.add(write);
  }

  #confidencesAt(item: string): Map<string, number> {
    const known = this.#confidences.get(item) ?? new Map<string, number>();
    this.#confidences.set(item, known);
    return known;
  }
}
