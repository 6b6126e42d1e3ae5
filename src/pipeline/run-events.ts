import { Subject, type Observable } from 'rxjs';
import type { OtaiError } from '../api/otai.error.js';
import type { PipeResult } from '../api/pipe-result.js';
import type { RunResult } from './run-result.js';
import type { TicketWrite } from './write-port.js';

interface RunEventBase {
  readonly runId: string;
  readonly pipeline: string;
}

/** A run began. */
export interface RunStartedEvent extends RunEventBase {
  readonly type: 'run_started';
  readonly dryRun: boolean;
}

/** A step is about to be executed, or skipped. */
export interface StepStartedEvent extends RunEventBase {
  readonly type: 'step_started';
  readonly step: string;
  /** The step with all that holds it: `each[42]/classify`. */
  readonly path: string;
}

/** A step ended: succeeded, was skipped, or failed. */
export interface StepFinishedEvent extends RunEventBase {
  readonly type: 'step_finished';
  readonly step: string;
  readonly path: string;
  readonly result: PipeResult;
  readonly durationMs: number;
}

/** A ticket system was written to; in a dry run: would have been. */
export interface TicketWrittenEvent extends RunEventBase {
  readonly type: 'ticket_written';
  readonly path: string;
  readonly dryRun: boolean;
  readonly write: TicketWrite;
}

/** A run ended. */
export interface RunFinishedEvent extends RunEventBase {
  readonly type: 'run_finished';
  readonly result: RunResult;
  readonly durationMs: number;
  readonly error: OtaiError | undefined;
}

/** What happens while pipelines run, for everybody who only watches: logs, progress, metrics, history. Carries ticket data: handle it as such. */
export type RunEvent = RunStartedEvent | StepStartedEvent | StepFinishedEvent | TicketWrittenEvent | RunFinishedEvent;

/** Carries events from the runner to whoever watches. Asking {@link RunEventBus.watched} first keeps watching free when nobody does. */
export class RunEventBus {
  readonly #subject = new Subject<RunEvent>();
  readonly events$: Observable<RunEvent> = this.#subject.asObservable();

  get watched(): boolean {
    return this.#subject.observed;
  }

  emit(event: RunEvent): void {
    this.#subject.next(event);
  }
}
