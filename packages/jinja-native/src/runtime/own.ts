import { Dict } from './dict.js';
import { dictEntries } from './dict-access.js';
import type { Run } from './run.js';
import { isDict } from './types.js';
import { Tuple, type Value } from './values.js';

/**
 * The value as the template may change it. Only templates that use a changing method (`append`, `update`, …) need it:
 * for them every list and dict of the host is copied once per render, so that the host's data never changes.
 */
export function adopt(run: Run, value: Value, depth = 0): Value {
  if (run.copies === undefined || typeof value !== 'object' || value === null) return value;
  const known = run.copies.get(value);
  if (known !== undefined) return known;
  run.checkDepth(depth);
  if (Array.isArray(value)) return adoptList(run, run.copies, value, depth);
  if (value instanceof Tuple) return new Tuple(value.items.map((item) => adopt(run, item, depth + 1)));
  return isDict(value) && !(value instanceof Dict) ? adoptDict(run, run.copies, value, depth) : value;
}

function adoptList(run: Run, copies: Map<object, Value>, value: readonly Value[], depth: number): Value[] {
  const copy: Value[] = [];
  copies.set(value, copy);
  copies.set(copy, copy);
  run.charge(value.length);
  for (const item of value) copy.push(adopt(run, item, depth + 1));
  return copy;
}

function adoptDict(run: Run, copies: Map<object, Value>, value: Map<unknown, unknown> | Record<string, unknown>, depth: number): Dict {
  const copy = new Dict();
  copies.set(value, copy);
  const entries = dictEntries(value);
  run.charge(entries.length);
  for (const [key, item] of entries) copy.set(key, adopt(run, item, depth + 1));
  return copy;
}
