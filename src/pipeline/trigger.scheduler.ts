import { Logger } from '@nestjs/common';
import type { Clock } from '../api/clock.js';
import type { CompiledPipeline, CompiledTrigger } from './compiled-pipeline.js';
import type { Executor } from './executor.js';

/** Starts the trigger of every pipeline, lets each fire one run at a time, and stops them all. */
export class TriggerScheduler {
  readonly #logger = new Logger('otai');
  #stops: (() => Promise<void>)[] = [];

  constructor(
    private readonly pipelines: Iterable<CompiledPipeline>,
    private readonly executor: Executor,
    private readonly clock: Clock,
  ) {}

  /** Starts all triggers, or none: when one cannot start, those before it are stopped again. */
  async start(): Promise<void> {
    try {
      for (const pipeline of this.pipelines) {
        if (pipeline.trigger !== undefined) await this.#startOne(pipeline, pipeline.trigger);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** No run starts any more after this. Runs that are going on go on. */
  async stop(): Promise<void> {
    const stops = this.#stops;
    this.#stops = [];
    await Promise.all(stops.map((stop) => stop()));
  }

  async #startOne(pipeline: CompiledPipeline, { trigger, params }: CompiledTrigger): Promise<void> {
    const gate = new RunGate(pipeline, { executor: this.executor, clock: this.clock }, () => this.#stopAfterFailure(pipeline));
    const logger = new Logger(`otai/${pipeline.name}`);
    const stop = await trigger.instance.start({ params, pipeline: pipeline.name, fire: (input) => gate.fire(input), logger });
    this.#stops.push(async () => {
      gate.close();
      await stop?.();
    });
  }

  /** `always_retry: false` of the 1.4 grammar: a failure ends all pipelines. */
  async #stopAfterFailure({ name }: CompiledPipeline): Promise<void> {
    this.#logger.error(`pipeline ${name} failed and its config says always_retry: false: all triggers are stopped`);
    await this.stop();
  }
}

/** Lets one run of a pipeline through at a time, none after the trigger was stopped, and none in the pause after a failure. */
class RunGate {
  #state: 'open' | 'running' | 'closed' = 'open';
  #pausedUntil = 0;

  constructor(
    private readonly pipeline: CompiledPipeline,
    private readonly parts: { readonly executor: Executor; readonly clock: Clock },
    private readonly stopAll: () => Promise<void>,
  ) {}

  close(): void {
    this.#state = 'closed';
  }

  async fire(input: unknown): Promise<boolean> {
    if (this.#state !== 'open' || this.parts.clock.now() < this.#pausedUntil) return false;
    this.#state = 'running';
    const { failed } = await this.parts.executor.start(this.pipeline, { input }).result;
    if (this.#state === 'running') this.#state = 'open';
    if (failed) await this.#afterFailure();
    return true;
  }

  async #afterFailure(): Promise<void> {
    const { exceptionSleep, stopOnFailure } = this.pipeline.entry;
    this.#pausedUntil = this.parts.clock.now() + (exceptionSleep ?? 0);
    if (stopOnFailure === true) await this.stopAll();
  }
}
