import type { PipeHandler } from '../api/pipe-context.js';
import type { TriggerHandler } from '../api/trigger.decorator.js';
import type { PipelineEntry, RetryEntry } from '../config/otai-config.js';
import type { Component } from '../discovery/component.js';
import type { ParamsBinding } from '../params/params-binding.js';
import type { CompiledTemplate } from '../templating/compiled-template.js';
import { NotInitializedError } from './not-initialized.error.js';
import type { RunScope } from './run-scope.js';
import type { StepExecution } from './step-execution.js';

/** The place of a Nest instance that does not exist yet while pipelines are compiled. */
export class InstanceSlot<T extends object> {
  #instance: T | undefined;

  constructor(readonly component: Component) {}

  /** Fills the slot once Nest has built the instance. */
  bind(instance: T): void {
    this.#instance = instance;
  }

  get isBound(): boolean {
    return this.#instance !== undefined;
  }

  /** @throws NotInitializedError before Nest has built it */
  get instance(): T {
    if (this.#instance === undefined) throw new NotInitializedError(this.component.type.name);
    return this.#instance;
  }
}

/** How often a step is tried, and how long each attempt may take. */
export interface StepPolicy {
  readonly retry: RetryEntry | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
}

/** A step, with everything resolved and checked that can be before it runs. */
export interface CompiledStep {
  readonly id: string;
  readonly pipe: InstanceSlot<PipeHandler>;
  /** `undefined`: the step always runs. `false`: never. */
  readonly condition: CompiledTemplate | boolean | undefined;
  readonly dependsOn: readonly string[];
  readonly continueOnError: boolean;
  /** What runs when the step has failed. */
  readonly errorSteps: readonly CompiledStep[] | undefined;
  /** `undefined`: one attempt, as long as it takes. */
  readonly policy: StepPolicy | undefined;
  readonly params: ParamsBinding<object, RunScope>;
  /** The params fields that hold nested steps. */
  readonly stepsFields: readonly string[];
  /** Gives the services the step may use, made for one execution. */
  readonly services: (execution: StepExecution) => object;
}

/** When a compiled pipeline runs. */
export interface CompiledTrigger {
  readonly trigger: InstanceSlot<TriggerHandler>;
  readonly params: object;
}

/** A pipeline, ready to run. */
export interface CompiledPipeline {
  readonly name: string;
  readonly entry: PipelineEntry;
  /** What `get_parent_param` reads in the steps of the outermost level. */
  readonly params: ParamsBinding<object, RunScope>;
  readonly trigger: CompiledTrigger | undefined;
  readonly steps: readonly CompiledStep[];
}
