import { compileContainer, compileNative } from './compile-container.js';
import { compileSlot, type Accept } from './compile-slot.js';
import { Mismatch } from './conversions.js';
import type { ValueType } from './field-schema.js';
import type { Slot } from './params-binding.js';
import { ABSENT, fixed, type Plan, type RenderedPlan } from './plan.js';
import type { Path } from './problems.js';
import type { Site } from './site.js';

/** Compiles one raw value of a declared type: checks and converts it, or prepares to do so once its templates are rendered. */
export function compileValue<S>(type: ValueType, raw: unknown, site: Site<S>): Plan<S> {
  const slot = typeof raw === 'string' ? site.template(raw) : undefined;
  return slot === undefined ? compileGiven(type, raw, site) : compileSlotOf(type, slot, site);
}

/** Prepares what is to be done with what a slot of a declared type gives. */
export function compileSlotOf<S>(type: ValueType, slot: Slot<S>, site: Site<S>): RenderedPlan<S> {
  return compileSlot(slot, { path: site.path, accept: acceptor(type, site), isSecret: type.kind === 'secret' });
}

function compileGiven<S>(type: ValueType, raw: unknown, site: Site<S>): Plan<S> {
  if (type.kind === 'any') return compileNative(raw, site);
  if (type.kind === 'object' && type.schema !== undefined) return type.schema.compile(raw, site);
  const value = type.convert(raw, site.rendered);
  if (value instanceof Mismatch) return site.fail(value.message);
  const { element } = type;
  if (element === undefined) return fixed(value);
  if (element.kind === 'any') return compileNative(value, site);
  return compileContainer(value as object, site, (inner, at) => compileValue(element, inner, at));
}

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
    if (converted instanceof Mismatch) problems.add(path, converted.message);
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
