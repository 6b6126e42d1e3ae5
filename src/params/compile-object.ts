import { didYouMean } from '../api/did-you-mean.js';
import { compileNative, isUnsafeKey } from './compile-container.js';
import { compileSteps } from './compile-steps.js';
import { compileValue } from './compile-value.js';
import type { FieldSchema } from './field-schema.js';
import { NotYetKnown, judge, type Case } from './judge.js';
import { renderObject, type DynamicField } from './render-object.js';
import type { ParamsSchema } from './params-schema.js';
import { ABSENT, FAILED, fixed, type Plan } from './plan.js';
import { Problems } from './problems.js';
import { Secret } from '../api/secret.js';
import { showValue } from './show-value.js';
import type { Site } from './site.js';

type Raw = Readonly<Record<string, unknown>>;

/** Compiles a raw object into an instance of a params class, or into a function that makes one. */
export function compileObject<S>(schema: ParamsSchema, raw: unknown, site: Site<S>): Plan<S> {
  // Made by this compiler before, and read back by a template: converting it again would take its milliseconds for seconds.
  if (raw instanceof schema.type && Object.isFrozen(raw)) return fixed(raw);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || raw instanceof Secret) {
    return site.fail(`must be an object${keysOf(schema)}, but is ${showValue(raw, site.rendered)}`);
  }
  return site.enter(raw, () => new ObjectCompiler(schema, raw as Raw, site).compile());
}

function keysOf(schema: ParamsSchema): string {
  return schema.fields.size === 0 ? '' : ` with ${[...schema.fields.keys()].join(', ')}`;
}

/** One field of the object being compiled. */
interface Entry<S> extends Case {
  readonly plan: Plan<S>;
  /** Whether its conversion failed. */
  readonly failed: boolean;
}

class ObjectCompiler<S> {
  readonly #schema: ParamsSchema;
  readonly #raw: Raw;
  readonly #site: Site<S>;
  readonly #before: number;

  constructor(schema: ParamsSchema, raw: Raw, site: Site<S>) {
    this.#schema = schema;
    this.#raw = raw;
    this.#site = site;
    this.#before = site.problems.count;
  }

