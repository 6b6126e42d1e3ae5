import type { Clock } from 'open-ticket-ai';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelInfo, ModelSpec, TextOutcome, TextOutput } from '../worker/protocol.js';
import { onAbort } from './abort-watch.js';
import { CLOSED, queueFull } from './engine-problems.js';
import { ProcessLane, ranOutOfMemory, type LaneOptions } from './process-lane.js';
import { RequestQueue, type QueuedRequest, type RequestKind } from './request-queue.js';

/** How an engine runs. Times in milliseconds, sizes in bytes. */
export interface EngineOptions extends LaneOptions {
  /** How many processes share the work; each holds the models. */
  readonly workers: number;
  /** How long requests may wait for company while several are under way. */
  readonly maxWait: number;
  /** How many requests may wait. */
  readonly maxQueue: number;
  /** After so long without work the processes end and give their memory back; 0: never. */
  readonly idleUnload: number;
}

/** A request is tried on so many processes. */
const MOST_ATTEMPTS = 2;

/** A lane, and the work it is at. */
interface Worker {
  readonly lane: ProcessLane;
  working?: Promise<void> | undefined;
  /** Whether it waits for its process, rather than for texts. */
  busy: boolean;
  /** Whether its last batch had more than one text. */
  company: boolean;
}

/**
 * Has texts read by models in processes of their own: in batches, the host's event loop never waiting.
 *
 * A process that dies is started again with the next request; texts that were in it are tried once more, each alone.
 * So are those that were too much for the memory together.
 */
export class InferenceEngine {
  private readonly queue = new RequestQueue();
  private readonly workers: readonly Worker[];
  private loads = 0;
  private closed = false;
  private cancelIdle: () => void = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly options: EngineOptions,
  ) {
    const { workers, timeout, memoryLimit } = options;
    const own = { timeout, memoryLimit: memoryLimit / workers };
    this.workers = Array.from({ length: workers }, () => ({ lane: new ProcessLane(clock, own), busy: false, company: false }));
  }

  /** The processes at work, for diagnosis. */
  get pids(): readonly number[] {
    return this.workers.flatMap(({ lane }) => lane.pid ?? []);
  }

  /**
   * Loads a model into every process, if it is not there yet, and tells what it is.
   *
   * @throws ModelProblem
   */
  async load(spec: ModelSpec): Promise<ModelInfo> {
    if (this.closed) throw new ModelProblem(CLOSED);
    this.cancelIdle();
    this.loads++;
    try {
      const infos = await Promise.all(this.workers.map(({ lane }) => lane.load(spec)));
      return infos[0] as ModelInfo;
    } finally {
      this.loads--;
      this.restLater();
    }
  }

  /**
   * Queues a text.
   *
   * @throws ModelProblem, or the reason of the signal
   */
  async run(kind: RequestKind, text: string, signal?: AbortSignal): Promise<TextOutput> {
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

  /** Finishes what waits, then ends the processes. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelIdle();
    await Promise.all(this.workers.flatMap(({ working }) => working ?? []));
    await this.stop();
  }

  private async stop(): Promise<void> {
    await Promise.all(this.workers.map(({ lane }) => lane.stop()));
  }

  private giveUp(request: QueuedRequest, signal: AbortSignal): void {
    this.queue.remove(request);
    request.reject(signal.reason as Error);
  }

  /** Wakes as many workers as there are texts: a single one starts no second process. */
  private work(): void {
    this.cancelIdle();
    const ready = this.workers.filter(({ working, busy }) => working !== undefined && !busy).length;
    const asleep = this.workers.filter(({ working }) => working === undefined);
    for (const worker of asleep.slice(0, Math.max(0, this.queue.size - ready))) this.wake(worker);
  }

  private wake(worker: Worker): void {
    worker.working = this.workOff(worker).finally(() => {
      worker.working = undefined;
      if (this.queue.size > 0) this.work();
      else this.restLater();
    });
  }

  private async workOff(worker: Worker): Promise<void> {
    await turnOfTheLoop();
    while (this.queue.size > 0) {
      if (worker.company && this.queue.size < 2) await this.pause();
      const batch = this.queue.take(Math.ceil(this.queue.size / this.workers.length));
      worker.company = batch.length > 1;
      worker.busy = true;
      if (batch.length > 0) await this.runBatch(worker.lane, batch);
      worker.busy = false;
    }
  }

  /** Those whose tickets came back together will soon ask again together. */
  private pause(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(this.options.maxWait, resolve);
    });
  }

  private async runBatch(lane: ProcessLane, batch: readonly QueuedRequest[]): Promise<void> {
    for (const request of batch) request.attempts++;
    try {
      this.settle(batch, await lane.run(batch));
    } catch (error) {
      const again = error instanceof ModelProblem && error.report.problem === 'process_died' && !this.closed;
      for (const request of batch) {
        if (again && request.attempts < MOST_ATTEMPTS) this.queue.add(request);
        else request.reject(error as Error);
      }
    }
  }

  private settle(batch: readonly QueuedRequest[], outcomes: readonly TextOutcome[]): void {
    batch.forEach((request, i) => {
      const outcome = outcomes[i] ?? { problem: CLOSED };
      if ('output' in outcome) request.resolve(outcome.output);
      else if (batch.length > 1 && ranOutOfMemory(outcome) && !this.closed) this.queue.add(request);
      else request.reject(new ModelProblem(outcome.problem));
    });
  }

  /** Unless somebody is still at work. */
  private restLater(): void {
    const isBusy = this.loads > 0 || this.queue.size > 0 || this.workers.some(({ working }) => working !== undefined);
    if (this.options.idleUnload === 0 || this.closed || isBusy) return;
    this.cancelIdle();
    this.cancelIdle = this.clock.after(this.options.idleUnload, () => void this.stop());
  }
}

/** What is asked in the same turn goes together. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
