import type { OtaiConfig, PipelineEntry, RawMap, RetryEntry, StepEntry } from '../../config/otai-config.js';
import { ProblemList } from '../../config/problem-list.js';
import { readSteps } from '../../config/steps.reader.js';
import type { Component } from '../../discovery/component.js';
import { useName } from '../../discovery/component.js';
import type { ComponentRegistry } from '../../discovery/component.registry.js';
import type { LoadedApplication } from '../../module/load-application.js';
import type { FieldSchema } from '../../params/field-schema.js';
import { ParamsSchema } from '../../params/params-schema.js';
import { journalLines, safetyLines } from './explained-safety.js';

const MASK = '[secret]';
const TEMPLATE = /\{[{%#]/;

/**
 * The journal, the services and the pipelines of a valid config as indented lines: which class does what, with which params, defaults included.
 * Secrets are masked.
 *
 * @param journal - where the journal is
 */
export function explainPipelines({ loaded, plugins }: LoadedApplication, journal: string): string {
  const { lines } = new Explanation(plugins.registry, loaded.config);
  return [...journalLines(loaded.config.infrastructure.journal, journal), ...lines].join('\n');
}

class Explanation {
  readonly lines: string[] = [];

  constructor(
    private readonly registry: ComponentRegistry,
    config: OtaiConfig,
  ) {
    for (const { id, use, params } of config.services) {
      const component = this.#entry(0, `service ${id}`, { kind: 'service', use });
      this.#params(1, params, component);
    }
    for (const pipeline of config.pipelines) this.#pipeline(pipeline);
  }

  #pipeline(pipeline: PipelineEntry): void {
    const { name, trigger, concurrency, overlap, steps } = pipeline;
    this.lines.push(`pipeline ${name}`);
    if (trigger !== undefined) {
      this.#params(2, trigger.params, this.#entry(1, 'trigger', { kind: 'trigger', use: trigger.use }));
      this.#line(1, concurrency === undefined ? 'concurrency: 1 (default)' : `concurrency: ${concurrency}`);
      this.#line(1, overlap === undefined ? 'overlap: skip (default)' : `overlap: ${overlap}`);
    }
    for (const line of safetyLines(pipeline)) this.#line(1, line);
    this.#steps(1, steps);
  }

  #steps(depth: number, steps: readonly StepEntry[]): void {
    for (const step of steps) {
      const component = this.#entry(depth, `step ${step.id}`, { kind: 'pipe', use: step.use });
      for (const line of rulesOf(step)) this.#line(depth + 1, line);
      this.#params(depth + 1, step.params, component);
      if (step.errorSteps === undefined) continue;
      this.#line(depth + 1, `on_error: the steps below, then ${step.onError}`);
      this.#steps(depth + 2, step.errorSteps);
    }
  }

  #entry(depth: number, title: string, { kind, use }: { kind: Component['kind']; use: string }): Component | undefined {
    const component = this.registry.find(kind, use);
    this.#line(depth, `${title}: ${component === undefined ? use : `${useName(component)} (${component.type.name})`}`);
    return component;
  }

  #params(depth: number, raw: RawMap, component: Component | undefined): void {
    const fields = component === undefined ? [] : [...ParamsSchema.of(component.params).fields.values()];
    for (const field of fields) this.#param(depth, field, raw);
    for (const key of Object.keys(raw).filter((name) => !fields.some((field) => field.name === name))) {
      this.#line(depth, `${key}: ${show(raw[key])}`);
    }
  }

  #param(depth: number, field: FieldSchema, raw: RawMap): void {
    const value = raw[field.name];
    if (field.type.kind === 'steps' && Array.isArray(value)) {
      // Read before without a problem. Below `orchestrator`, where the 1.4 grammar holds, a step without an id gets the one it has in a run.
      this.#steps(depth, readSteps(value, ['orchestrator'], new ProblemList({ name: '' })));
    } else if (value === undefined || value === null) {
      if (field.default !== undefined) this.#line(depth, `${field.name}: ${showDefault(field)} (default)`);
    } else this.#line(depth, `${field.name}: ${show(mask(value, field))}`);
  }

  #line(depth: number, text: string): void {
    this.lines.push(`${'  '.repeat(depth)}${text}`);
  }
}

function rulesOf({ if: condition, dependsOn, onError, errorSteps, retry, timeout, injects }: StepEntry): string[] {
  return [
    ...Object.entries(injects).map(([name, id]) => `${name} <- service ${id}`),
    ...(condition === undefined ? [] : [`if: ${condition}`]),
    ...(dependsOn.length === 0 ? [] : [`depends_on: ${dependsOn.map(({ id }) => id).join(', ')}`]),
    retry === undefined ? 'retry: none (default)' : `retry: ${describeRetry(retry)}`,
    timeout === undefined ? 'timeout: none (default)' : `timeout: ${timeout / 1000}s`,
    ...(errorSteps === undefined ? [`on_error: ${onError}${onError === 'fail' ? ' (default)' : ''}`] : []),
  ];
}

/** All of a policy, as it holds: what the config leaves out too. */
function describeRetry({ maxAttempts, backoff, initial, max, jitter, maxDuration }: RetryEntry): string {
  return [
    `max_attempts ${maxAttempts}`,
    `backoff ${backoff}`,
    `initial ${initial / 1000}s`,
    `max ${max / 1000}s`,
    `jitter ${jitter}`,
    `max_duration ${maxDuration / 1000}s`,
  ].join(', ');
}

function showDefault({ default: value, type }: FieldSchema): string {
  return type.kind === 'duration' && typeof value === 'number' ? `${value / 1000}s` : show(value);
}

/** Masks what is declared a secret, at any depth. A template only says where the secret comes from, so it stays. */
function mask(value: unknown, { type }: Pick<FieldSchema, 'type'>): unknown {
  if (type.kind === 'secret') return typeof value === 'string' && TEMPLATE.test(value) ? value : MASK;
  if (Array.isArray(value)) return value.map((item: unknown) => (type.element === undefined ? item : mask(item, { type: type.element })));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const inside = type.schema?.fields.get(key)?.type ?? type.element;
    return [key, inside === undefined ? inner : mask(inner, { type: inside })];
  });
  return Object.fromEntries(entries);
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
}
