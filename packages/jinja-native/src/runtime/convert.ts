import { typeFault } from '../errors.js';
import { TemplateCallable } from './callables.js';
import { Dict } from './dict.js';
import { dictEntries } from './dict-access.js';
import { itemsOf } from './iterate.js';
import type { Run } from './run.js';
import { isDict } from './types.js';
import { DictView, Markup, Namespace, PyFloat, Range, Tuple, Undefined, type Value } from './values.js';

/**
 * A value of the template as plain JavaScript, for the host: a dict with keys that are not all texts is a Map, what is missing
 * is undefined. What the host handed in itself passes as it is, not as a copy; objects of classes do too; functions never pass.
 */
export function toPlain(run: Run, value: Value, depth = 0): unknown {
  if (typeof value === 'function') throw typeFault('A JavaScript function cannot be the value of a template.');
  if (typeof value !== 'object' || value === null) return value;
  run.checkDepth(depth);
  if (Array.isArray(value)) return plainList(run, value, depth);
  if (value instanceof Dict) return plainDict(run, value, depth);
  if (isDict(value)) return value;
  return plainInstance(run, value, depth);
}

/** A list of which every item is plain already is the one of the host, or as good. */
function plainList(run: Run, items: readonly Value[], depth: number): readonly unknown[] {
  run.charge(items.length);
  for (const [i, item] of items.entries()) {
    if (toPlain(run, item, depth + 1) !== item) return Array.from(items, (each, j) => (j < i ? each : toPlain(run, each, depth + 1)));
  }
  return items;
}

function plainInstance(run: Run, value: object, depth: number): unknown {
  if (value instanceof PyFloat) return value.value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) return undefined;
  if (value instanceof Tuple || value instanceof DictView) return plainList(run, value.items, depth);
  if (value instanceof Range) return plainList(run, itemsOf(run, value), depth);
  if (value instanceof TemplateCallable)
    throw typeFault(`'${value.name}' is a function and cannot be a value; call it with ${value.name}().`);
  if (value instanceof Namespace) return plainDict(run, Dict.from(value.attributes), depth);
  return value;
}

function plainDict(run: Run, dict: Parameters<typeof dictEntries>[0], depth: number): unknown {
  const entries = dictEntries(dict);
  run.charge(entries.length);
  const plain = entries.map(([key, value]) => [toPlain(run, key, depth + 1), toPlain(run, value, depth + 1)] as const);
  if (plain.every((entry): entry is readonly [string, unknown] => typeof entry[0] === 'string')) return objectOf(plain);
  return new Map<unknown, unknown>(plain);
}

/** An object with exactly these own properties; `__proto__` becomes an ordinary one, as JSON.parse makes it. */
function objectOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}
