import { ordered } from './compare.js';
import type { Run } from './run.js';
import type { Value } from './values.js';

/** Items in rising order of their keys; equal ones keep their order, also when reversed. */
export function sortValues(run: Run, items: readonly Value[], key: (item: Value) => Value, reverse = false): Value[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  const sign = reverse ? -1 : 1;
  keyed.sort((left, right) => {
    run.charge(1);
    if (ordered(run, '<', left.key, right.key)) return -sign;
    return ordered(run, '<', right.key, left.key) ? sign : 0;
  });
  return keyed.map(({ item }) => item);
}
