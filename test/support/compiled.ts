import { SystemClock, type Clock } from '../../src/api/clock.js';
import type { PipeHandler } from '../../src/api/pipe-context.js';
import type { PipelineEntry } from '../../src/config/otai-config.js';
import { InstanceSlot, type CompiledPipeline, type CompiledStep } from '../../src/pipeline/compiled-pipeline.js';
import { DEFAULT_SAFETY } from '../../src/config/safety.reader.js';
import { MemoryJournal } from '../../src/journal/memory.journal.js';
import { RunEventBus } from '../../src/pipeline/run-events.js';
import type { RunEnvironment } from '../../src/pipeline/run.js';
import { JournaledWritePort } from '../../src/pipeline/writes/journaled-write-port.js';

type Execute = PipeHandler['execute'];

const NO_PARAMS = { problems: [], isStatic: true, render: () => Object.freeze({}) };

/** A step as compiling makes it, without params, that does what a function does. */
export function stepOf(id: string, execute: Execute, more: Partial<CompiledStep> = {}): CompiledStep {
  const type = class TestPipe {};
  const slot = new InstanceSlot<PipeHandler>({
    kind: 'pipe',
    plugin: null,
    name: 'test_pipe',
    type,
    params: type,
    injects: {},
    description: undefined,
    contracts: [],
  });
  slot.bind({ execute });
  const plain = {
    condition: undefined,
    dependsOn: [],
    continueOnError: false,
    errorSteps: undefined,
    policy: undefined,
    params: NO_PARAMS,
    stepsFields: [],
    services: () => ({}),
  };
  return { id, pipe: slot, ...plain, ...more };
}

/** A pipeline named `test` of the given steps; those that are only functions are named `step_1`, `step_2`. */
export function pipelineOf(steps: readonly (Execute | CompiledStep)[], entry: Partial<PipelineEntry> = {}): CompiledPipeline {
  const compiled = steps.map((step, i) => (typeof step === 'function' ? stepOf(`step_${i + 1}`, step) : step));
  const name = entry.name ?? 'test';
  return {
    name,
    entry: { name, params: {}, steps: [], safety: DEFAULT_SAFETY, path: ['pipelines', name], ...entry },
    params: NO_PARAMS,
    trigger: undefined,
    steps: compiled,
  };
}

/** What runs share, all of it in memory. */
export function runEnvironment(clock: Clock = new SystemClock()): RunEnvironment & { readonly journal: MemoryJournal } {
  const journal = new MemoryJournal();
  const writePort = new JournaledWritePort({ noteReference: 'visible', storeTexts: false, limits: new Map() });
  return { events: new RunEventBus(), writePort, env: () => undefined, clock, random: () => 0, journal, storesTexts: false };
}