  compile(): Plan<S> {
    const entries = [...this.#schema.fields.values()].map((field) => this.#compileField(field));
    const extras = this.#compileUnknown();
    const pending = this.#judgeKnown(entries, extras);
    if (this.#site.problems.count > this.#before) return FAILED;
    const parts = { type: this.#schema.type, constants: constantsOf(entries, extras), ...this.#dynamic(entries, extras), pending };
    const render = renderObject<S>(parts);
    const isFixed = parts.fields.length + parts.extras.length + parts.conditional.length + pending.length === 0;
    return isFixed ? fixed(render(undefined as S, this.#site.problems)) : { fixed: false, render };
  }

  #compileField(field: FieldSchema): Entry<S> {
    const conditional = field.conditions.length > 0;
    const at = this.#site.child(field.name);
    const site = conditional ? at.apart() : at;
    const before = site.problems.count;
    const plan = this.#compileValueOf(field, site);
    const held = conditional ? site.problems : undefined;
    return { field, path: site.path, rendered: site.rendered || !plan.fixed, held, plan, failed: site.problems.count > before };
  }

  #compileValueOf(field: FieldSchema, site: Site<S>): Plan<S> {
    const raw = Object.hasOwn(this.#raw, field.name) ? this.#raw[field.name] : undefined;
    if (raw === undefined || (raw === null && field.type.isOptional === true)) return absent(field, site);
    if (field.type.kind === 'steps') return compileSteps(field, { raw, around: this.#raw }, site);
    if (raw === null && field.type.kind !== 'any') return site.fail(noValue(field, site));
    return compileValue(field.type, raw, site);
  }

  #compileUnknown(): readonly [string, Plan<S>][] {
    const unknown = Object.keys(this.#raw).filter((key) => !this.#schema.fields.has(key));
    const kept = unknown.filter((key) => this.#mayKeep(key));
    return kept.map((key) => [key, compileNative(this.#raw[key], this.#site.child(key))]);
  }

  /** Open classes keep what they do not declare, save for what would hide a member of the class or reach its prototype. */
  #mayKeep(key: string): boolean {
    if (this.#schema.allowsUnknown && !isUnsafeKey(key) && !(key in this.#schema.type.prototype)) return true;
    const names = [...this.#schema.fields.keys()];
    const near = didYouMean(key, names);
    const hint =
      near === undefined ? (names.length === 0 ? 'there are no params here' : `known: ${names.join(', ')}`) : `did you mean "${near}"?`;
    this.#site.child(key).fail('is not a known param', hint);
    return false;
  }

  /** Judges every field whose value is known, before anything runs. Gives those whose rules look at one that is not. */
  #judgeKnown(entries: readonly Entry<S>[], extras: readonly [string, Plan<S>][]): Case[] {
    const preview = this.#preview(entries, extras);
    return entries.filter((entry) => {
      if (!entry.plan.fixed || (entry.failed && entry.held === undefined)) return false;
      const found = new Problems();
      try {
        judge(entry, preview, found);
      } catch (error) {
        if (error instanceof NotYetKnown) return true;
        throw error;
      }
      this.#site.problems.addAll(found);
      return false;
    });
  }

  /** The params object as far as it is known. Reading any other field of it throws. */
  #preview(entries: readonly Entry<S>[], extras: readonly [string, Plan<S>][]): Record<string, unknown> {
    const preview = new this.#schema.type() as Record<string, unknown>;
    for (const [name, value] of constantsOf(entries, extras)) preview[name] = value;
    const hidden = entries
      .filter((entry) => !entry.plan.fixed || (entry.failed && entry.held === undefined))
      .map((entry) => entry.field.name);
    for (const name of [...hidden, ...extras.filter(([, plan]) => !plan.fixed).map(([key]) => key)]) {
      Object.defineProperty(preview, name, { enumerable: true, get: notYetKnown });
    }
    return preview;
  }

  #dynamic(entries: readonly Entry<S>[], extras: readonly [string, Plan<S>][]) {
    const fields = entries.flatMap((entry): DynamicField<S>[] => (entry.plan.fixed ? [] : [toDynamic(entry, entry.plan.render)]));
    return {
      fields: fields.filter((field) => field.field.conditions.length === 0),
      conditional: fields.filter((field) => field.field.conditions.length > 0),
      extras: extras.flatMap(([name, plan]) => (plan.fixed ? [] : [{ name, render: plan.render }])),
    };
  }
}

function toDynamic<S>(entry: Entry<S>, render: DynamicField<S>['render']): DynamicField<S> {
  const { field, path } = entry;
  return { field, path, rendered: true, held: undefined, name: field.name, render, fallback: sharedDefault(field) };
}

/** A field that is not given keeps what the class gives it; a list or an object is shared, so it is the frozen one. */
function absent<S>(field: FieldSchema, site: Site<S>): Plan<S> {
  if (field.required) return site.fail('is missing');
  return fixed(sharedDefault(field) ?? ABSENT);
}

function sharedDefault({ default: initial }: FieldSchema): unknown {
  return typeof initial === 'object' && initial !== null && Object.isFrozen(initial) ? initial : undefined;
}

function noValue<S>(field: FieldSchema, site: Site<S>): string {
  if (site.rendered) return 'is none';
  return field.required ? 'has no value' : 'has no value; leave the line out to use the default';
}

function constantsOf<S>(entries: readonly Entry<S>[], extras: readonly [string, Plan<S>][]): readonly (readonly [string, unknown])[] {
  const named = [...entries.filter((entry) => !entry.failed).map((entry) => [entry.field.name, entry.plan] as const), ...extras];
  return named.flatMap(([name, plan]) => (plan.fixed && plan.value !== ABSENT ? [[name, plan.value] as const] : []));
}

function notYetKnown(): never {
  throw new NotYetKnown();
}
