import { isOtaiError } from '../api/otai.error.js';
import { Secret } from '../api/secret.js';
import { compileContainer, compileNative } from './compile-container.js';
import { Mismatch } from './conversions.js';
import type { ValueType } from './field-schema.js';
import type { Slot } from './params-binding.js';
import { ABSENT, fixed, type Plan, type RenderedPlan } from './plan.js';
import type { Path, Problems } from './problems.js';
import { showValue } from './show-value.js';
import type { Site } from './site.js';

/** Compiles one raw value of a declared type: checks and converts it, or prepares to do so once its templates are rendered. */
export function compileValue<S>(type: ValueType, raw: unknown, site: Site<S>): Plan<S> {
  const slot = typeof raw === 'string' ? site.template(raw) : undefined;
  return slot === undefined ? compileGiven(type, raw, site) : compileSlot(type, slot, site);
}

function compileGiven<S>(type: ValueType, raw: unknown, site: Site<S>): Plan<S> {
  switch (type.kind) {
    case 'any':
      return compileNative(raw, site);
    case 'list':
      return compileList(type, raw, site);
    case 'map':
      return compileMap(type, raw, site);
    case 'object':
      return (type.schema as NonNullable<ValueType['schema']>).compile(raw, site);
    default:
      return compileScalar(type, raw, site);
  }
}

function compileScalar<S>(type: ValueType, raw: unknown, site: Site<S>): Plan<S> {
  const value = type.convert(raw, site.rendered);
  return value instanceof Mismatch ? site.fail(value.message, value.hint) : fixed(value);
}

function compileList<S>(type: ValueType, raw: unknown, site: Site<S>): Plan<S> {
  if (!Array.isArray(raw)) return site.fail(`must be a list, but is ${showValue(raw, site.rendered)}`);
  const { element } = type;
  return element === undefined || element.kind === 'any'
    ? compileNative(raw, site)
    : compileContainer(raw, site, (inner, at) => compileValue(element, inner, at));
}

function compileMap<S>(type: ValueType, raw: unknown, site: Site<S>): Plan<S> {
  const isMap = typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !(raw instanceof Secret);
  if (!isMap) return site.fail(`must be an object, but is ${showValue(raw, site.rendered)}`);
  return compileContainer(raw, site, (inner, at) => compileValue(type.element as ValueType, inner, at));
}

/** Prepares what is to be done with what a slot gives. */
export function compileSlot<S>(type: ValueType, slot: Slot<S>, site: Site<S>): RenderedPlan<S> {
  const accept = acceptor(type, site);
  const { path } = site;
  const isSecret = type.kind === 'secret';
  const render = (scope: S, problems: Problems): unknown => {
    let value: unknown;
    try {
      value = slot.render(scope);
    } catch (error) {
      return failRendering(error, problems, { path, isSecret });
    }
    return accept(value, problems);
  };
  return { fixed: false, render };
}

type Accept = (value: unknown, problems: Problems) => unknown;

function acceptor<S>(type: ValueType, site: Site<S>): Accept {
  if (type.kind === 'any' || type.kind === 'steps') return type.isOptional === true ? (value) => value ?? ABSENT : (value) => value;
  const { path } = site;
  const none: Accept = type.isOptional === true ? () => ABSENT : (_, problems) => problems.add(path, 'is none');
  const some: Accept = type.schema !== undefined || type.element !== undefined ? structured(type, site) : scalar(type, path);
  return (value, problems) => (value === undefined || value === null ? none(value, problems) : some(value, problems));
}

function scalar({ convert }: ValueType, path: Path): Accept {
  return (value, problems) => {
    const converted = convert(value, true);
    if (converted instanceof Mismatch) problems.add(path, converted.message, converted.hint);
    return converted;
  };
}

/** What a template gave holds no templates, so its plan is its value. */
function structured<S>(type: ValueType, site: Site<S>): Accept {
  return (value, problems) => {
    const plan = compileGiven(type, value, site.whenRendered(problems));
    return plan.fixed ? plan.value : undefined;
  };
}

/** Template errors can quote what they were working on. For a secret only errors of this library are shown, which never do. */
function failRendering(error: unknown, problems: Problems, { path, isSecret }: { path: Path; isSecret: boolean }): void {
  if (isSecret && !isOtaiError(error)) {
    problems.add(path, 'could not be rendered; the reason is not shown, for it may hold the secret');
    return;
  }
  problems.add(path, `could not be rendered: ${error instanceof Error ? error.message : String(error)}`);
  problems.addCause(error);
}
