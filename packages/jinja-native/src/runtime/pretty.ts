import { typeFault } from '../errors.js';
import { Dict } from './dict.js';
import { dictEntries } from './dict-access.js';
import type { Run } from './run.js';
import { sortValues } from './sort.js';
import { reprOf } from './text.js';
import { isDict } from './types.js';
import { Tuple, type Value } from './values.js';

const WIDTH = 80;

/** The value with its dict keys in order. */
function withSortedKeys(run: Run, value: Value, depth = 0): Value {
  run.checkDepth(depth);
  if (Array.isArray(value)) return value.map((item: Value) => withSortedKeys(run, item, depth + 1));
  if (value instanceof Tuple) return new Tuple(value.items.map((item) => withSortedKeys(run, item, depth + 1)));
  if (!isDict(value)) return value;
  const entries = sortValues(run, dictEntries(value), (entry) => (entry as readonly Value[])[0]) as (readonly [Value, Value])[];
  return Dict.from(entries.map(([key, item]) => [key, withSortedKeys(run, item, depth + 1)] as const));
}

/** The value as Python's pprint shows it on one line; what does not fit one line of 80 characters is refused. */
export function prettyText(run: Run, value: Value): string {
  const text = reprOf(run, withSortedKeys(run, value));
  if (text.length > WIDTH) throw typeFault('The filter pprint shows values of up to 80 characters; use tojson(indent=2) for larger ones.');
  return text;
}
