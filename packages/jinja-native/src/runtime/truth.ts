import { dictSize } from './dict-access.js';
import { isDict } from './types.js';
import { DictView, Markup, PyFloat, Range, Tuple, Undefined, type Value } from './values.js';

/** Python's truth: nothing, zero and whatever is empty are false. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'object') return Boolean(value);
  return value !== null && isTrueObject(value);
}

function isTrueObject(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof Undefined) return false;
  if (value instanceof Markup) return value.text !== '';
  if (value instanceof Tuple || value instanceof DictView) return value.items.length > 0;
  if (value instanceof Range) return value.length > 0;
  return !isDict(value) || dictSize(value) > 0;
}
