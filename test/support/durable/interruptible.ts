import type { PipeHandler } from '../../../src/api/pipe-context.js';
import type { PipeEffect } from '../../../src/api/metadata.js';
import type { RunDetails } from '../../../src/journal/journal.js';
import type { StepRecord } from '../../../src/journal/journal-records.js';
import { InstanceSlot, type CompiledPipeline, type CompiledStep } from '../../../src/pipeline/compiled-pipeline.js';
import { InProcessExecutor } from '../../../src/pipeline/executor.js';
import { RunRecovery } from '../../../src/pipeline/run.recovery.js';
import type { RunEnvironment, RunOptions } from '../../../src/pipeline/run.js';
import type { RunResult } from '../../../src/pipeline/run-result.js';
import { FakeClock } from '../../../src/testing/fake-clock.js';
import { runEnvironment, stepOf } from '../compiled.js';
import { DurableMemory, type ProcessJournal } from './durable-memory.js';

/** A step whose pipe says what executing it does. */
export function effectStep(
  id: string,
  effect: PipeEffect | undefined,
  handler: PipeHandler,
  more: Partial<CompiledStep> = {},
): CompiledStep {
  const step = stepOf(id, handler.execute, more);
  const slot = new InstanceSlot<PipeHandler>({ ...step.pipe.component, effect });
  slot.bind(handler);
  return { ...step, pipe: slot };
}

/** What a process has of a journal that outlives it. */
export interface OneProcess {
  readonly journal: ProcessJournal;
  readonly environment: RunEnvironment;
  readonly executor: InProcessExecutor;
}

/** A journal that outlives the processes of a test, which begin and die one after the other. */
export class Interruptible {
  readonly clock = new FakeClock();
  readonly memory = new DurableMemory(this.clock);

  process(): OneProcess {
    const journal = this.memory.open();
    const environment = { ...runEnvironment(this.clock), journal };
    return { journal, environment, executor: new InProcessExecutor(environment, this.clock) };
  }

  /** Runs a pipeline to its end, in a process of its own. */
  async run(pipeline: CompiledPipeline, options: RunOptions = {}): Promise<RunResult> {
    const { executor, journal } = this.process();
    const result = await executor.start(pipeline, options).result;
    await journal.close();
    return result;
  }

  /** Runs a pipeline in a process that is killed at a moment: what was flushed by then is left. */
  async kill(pipeline: CompiledPipeline, moment: Promise<unknown>, options: RunOptions = {}): Promise<void> {
    const { executor, journal } = this.process();
    executor.start(pipeline, options);
    await moment;
    journal.cut();
  }

  /** Runs a pipeline in a process that shuts down at a moment, and lets the step at work end. */
  async suspend(pipeline: CompiledPipeline, moment: Promise<unknown>, options: RunOptions = {}): Promise<RunResult> {
    const { executor, journal } = this.process();
    const { result } = executor.start(pipeline, options);
    await moment;
    await executor.drain(1000);
    await journal.close();
    return result;
  }

  /** A process goes on with whatever was interrupted. */
  async resume(...pipelines: CompiledPipeline[]): Promise<readonly RunResult[]> {
    const { executor, journal } = this.process();
    const named = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]));
    const results = await new RunRecovery({ pipelines: named, executor, journal, clock: this.clock }).resumeAll();
    await journal.close();
    return results;
  }

  /** The latest run, as the journal remembers it. */
  async lastRun(): Promise<RunDetails | undefined> {
    const { records } = this.memory;
    const [run] = await records.runs({ limit: 1 });
    return run && records.run(run.runId);
  }

  async stepAt(path: string): Promise<StepRecord | undefined> {
    return (await this.lastRun())?.steps.find((step) => step.path === path);
  }
}
