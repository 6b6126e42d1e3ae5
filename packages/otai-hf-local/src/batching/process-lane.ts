import type { Clock } from 'open-ticket-ai';
import { ModelProblem } from '../model/model-problem.js';
import { ModelProcess } from '../worker/model-process.js';
import type { ModelInfo, ModelSpec, TextOutcome } from '../worker/protocol.js';
import { tooSlow } from './engine-problems.js';
import type { QueuedRequest } from './request-queue.js';

/** How a lane runs. */
export interface LaneOptions {
  /** How long one call of the process may take, milliseconds. */
  readonly timeout: number;
  /** Of the weights of all loaded models, bytes. */
  readonly memoryLimit: number;
}

/** One model process, one call after the other. A process that dies is started again with the next call. */
export class ProcessLane {
  private readonly infos = new Map<string, Promise<ModelInfo>>();
  private process: ModelProcess | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly options: LaneOptions,
  ) {}

  /** The process at work; `undefined` when there is none. */
  get pid(): number | undefined {
    return this.process?.running ? this.process.pid : undefined;
  }

  /** @throws ModelProblem */
  async load(spec: ModelSpec): Promise<ModelInfo> {
    const process = this.ensureProcess();
    const known = this.infos.get(spec.key);
    if (known !== undefined) return known;
    const info = process.load(spec, this.options.memoryLimit);
    this.infos.set(spec.key, info);
    info.catch(() => this.infos.delete(spec.key));
    return info;
  }

  /** @throws ModelProblem */
  async run(batch: readonly QueuedRequest[]): Promise<readonly TextOutcome[]> {
    const [first] = batch;
    if (first === undefined) return [];
    const { spec, fitting, limits, seconds } = first.kind;
    const process = this.ensureProcess();
    const texts = batch.map(({ text }) => text);
    // Loading is a matter of microseconds, unless the model was put away for another.
    const loaded = process.load(spec, this.options.memoryLimit);
    const running = loaded.then(() => process.run(spec.key, { texts, fitting, limits, seconds }));
    const outcomes = await this.watched(process, running);
    // The runtime keeps what it got before it ran out, and would fail smaller texts, too.
    if (outcomes.some(ranOutOfMemory)) await this.startAfresh();
    return outcomes;
  }

  /** Ends the process; the next call starts another. */
  async stop(): Promise<void> {
    const idle = this.process;
    this.process = undefined;
    await idle?.stop();
  }

  /** Models that are being loaded are let in first: who waits for them gets what they are. */
  private async startAfresh(): Promise<void> {
    await Promise.allSettled(this.infos.values());
    await this.stop();
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
}

/** Whether memory was too small for a text. */
export function ranOutOfMemory(outcome: TextOutcome): boolean {
  return 'problem' in outcome && outcome.problem.problem === 'out_of_memory';
}
