import { didYouMean } from '../api/did-you-mean.js';
import { Secret } from '../api/secret.js';
import { compileNative, isUnsafeKey } from './compile-container.js';
import { compileSteps } from './compile-steps.js';
import { compileValue } from './compile-value.js';
import type { FieldSchema } from './field-schema.js';
import { NotYetKnown, judge, type Case } from './judge.js';
import type { ParamProblem } from './params-binding.js';
import { renderObject, type DynamicField } from './render-object.js';
import type { ParamsSchema } from './params-schema.js';
import { ABSENT, FAILED, fixed, type Plan } from './plan.js';
import { Problems } from './problems.js';
import { showValue } from './show-value.js';
import type { Site } from './site.js';

type Raw = Readonly<Record<string, unknown>>;

/** Compiles a raw object into an instance of a params class, or into a function that makes one. */
export function compileObject<S>(schema: ParamsSchema, raw: unknown, site: Site<S>): Plan<S> {
  // Made by this compiler before, and read back by a template: converting it again would take its milliseconds for seconds.
  if (raw instanceof schema.type && Object.isFrozen(raw)) return fixed(raw);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || raw instanceof Secret) {
    return site.fail(`must be a mapping${keysOf(schema)}, but is ${showValue(raw, site.rendered)}`, nameHint(schema, raw));
  }
  return site.enter(raw, () => new ObjectCompiler(schema, raw as Raw, site).compile());
}

/** The most frequent slip: `queue: Incoming`, where the helpdesk's things are named by id or name. */
function nameHint(schema: ParamsSchema, raw: unknown): string | undefined {
  return typeof raw === 'string' && schema.fields.has('name') ? 'write { name: … }' : undefined;
}

function keysOf(schema: ParamsSchema): string {
  return schema.fields.size === 0 ? '' : ` with ${[...schema.fields.keys()].join(', ')}`;
}

function unknownParam(key: string, names: readonly string[]): Omit<ParamProblem, 'path'> {
  const problem = { kind: 'unknown', message: 'is not a known param' } as const;
  const meant = didYouMean(key, names);
  if (meant !== undefined) return { ...problem, hint: `did you mean "${meant}"?`, meant };
  return { ...problem, hint: names.length === 0 ? 'there are no params here' : `known: ${names.join(', ')}` };
}

/** A key of the object being compiled that the class does not declare. */
interface Extra<S> {
  readonly name: string;
  readonly plan: Plan<S>;
  /** Whether its conversion failed. */
  readonly failed: boolean;
  readonly held: Problems | undefined;
}

/** A field of the object being compiled. */
interface Entry<S> extends Extra<S>, Case {
  readonly held: Problems | undefined;
}

