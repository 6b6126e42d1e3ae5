import { AllowUnknownParams } from '../api/params/param.decorators.js';
import type { PipeHandler } from '../api/pipe-context.js';
import { TicketSystem } from '../api/tickets/ticket-system.js';
import type { TriggerHandler } from '../api/trigger.decorator.js';
import type { Contract } from '../api/contract.js';
import type { ConfigPath } from '../config/config-path.js';
import type { PipelineEntry, StepEntry, TriggerEntry } from '../config/otai-config.js';
import type { ProblemList } from '../config/problem-list.js';
import { readSteps } from '../config/steps.reader.js';
import { fulfils, type Component } from '../discovery/component.js';
import type { ComponentRegistry } from '../discovery/component.registry.js';
import { ParamsSchema } from '../params/params-schema.js';
import type { Slot } from '../params/params-binding.js';
import type { CompiledTemplate } from '../templating/compiled-template.js';
import { findLacks } from './capability.check.js';
import { InstanceSlot, type CompiledPipeline, type CompiledStep, type CompiledTrigger, type StepPolicy } from './compiled-pipeline.js';
import { Level, OUTSIDE_PIPELINES } from './level.js';
import { NestedSteps } from './nested-steps.js';
import { noNestedSteps, type ParamsCompiler } from './params.compiler.js';
import type { OutsideScope } from './outside-scope.js';
import type { RunScope } from './run-scope.js';
import type { CatalogedService, ServiceCatalog } from './service.catalog.js';
import type { StepExecution } from './step-execution.js';
import { guardConnector, TicketSystemPort } from './ticket-system.port.js';

/** The params of a pipeline, which are whatever its steps want to read; and those of a component that is not known. */
@AllowUnknownParams()
class AnyParams {}

/** What pipelines are compiled against. */
export interface PipelineSurroundings {
  readonly registry: ComponentRegistry;
  readonly services: ServiceCatalog;
  readonly params: ParamsCompiler;
  readonly problems: ProblemList;
  readonly outside: OutsideScope;
}

/**
 * Turns the pipelines of a config into something that only has to be run: components, services, contracts, templates,
 * the steps they refer to, and all params that do not depend on a run are resolved and checked here, once.
 * What is wrong is reported; a step that cannot be compiled is left out, since nothing will start anyway.
 */
export class PipelineCompiler {
  readonly #slots = new Map<Component, InstanceSlot<object>>();

  constructor(private readonly around: PipelineSurroundings) {}

  /** The places of all pipes and triggers in use, to be filled with Nest's instances. */
  get slots(): readonly InstanceSlot<object>[] {
    return [...this.#slots.values()];
  }

  compile(entry: PipelineEntry): CompiledPipeline {
    const trigger = entry.trigger && this.#trigger(entry.trigger);
    const raw = { type: AnyParams, raw: entry.params, path: entry.path };
    const params = this.around.params.compile<RunScope>(raw, OUTSIDE_PIPELINES, noNestedSteps);
    return { name: entry.name, entry, params, trigger, steps: this.#steps(entry.steps, new Level(entry.steps, undefined, [])) };
  }

  #trigger(entry: TriggerEntry): CompiledTrigger | undefined {
    const component = entry.use === '' ? undefined : this.#find('trigger', entry.use, entry.path);
    if (component === undefined) return undefined;
    const params = { type: component.params, raw: entry.params, path: entry.path };
    const binding = this.around.params.compile<OutsideScope>(params, OUTSIDE_PIPELINES, noNestedSteps);
    const rendered = binding.problems.length > 0 ? undefined : this.around.outside.render(binding, entry.path, this.around.problems);
    return rendered && { trigger: this.#slot<TriggerHandler>(component), params: rendered };
  }

  #steps(entries: readonly StepEntry[], level: Level): CompiledStep[] {
    return entries.flatMap((entry) => {
      level.begin(entry.id);
      const step = this.#step(entry, level);
      level.end(entry.id);
      const errorSteps = this.#errorSteps(entry, level);
      return step === undefined ? [] : { ...step, errorSteps };
    });
  }

  /** They come after the step, so they can ask for it. */
  #errorSteps({ errorSteps }: StepEntry, level: Level): CompiledStep[] | undefined {
    return errorSteps && this.#steps(errorSteps, level.nested(errorSteps, ['error']));
  }

