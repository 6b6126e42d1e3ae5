import { compileSlot } from './compile-slot.js';
import { fixed, type Plan, type Render } from './plan.js';
import { isPlainObject } from './frozen-copy.js';
import type { Site } from './site.js';

/** Keys that reach an object's prototype. They are nobody's data. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

type CompileInner<S> = (raw: unknown, site: Site<S>) => Plan<S>;

/** Whether a key must not be assigned. */
export function isUnsafeKey(key: string): boolean {
  return UNSAFE_KEYS.has(key);
}

/** Compiles a value without declared type: texts in it may be templates, everything else stays as it is. */
export function compileNative<S>(raw: unknown, site: Site<S>): Plan<S> {
  if (site.rendered) return fixed(raw);
  if (typeof raw === 'string') return compileText(raw, site);
  return Array.isArray(raw) || isPlainObject(raw) ? compileContainer(raw, site, compileNative) : fixed(raw);
}

function compileText<S>(raw: string, site: Site<S>): Plan<S> {
  const slot = site.template(raw);
  if (slot === undefined) return fixed(raw);
  return compileSlot(slot, { path: site.path, accept: (value) => value });
}

/** Compiles what a list or an object holds. The container is copied and frozen, unless a template gave it and nothing in it changes. */
export function compileContainer<S>(raw: object, site: Site<S>, compileInner: CompileInner<S>): Plan<S> {
  return site.enter(raw, () => {
    if (Array.isArray(raw))
      return combineList(
        raw,
        raw.map((inner, index) => compileInner(inner, site.child(index))),
        site.rendered,
      );
    const keys = Object.keys(raw).filter((key) => checkKey(key, site));
    const inner = raw as Record<string, unknown>;
    return combineObject(
      keys,
      keys.map((key) => compileInner(inner[key], site.child(key))),
    );
  });
}

function checkKey<S>(key: string, site: Site<S>): boolean {
  if (isUnsafeKey(key)) site.child(key).fail('cannot be used as a key');
  return !isUnsafeKey(key);
}

function combineList<S>(raw: readonly unknown[], plans: readonly Plan<S>[], rendered: boolean): Plan<S> {
  if (!plans.every((plan) => plan.fixed)) return { fixed: false, render: renderList(plans) };
  const values = plans.map((plan) => plan.value);
  return fixed(rendered && values.every((value, index) => value === raw[index]) ? raw : Object.freeze(values));
}

function renderList<S>(plans: readonly Plan<S>[]): Render<S> {
  return (scope, problems) => Object.freeze(plans.map((plan) => (plan.fixed ? plan.value : plan.render(scope, problems))));
}

function combineObject<S>(keys: readonly string[], plans: readonly Plan<S>[]): Plan<S> {
  const render: Render<S> = (scope, problems) => {
    const object: Record<string, unknown> = {};
    for (const [index, plan] of plans.entries()) object[keys[index] as string] = plan.fixed ? plan.value : plan.render(scope, problems);
    return Object.freeze(object);
  };
  if (!plans.every((plan) => plan.fixed)) return { fixed: false, render };
  return fixed(Object.freeze(Object.fromEntries(keys.map((key, index) => [key, plans[index]?.value]))));
}
