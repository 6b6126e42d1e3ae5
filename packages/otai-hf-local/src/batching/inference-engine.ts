import type { Clock } from 'open-ticket-ai';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelInfo, ModelSpec, TextOutcome, TextOutput } from '../worker/protocol.js';
import { ModelProcess } from '../worker/model-process.js';
import { onAbort } from './abort-watch.js';
import { CLOSED, queueFull, tooSlow } from './engine-problems.js';
import { RequestQueue, type QueuedRequest, type RequestKind } from './request-queue.js';

/** How an engine runs. Times in milliseconds, sizes in bytes. */
export interface EngineOptions {
  /** How long requests may wait for company while several are under way. */
  readonly maxWait: number;
  /** How many requests may wait. */
  readonly maxQueue: number;
  /** How long one call of the process may take. */
  readonly timeout: number;
  /** After so long without work the process ends and gives its memory back; 0: never. */
  readonly idleUnload: number;
  /** Of the weights of all loaded models. */
  readonly memoryLimit: number;
}

/** A request is tried on so many processes. */
const MOST_ATTEMPTS = 2;

/**
 * Has texts classified by models in a process of its own: in batches, one after the other, the host's event loop never waiting.
 *
 * A process that dies is started again with the next request; texts that were in it are tried once more, each alone.
 */
export class InferenceEngine {
  private readonly queue = new RequestQueue();
  private readonly infos = new Map<string, Promise<ModelInfo>>();
  private process: ModelProcess | undefined;
  private working: Promise<void> | undefined;
  private company = false;
  private closed = false;
  private cancelIdle: () => void = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly options: EngineOptions,
  ) {}

  /** The process at work, for diagnosis; `undefined` when there is none. */
  get pid(): number | undefined {
    return this.process?.running ? this.process.pid : undefined;
  }

  /**
   * Loads a model, if it is not there yet, and tells what it is.
   *
   * @throws ModelProblem
   */
  async load(spec: ModelSpec): Promise<ModelInfo> {
    if (this.closed) throw new ModelProblem(CLOSED);
    const process = this.ensureProcess();
    const known = this.infos.get(spec.key);
    if (known !== undefined) return known;
    const info = process.load(spec, this.options.memoryLimit);
    this.infos.set(spec.key, info);
    info.catch(() => this.infos.delete(spec.key));
    return info;
  }

  /**
   * Queues a text.
   *
   * @throws ModelProblem, or the reason of the signal
   */
  async classify(kind: RequestKind, text: string, signal?: AbortSignal): Promise<TextOutput> {
    signal?.throwIfAborted();
    if (this.closed) throw new ModelProblem(CLOSED);
    if (this.queue.size >= this.options.maxQueue) throw new ModelProblem(queueFull(this.options.maxQueue));
    return new Promise((resolve, reject) => {
      const request: QueuedRequest = {
        kind,
        text,
        attempts: 0,
        resolve: (output) => done(resolve, output),
        reject: (error) => done(reject, error),
      };
      const release = signal === undefined ? undefined : onAbort(signal, () => this.giveUp(request, signal));
      const done = <T>(end: (value: T) => void, value: T) => {
        release?.();
        end(value);
      };
      this.queue.add(request);
      this.work();
    });
  }

  /** Finishes what waits, then ends the process. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelIdle();
    await this.working;
    await this.process?.stop();
  }

  private giveUp(request: QueuedRequest, signal: AbortSignal): void {
    this.queue.remove(request);
    request.reject(signal.reason as Error);
  }

  private work(): void {
    this.cancelIdle();
    this.working ??= this.workOff().finally(() => {
      this.working = undefined;
      if (this.queue.size > 0) this.work();
      else this.restLater();
    });
  }

  private async workOff(): Promise<void> {
    await turnOfTheLoop();
    while (this.queue.size > 0) {
      if (this.company && this.queue.size < 2) await this.pause();
      const batch = this.queue.take();
      this.company = batch.length > 1;
      if (batch.length > 0) await this.run(batch);
    }
  }

  /** Those whose tickets came back together will soon ask again together. */
  private pause(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(this.options.maxWait, resolve);
    });
  }

  private async run(batch: readonly QueuedRequest[]): Promise<void> {
    for (const request of batch) request.attempts++;
    try {
      settle(batch, await this.outcomesOf(batch));
    } catch (error) {
      const again = error instanceof ModelProblem && error.report.problem === 'process_died' && !this.closed;
      for (const request of batch) {
        if (again && request.attempts < MOST_ATTEMPTS) this.queue.add(request);
        else request.reject(error as Error);
      }
    }
  }

  private async outcomesOf(batch: readonly QueuedRequest[]): Promise<readonly TextOutcome[]> {
    const [first] = batch;
    if (first === undefined) return [];
    const { spec, fitting, limits } = first.kind;
    const process = this.ensureProcess();
    const texts = batch.map(({ text }) => text);
    // Loading is a matter of microseconds, unless the model was put away for another.
    const loaded = process.load(spec, this.options.memoryLimit);
    return this.watched(
      process,
      loaded.then(() => process.run(spec.key, { texts, fitting, limits })),
    );
  }

  private async watched(process: ModelProcess, running: Promise<readonly TextOutcome[]>): Promise<readonly TextOutcome[]> {
    let late = false;
    const cancel = this.clock.after(this.options.timeout, () => {
      late = true;
      process.kill();
    });
    try {
      return await running;
    } catch (error) {
      throw late ? new ModelProblem(tooSlow(this.options.timeout)) : error;
    } finally {
      cancel();
    }
  }

  private ensureProcess(): ModelProcess {
    if (this.process?.running) return this.process;
    this.infos.clear();
    this.process = new ModelProcess();
    return this.process;
  }

  private restLater(): void {
    if (this.options.idleUnload === 0 || this.closed) return;
    this.cancelIdle = this.clock.after(this.options.idleUnload, () => {
      const idle = this.process;
      this.process = undefined;
      void idle?.stop();
    });
  }
}

function settle(batch: readonly QueuedRequest[], outcomes: readonly TextOutcome[]): void {
  batch.forEach((request, i) => {
    const outcome = outcomes[i];
    if (outcome !== undefined && 'output' in outcome) request.resolve(outcome.output);
    else request.reject(new ModelProblem(outcome?.problem ?? CLOSED));
  });
}

/** What is asked in the same turn goes together. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