  #step(entry: StepEntry, level: Level): Omit<CompiledStep, 'errorSteps'> | undefined {
    for (const { id, path } of entry.dependsOn) this.#checkDependency(id, path, level);
    const condition = this.#condition(entry, level);
    const component = entry.use === '' ? undefined : this.#find('pipe', entry.use, entry.path);
    if (component === undefined) return this.#templatesOf(entry, level);
    return {
      id: entry.id,
      pipe: this.#slot<PipeHandler>(component),
      condition,
      dependsOn: entry.dependsOn.map(({ id }) => id),
      continueOnError: entry.onError === 'continue',
      policy: policyOf(entry),
      params: this.#params(entry, component, level),
      stepsFields: [...ParamsSchema.of(component.params).fields.values()]
        .filter(({ type }) => type.kind === 'steps')
        .map(({ name }) => name),
      services: this.#services(entry, component),
    };
  }

  /** Nobody knows what an unknown component's params mean, but what is wrong with the templates in them is told with the rest. */
  #templatesOf(entry: StepEntry, level: Level): undefined {
    const { steps: _, ...raw } = entry.params;
    this.around.params.compile<RunScope>({ type: AnyParams, raw, path: entry.path }, level, noNestedSteps);
  }

  #params(entry: StepEntry, component: Component, level: Level) {
    const params = { type: component.params, raw: entry.params, path: entry.path };
    return this.around.params.compile<RunScope>(params, level, (raw, path, variables) => this.#nested(raw, path, level, variables));
  }

  #nested(raw: unknown, path: ConfigPath, level: Level, variables: readonly string[]): Slot<RunScope> {
    const entries = readSteps(raw, path, this.around.problems);
    const steps = this.#steps(entries, level.nested(entries, variables));
    return { render: (scope) => new NestedSteps(steps, scope) };
  }

  #condition(entry: StepEntry, level: Level): CompiledTemplate | boolean | undefined {
    if (typeof entry.if !== 'string') return entry.if;
    const path = [...entry.path, 'if'];
    const { template, problems } = this.around.params.template(entry.if, path, level);
    if (template !== undefined || problems.length > 0) return template;
    const text = entry.if.trim().toLowerCase();
    if (text === 'true' || text === 'false') return text === 'true';
    const message = 'must be a template, or true or false';
    this.around.problems.add({ code: 'invalid_condition', path, message, hint: conditionHint(text, entry.if) });
    return undefined;
  }

  #checkDependency(id: string, path: ConfigPath, level: Level): void {
    const problem = level.explainStep(id);
    if (problem !== undefined) this.around.problems.add({ code: 'unknown_step', path, ...problem });
  }

  #find(kind: 'pipe' | 'trigger', use: string, path: ConfigPath): Component | undefined {
    const component = this.around.registry.find(kind, use);
    if (component !== undefined) return component;
    this.around.problems.add({ code: `unknown_${kind}`, path: [...path, 'use'], ...this.around.registry.explainUnknown(kind, use) });
    return undefined;
  }

  #services(entry: StepEntry, component: Component): CompiledStep['services'] {
    const injection = { wanted: component.injects, given: entry.injects, component, path: entry.path };
    const resolved = [...this.around.services.resolve(injection)];
    for (const [, service] of resolved) for (const problem of findLacks(entry, component, service)) this.around.problems.add(problem);
    if (resolved.some(([, service]) => isTicketSystem(service))) return (execution) => toServices(resolved, component.injects, execution);
    let services: object | undefined;
    return () => (services ??= Object.freeze(Object.fromEntries(resolved.map(([name, { slot }]) => [name, slot.instance]))));
  }

  #slot<T extends object>(component: Component): InstanceSlot<T> {
    const slot = this.#slots.get(component) ?? new InstanceSlot<object>(component);
    this.#slots.set(component, slot);
    return slot as InstanceSlot<T>;
  }
}

/** A policy that changes nothing is none. */
function policyOf({ retry, timeout }: StepEntry): StepPolicy | undefined {
  const mayRetry = retry !== undefined && retry.maxAttempts > 1;
  return mayRetry || timeout !== undefined ? { retry, timeout } : undefined;
}

function conditionHint(text: string, written: string): string {
  if (text === '') return 'leave the line out for a step that always runs';
  if (text === 'yes' || text === 'on') return 'write if: true';
  return text === 'no' || text === 'off' ? 'write if: false' : `write if: "{{ ${written} }}"`;
}

function isTicketSystem({ component }: CatalogedService): boolean {
  return fulfils(component, TicketSystem);
}

/** Ticket systems are handed to each execution through the write port of its run. */
function toServices(
  resolved: readonly (readonly [string, CatalogedService])[],
  wanted: Readonly<Record<string, Contract>>,
  execution: StepExecution,
): object {
  const services: Record<string, object> = {};
  for (const [name, service] of resolved) {
    services[name] = isTicketSystem(service) ? toPort(service, wanted[name], execution) : service.slot.instance;
  }
  return services;
}

function toPort({ entry, slot, rateLimit }: CatalogedService, contract: Contract | undefined, execution: StepExecution): TicketSystem {
  const instance = slot.instance as TicketSystem;
  const port = new TicketSystemPort({ id: entry.id, instance, rateLimit }, execution);
  return contract === TicketSystem ? port : guardConnector(instance, port);
}
