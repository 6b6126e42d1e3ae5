import { typeFault } from '../errors.js';
import { equals, numeric, stringOf } from './compare.js';
import { dictHas } from './dict-access.js';
import { itemsOf, isIterable } from './iterate.js';
import type { Run } from './run.js';
import { isDict, typeName } from './types.js';
import { Range, type Value } from './values.js';

/** Python's `item in container`. */
export function contains(run: Run, container: Value, item: Value): boolean {
  const text = stringOf(container);
  if (text !== undefined) return containsText(run, text, item);
  if (container instanceof Range) return containsNumber(container, item);
  if (isDict(container)) return dictHas(container, item);
  if (!isIterable(container)) throw typeFault(`'in' needs a list, a dict or text on its right side, got ${typeName(container)}.`);
  return itemsOf(run, container).some((candidate) => equals(run, candidate, item));
}

function containsText(run: Run, text: string, item: Value): boolean {
  const part = stringOf(item);
  if (part === undefined) throw typeFault(`'in' with text on its right side needs text on its left, got ${typeName(item)}.`);
  run.chargeSearch(text, part);
  return text.includes(part);
}

function containsNumber(range: Range, item: Value): boolean {
  const number = numeric(item);
  return number !== undefined && range.indexOf(Number(number)) !== -1;
}
