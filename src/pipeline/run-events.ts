import { Observable, type Subscriber } from 'rxjs';
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

/** An attempt of a step failed, and there will be another. */
export interface StepRetriedEvent extends RunEventBase {
  readonly type: 'step_retried';
  readonly step: string;
  readonly path: string;
  /** The attempt that failed: 1 is the first. */
  readonly attempt: number;
  /** How long the step waits before the next one, milliseconds. */
  readonly delayMs: number;
  readonly error: OtaiError;
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
export type RunEvent = RunStartedEvent | StepStartedEvent | StepRetriedEvent | StepFinishedEvent | TicketWrittenEvent | RunFinishedEvent;

/** What a log needs: the steps that failed, and the end of each run. */
export type RunOutcome = StepFinishedEvent | RunFinishedEvent;

/**
 * Carries events from the runner to whoever watches. Asking first whether anybody does keeps watching free when nobody does.
 *
 * Lists of its own and not a `Subject`, whose `next` allocates for every event.
 */
export class RunEventBus {
  readonly #all = new Watchers<RunEvent>();
  readonly #outcomes = new Watchers<RunOutcome>();

  /** Every event. */
  readonly events$: Observable<RunEvent> = this.#all.observable;

  /** Failed steps and finished runs only: cheaper for everybody, since steps that go well then need no events. */
  readonly outcomes$: Observable<RunOutcome> = this.#outcomes.observable;

  /** Whether somebody wants every event. */
  get watched(): boolean {
    return this.#all.list.length > 0;
  }

  /** Whether somebody wants at least the outcomes. */
  get outcomesWatched(): boolean {
    return this.#outcomes.list.length > 0 || this.watched;
  }

  emit(event: RunEvent): void {
    for (const watcher of this.#all.list) watcher.next(event);
    if (this.#outcomes.list.length > 0 && isOutcome(event)) for (const watcher of this.#outcomes.list) watcher.next(event);
  }
}

function isOutcome(event: RunEvent): event is RunOutcome {
  return event.type === 'run_finished' || (event.type === 'step_finished' && event.result.failed);
}

/** Who watches at the moment. The list is replaced and never changed, so that who leaves while he is told something disturbs nobody. */
class Watchers<E> {
  list: readonly Subscriber<E>[] = [];

  readonly observable = new Observable<E>((watcher) => {
    this.list = [...this.list, watcher];
    return () => {
      this.list = this.list.filter((other) => other !== watcher);
    };
  });
}
