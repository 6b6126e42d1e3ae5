import { Injectable } from '@nestjs/common';
import { filter, Observable } from 'rxjs';
import { didYouMean } from '../api/did-you-mean.js';
import { OtaiError } from '../api/otai.error.js';
import { follow } from './abort-signals.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { Executor } from './executor.js';
import { NotInitializedError } from './not-initialized.error.js';
import type { RunEvent, RunEventBus } from './run-events.js';
import type { RunOptions } from './run.js';
import type { RunResult } from './run-result.js';

/** Somebody asked for a pipeline that is not configured. Code `OTAI_PIPELINE_UNKNOWN`. */
export class UnknownPipelineError extends OtaiError {
  constructor(name: string, known: readonly string[]) {
    const similar = didYouMean(name, known);
    const list = known.length === 0 ? 'none is configured' : `there are ${known.join(', ')}`;
    super('OTAI_PIPELINE_UNKNOWN', `there is no pipeline "${name}"`, { hint: similar === undefined ? list : `did you mean "${similar}"?` });
  }
}

/** Runs pipelines. The one class that a Nest application needs of this library once it is imported. */
@Injectable()
export class PipelineService {
  readonly #pipelines: ReadonlyMap<string, CompiledPipeline>;
  readonly #executor: Executor;
  readonly #events: RunEventBus;

  /** @internal Nest builds it. */
  constructor(pipelines: ReadonlyMap<string, CompiledPipeline>, executor: Executor, events: RunEventBus) {
    this.#pipelines = pipelines;
    this.#executor = executor;
    this.#events = events;
  }

  /** The events of all runs, for whoever only watches. Hot: it begins where you subscribe, and never ends. */
  get events$(): Observable<RunEvent> {
    return this.#events.events$;
  }

  /** The names of all configured pipelines, in the order of the config. */
  names(): readonly string[] {
    return [...this.#pipelines.keys()];
  }

  /**
   * Runs a pipeline once. A failed run is a result, not a rejection.
   *
   * @throws UnknownPipelineError (as a rejection) when there is no such pipeline
   * @throws OtaiError `OTAI_NOT_INITIALIZED` (as a rejection) before `app.init()` or `app.listen()`
   */
  async run(name: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#executor.start(this.#find(name), options).result;
  }

  /**
   * Runs a pipeline once for each subscriber and emits the events of that run. Completes when the run has ended
   * (the last event is `run_finished`, also when it failed); unsubscribing earlier cancels the run.
   */
  run$(name: string, options: RunOptions = {}): Observable<RunEvent> {
    return new Observable<RunEvent>((subscriber) => {
      const cancel = new AbortController();
      subscriber.add(follow(options.signal, cancel));
      const { runId, result } = this.#executor.start(this.#find(name), { ...options, signal: cancel.signal });
      subscriber.add(this.#events.events$.pipe(filter((event) => event.runId === runId)).subscribe((event) => subscriber.next(event)));
      result.then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
      return () => cancel.abort(new Error('nobody listens to this run any more'));
    });
  }

  #find(name: string): CompiledPipeline {
    const pipeline = this.#pipelines.get(name);
    if (pipeline === undefined) throw new UnknownPipelineError(name, this.names());
    if (!pipeline.steps.every(({ pipe }) => pipe.isBound)) throw new NotInitializedError(`pipeline ${name}`);
    return pipeline;
  }
}
