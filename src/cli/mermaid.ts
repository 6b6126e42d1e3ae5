import type { PipelineEntry, RawMap, StepEntry } from '../config/otai-config.js';
import { ProblemList } from '../config/problem-list.js';
import { readSteps } from '../config/steps.reader.js';
import type { ComponentRegistry } from '../discovery/component.registry.js';
import { ParamsSchema } from '../params/params-schema.js';
import { readReferences } from './step-references.js';

/** The ids of the steps that a step can refer to, nearest level last, with their nodes. */
type Visible = ReadonlyMap<string, string>;

/**
 * Pipelines as a Mermaid flowchart: triggers, steps in order, nested steps inside those that hold them,
 * and a dotted arrow from each step to those that read its result.
 */
export function mermaid(pipelines: readonly PipelineEntry[], registry: ComponentRegistry): string {
  return new FlowChart(registry, pipelines).lines.join('\n');
}

class FlowChart {
  readonly lines: string[] = ['flowchart TD'];

  constructor(
    private readonly registry: ComponentRegistry,
    pipelines: readonly PipelineEntry[],
  ) {
    for (const [i, pipeline] of pipelines.entries()) this.#pipeline(pipeline, `p${i}`);
  }

  #pipeline({ name, trigger, steps }: PipelineEntry, node: string): void {
    this.#line(1, `subgraph ${node}[${quote(`pipeline ${name}`)}]`);
    const start = trigger === undefined ? undefined : `${node}_trigger`;
    if (trigger !== undefined) this.#line(2, `${start}([${quote(`${trigger.use}${scalars(trigger.params)}`)}])`);
    this.#level(steps, { node, depth: 2, visible: new Map(), before: start });
    this.#line(1, 'end');
  }

  #level(steps: readonly StepEntry[], level: { node: string; depth: number; visible: Visible; before: string | undefined }): void {
    const visible = new Map(level.visible);
    let { before } = level;
    for (const [i, step] of steps.entries()) {
      const node = `${level.node}_${i}`;
      this.#step(step, { node, depth: level.depth, visible });
      if (before !== undefined) this.#line(level.depth, `${before} --> ${node}`);
      this.#reads(step, { node, depth: level.depth, visible });
      visible.set(step.id, node);
      this.#errorSteps(step, { node, depth: level.depth, visible });
      before = node;
    }
  }

  #step(step: StepEntry, { node, depth, visible }: { node: string; depth: number; visible: Visible }): void {
    const label = quote([step.id, step.use, ...(step.if === undefined ? [] : ['conditional'])].join('\n'));
    const nested = this.#nestedSteps(step);
    if (nested.length === 0) return this.#line(depth, `${node}[${label}]`);
    this.#line(depth, `subgraph ${node}[${label}]`);
    for (const [i, steps] of nested.entries()) this.#level(steps, { node: `${node}_${i}`, depth: depth + 1, visible, before: undefined });
    this.#line(depth, 'end');
  }

  #errorSteps({ errorSteps }: StepEntry, { node, depth, visible }: { node: string; depth: number; visible: Visible }): void {
    if (errorSteps === undefined) return;
    const block = `${node}_on_error`;
    this.#line(depth, `subgraph ${block}["on error"]`);
    this.#level(errorSteps, { node: block, depth: depth + 1, visible, before: undefined });
    this.#line(depth, 'end');
    this.#line(depth, `${node} -. "fails" .-> ${block}`);
  }

  #reads(step: StepEntry, { node, depth, visible }: { node: string; depth: number; visible: Visible }): void {
    const own = Object.fromEntries(Object.entries(step.params).filter(([key]) => !this.#stepsFields(step).includes(key)));
    const reads = readReferences([own, step.if]).map(({ id, key }) => [visible.get(id), key] as const);
    const waits = step.dependsOn.map(({ id }) => [visible.get(id), 'depends on'] as const);
    for (const [from, label] of [...reads, ...waits]) if (from !== undefined) this.#line(depth, `${from} -. ${quote(label)} .-> ${node}`);
  }

  #nestedSteps(step: StepEntry): (readonly StepEntry[])[] {
    return this.#stepsFields(step)
      .map((field) => readSteps(step.params[field], step.path.slice(0, 1), new ProblemList({ name: '' })))
      .filter((steps) => steps.length > 0);
  }

  #stepsFields(step: StepEntry): string[] {
    const component = this.registry.find('pipe', step.use);
    const fields = component === undefined ? [] : [...ParamsSchema.of(component.params).fields.values()];
    return fields.filter(({ type }) => type.kind === 'steps').map(({ name }) => name);
  }

  #line(depth: number, text: string): void {
    this.lines.push('  '.repeat(depth) + text);
  }
}

/** The params of a trigger that fit into its label. */
function scalars(params: RawMap): string {
  const shown = Object.entries(params).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return shown.map(([key, value]) => `\n${key}: ${String(value)}`).join('');
}

/** A label as Mermaid wants it: its own syntax is written as entities. */
function quote(text: string): string {
  const safe = text.replaceAll(/[#"<>&`]/g, (char) => `#${char.charCodeAt(0)};`).replaceAll('\n', '<br/>');
  return `"${safe}"`;
}
