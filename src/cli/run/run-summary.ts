import type { ResultData } from '../../api/pipe-result.js';
import { StepFailedError } from '../../pipeline/run.error.js';
import type { RunEvent, StepFinishedEvent, TicketWrittenEvent } from '../../pipeline/run-events.js';
import { SkippedSteps } from './skipped-steps.js';
import { itemOf } from './step-path.js';
import { TicketRow } from './ticket-row.js';

/** From 0 to 1; `unsure` when the label was not taken. */
export type Confidence = number | 'unsure';

/** A step that failed itself: not one that only holds a failed one. */
export interface FailedStep {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What one run did, gathered from its events. Holds ticket data; it lives as long as the run. */
export class RunSummary {
  readonly skipped = new SkippedSteps();
  /** Classifications whose own label was not taken: their fallback was, and a person may want to look. */
  readonly unsure = new SkippedSteps();
  readonly failed: FailedStep[] = [];
  steps = 0;
  writes = 0;
  readonly #rows = new Map<string, TicketRow>();
  /** By the path of the item they are about. */
  readonly #confidences = new Map<string, Map<string, Confidence>>();

  /** The tickets that were written, in the order of their first write. */
  get rows(): readonly TicketRow[] {
    return [...this.#rows.values()];
  }

  add(event: RunEvent): void {
    if (event.type === 'step_finished') this.#addStep(event);
    else if (event.type === 'ticket_written') this.#addWrite(event);
  }

  /** How sure the classifiers were that the row's item met, by step. */
  confidencesOf(row: TicketRow): ReadonlyMap<string, Confidence> {
    const about = [...this.#confidences].filter(([item]) => item === '' || row.item === item || row.item.startsWith(`${item}/`));
    return new Map(about.flatMap(([, confidences]) => [...confidences]));
  }

  #addStep({ step, path, result }: StepFinishedEvent): void {
    this.steps += 1;
    if (result.status === 'skipped') this.skipped.add(step, result.reason);
    else if (result.status === 'failed') this.#addFailure(path, result.error);
    else if (typeof result.data['confidence'] === 'number') this.#addClassification(step, itemOf(path), result.data);
  }

  #addClassification(step: string, item: string, { confidence, abstained, reason }: ResultData): void {
    this.#confidencesAt(item).set(step, abstained === true ? 'unsure' : Number(confidence));
    if (abstained === true) this.unsure.add(step, String(reason));
  }

  #addFailure(path: string, error: Error): void {
    if (!(error instanceof StepFailedError) || error.path !== path) return;
    const cause = error.cause instanceof Error ? error.cause.message : String(error.cause);
    this.failed.push({ path, code: error.causeCode, message: cause });
  }

  #addWrite({ path, write, dryRun }: TicketWrittenEvent): void {
    this.writes += 1;
    const item = itemOf(path);
    // A ticket that is only now created has no id to be known by: its item stands for it.
    const key = `${write.system}\n${write.ticketId ?? `new ${item} ${this.writes}`}`;
    const row = this.#rows.get(key) ?? new TicketRow(item, write);
    this.#rows.set(key, row);
    row.add(write, dryRun);
  }

  #confidencesAt(item: string): Map<string, Confidence> {
    const known = this.#confidences.get(item) ?? new Map<string, Confidence>();
    this.#confidences.set(item, known);
    return known;
  }
}