type Params = Record<string, unknown>;
type Constant = readonly [name: string, value: unknown];

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
    const constants = constantsOf(entries, extras);
    const preview = this.#preview(entries, extras, constants);
    const pending = this.#judgeKnown(entries, preview);
    if (this.#site.problems.count > this.#before) return FAILED;
    if ([...entries, ...extras].every(({ plan }) => plan.fixed)) return fixed(Object.freeze(preview));
    return { fixed: false, render: renderObject<S>({ type: this.#schema.type, constants, ...splitDynamic(entries, extras), pending }) };
  }

  #compileField(field: FieldSchema): Entry<S> {
    const conditional = field.conditions.length > 0;
    const at = this.#site.child(field.name);
    const site = conditional ? at.apart() : at;
    const before = site.problems.count;
    const plan = this.#compileValueOf(field, site);
    const held = conditional ? site.problems : undefined;
    const failed = site.problems.count > before;
    return { name: field.name, field, path: site.path, rendered: site.rendered || !plan.fixed, held, plan, failed };
  }

  #compileValueOf(field: FieldSchema, site: Site<S>): Plan<S> {
    const raw = Object.hasOwn(this.#raw, field.name) ? this.#raw[field.name] : undefined;
    if (raw === undefined || (raw === null && field.type.isOptional === true)) return absent(field, site);
    if (field.type.kind === 'steps') return compileSteps(field, { raw, around: this.#raw }, site);
    if (raw === null && field.type.kind !== 'any') return site.fail(noValue(field, site));
    return compileValue(field.type, raw, site);
  }

  #compileUnknown(): readonly Extra<S>[] {
    const unknown = Object.keys(this.#raw).filter((key) => !this.#schema.fields.has(key));
    const kept = unknown.filter((key) => this.#mayKeep(key));
    return kept.map((name) => {
      const plan = compileNative(this.#raw[name], this.#site.child(name));
      return { name, plan, failed: false, held: undefined };
    });
  }

  /** Open classes keep what they do not declare, save for what would hide a member of the class or reach its prototype. */
  #mayKeep(key: string): boolean {
    if (this.#schema.allowsUnknown && !isUnsafeKey(key) && !(key in this.#schema.type.prototype)) return true;
    this.#site.problems.push({ ...unknownParam(key, [...this.#schema.fields.keys()]), path: [...this.#site.path, key] });
    return false;
  }

  /** Judges every field whose value is known, before anything runs. Gives those whose rules look at one that is not. */
  #judgeKnown(entries: readonly Entry<S>[], preview: Params): Case[] {
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

  /** The params object as far as it is known: all of it when there are no templates. Reading any other field of it throws. */
  #preview(entries: readonly Entry<S>[], extras: readonly Extra<S>[], constants: readonly Constant[]): Params {
    const preview = new this.#schema.type() as Params;
    for (const [name, value] of constants) preview[name] = value;
    for (const { name, plan, failed, held } of [...entries, ...extras]) {
      if (plan.fixed && !(failed && held === undefined)) continue;
      Object.defineProperty(preview, name, { enumerable: true, get: notYetKnown });
    }
    return preview;
  }
}

function splitDynamic<S>(entries: readonly Entry<S>[], extras: readonly Extra<S>[]) {
  const fields = entries.flatMap((entry): DynamicField<S>[] => (entry.plan.fixed ? [] : [toDynamic(entry, entry.plan.render)]));
  return {
    fields: fields.filter((field) => field.field.conditions.length === 0),
    conditional: fields.filter((field) => field.field.conditions.length > 0),
    extras: extras.flatMap(({ name, plan }) => (plan.fixed ? [] : [{ name, render: plan.render }])),
  };
}

function toDynamic<S>(entry: Entry<S>, render: DynamicField<S>['render']): DynamicField<S> {
  const { field, path } = entry;
  return { field, path, rendered: true, held: undefined, name: field.name, render, fallback: sharedDefault(field) };
}

/** A field that is not given keeps what the class gives it; a list or an object is shared, so it is the frozen one. */
function absent<S>(field: FieldSchema, site: Site<S>): Plan<S> {
  if (field.required) {
    site.problems.push({ kind: 'missing', path: site.path, message: 'is missing', ...exampleHint(field) });
    return FAILED;
  }
  return fixed(sharedDefault(field) ?? ABSENT);
}

function exampleHint({ name, example }: FieldSchema): { readonly hint?: string } {
  return example === undefined ? {} : { hint: `for example ${name}: ${JSON.stringify(example)}` };
}

function sharedDefault({ default: initial }: FieldSchema): unknown {
  return typeof initial === 'object' && initial !== null && Object.isFrozen(initial) ? initial : undefined;
}

function noValue<S>(field: FieldSchema, site: Site<S>): string {
  if (site.rendered) return 'is none';
  return field.required ? 'has no value' : 'has no value; leave the line out to use the default';
}

function constantsOf<S>(entries: readonly Entry<S>[], extras: readonly Extra<S>[]): readonly Constant[] {
  return [...entries, ...extras].flatMap(({ name, plan, failed }) =>
    plan.fixed && plan.value !== ABSENT && !failed ? [[name, plan.value] as const] : [],
  );
}

function notYetKnown(): never {
  throw new NotYetKnown();
}
