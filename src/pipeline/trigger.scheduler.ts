import { Logger } from '@nestjs/common';
import { messageOf } from '../api/error-message.js';
import type { Clock } from '../api/clock.js';
import { OtaiError } from '../api/otai.error.js';
import type { StopTrigger, TriggerCursor, TriggerHandler } from '../api/trigger.decorator.js';
import type { Journal } from '../journal/journal.js';
import type { CompiledPipeline, CompiledTrigger } from './compiled-pipeline.js';
import type { Executor } from './executor.js';
import { RunGate } from './run.gate.js';

/** The trigger of one pipeline, from the moment it is told to start. */
interface StartedTrigger {
  readonly pipeline: string;
  readonly gate: RunGate;
  /** What stops it; absent while it is starting, or when there is nothing to stop. */
  stop?: StopTrigger | void;
}

/** A trigger could not start, so none runs. Code `OTAI_TRIGGER_FAILED`; `cause` is what it threw. */
export class TriggerStartError extends OtaiError {
  constructor(pipeline: string, cause: unknown) {
    super('OTAI_TRIGGER_FAILED', `the trigger of pipeline ${pipeline} could not start: ${messageOf(cause)}`, { cause });
  }
}

/** Starts the trigger of every pipeline, lets each fire as many runs at a time as the pipeline may have, and stops them all. */
export class TriggerScheduler {
  readonly #logger = new Logger('otai');
  #triggers: StartedTrigger[] = [];
  #isStopped = false;

  constructor(
    private readonly pipelines: Iterable<CompiledPipeline>,
    private readonly executor: Executor,
    private readonly parts: { readonly clock: Clock; readonly journal: Journal },
  ) {}

  /**
   * Starts all triggers, or none: when one cannot start, those before it are stopped again. What is started already goes on as it is.
   *
   * @throws TriggerStartError (as a rejection)
   */
  async start(): Promise<void> {
    this.#isStopped = false;
    for (const pipeline of this.pipelines) {
      if (pipeline.trigger !== undefined && !this.#isStopped && !this.#hasTrigger(pipeline))
        await this.#startOne(pipeline, pipeline.trigger);
    }
  }

  /** Whether there are triggers that may fire. */
  get isAtWork(): boolean {
    return this.#triggers.length > 0;
  }

  /** No run starts any more after this, also when triggers are still starting. Runs that are going on go on. Never rejects. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const triggers = this.#triggers;
    this.#triggers = [];
    await Promise.all(triggers.map((trigger) => this.#stopOne(trigger)));
  }

  #hasTrigger({ name }: CompiledPipeline): boolean {
    return this.#triggers.some(({ pipeline }) => pipeline === name);
  }

  async #startOne(pipeline: CompiledPipeline, { trigger, params }: CompiledTrigger): Promise<void> {
    const { name } = pipeline;
    const gate = new RunGate(pipeline, { executor: this.executor, clock: this.parts.clock, stopAll: () => this.#stopAfterFailure(name) });
    const started: StartedTrigger = { pipeline: name, gate };
    this.#triggers.push(started);
    const logger = new Logger(`otai/${name}`);
    try {
      const start = () =>
        trigger.instance.start({ params, pipeline: name, fire: (input) => gate.fire(input), cursor: this.#cursorOf(name), logger });
      started.stop = await this.#inFleet(pipeline, start);
    } catch (error) {
      await this.stop();
      throw new TriggerStartError(name, error);
    }
    if (gate.isClosed) await this.#stopOne(started);
  }

  #cursorOf(pipeline: string): TriggerCursor {
    const { journal } = this.parts;
    const name = `trigger:${pipeline}`;
    return { read: () => journal.cursor(name), move: (to) => journal.moveCursor(name, to) };
  }

  /** In a fleet a schedule is kept by all together, and any other trigger is started in one of its processes. */
  #inFleet(pipeline: CompiledPipeline, start: () => ReturnType<TriggerHandler['start']>): ReturnType<TriggerHandler['start']> {
    const { fleet } = this.executor;
    if (fleet === undefined) return start();
    const { trigger, params } = pipeline.trigger ?? {};
    const schedule = trigger?.instance.schedule?.(params ?? {});
    return schedule === undefined ? fleet.lead(`trigger:${pipeline.name}`, async () => start()) : fleet.schedule(pipeline, schedule);
  }

  /** One that cannot be stopped must not keep the others from it, nor the application from shutting down. */
  async #stopOne({ pipeline, gate, stop }: StartedTrigger): Promise<void> {
    gate.close();
    try {
      await stop?.();
    } catch (error) {
      this.#logger.error(`the trigger of pipeline ${pipeline} could not be stopped: ${messageOf(error)}`);
    }
  }

  /** `always_retry: false` of the 1.4 grammar: a failure ends all pipelines. */
  #stopAfterFailure(pipeline: string): void {
    this.#logger.error(`pipeline ${pipeline} failed and its config says always_retry: false: all triggers are stopped`);
    void this.stop();
  }
}
