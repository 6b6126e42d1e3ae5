import { typeFault, valueFault } from '../errors.js';
import { joinChecked } from '../methods/string-split.js';
import { filter, type FilterDefinition, type Invocation } from '../registry.js';
import { add } from '../runtime/arithmetic.js';
import { ordered, stringOf, type OrderOperator } from '../runtime/compare.js';
import { Dict } from '../runtime/dict.js';
import { escapeHtml } from '../runtime/escape.js';
import { characters, itemsOf, lengthOf } from '../runtime/iterate.js';
import { sortValues } from '../runtime/sort.js';
import { isDict, typeName } from '../runtime/types.js';
import { Markup, Tuple, Undefined, type Value } from '../runtime/values.js';
import { dictEntries } from '../runtime/dict-access.js';
import { attributeGetter, attributesGetter, caseKey, changeText, integer, softText, truth } from './shared.js';

type Args = readonly Value[];

const NO_FIRST = new Undefined(() => 'No first item, sequence was empty.');
const NO_LAST = new Undefined(() => 'No last item, sequence was empty.');
const NO_ITEMS = new Undefined(() => 'No aggregated item, sequence was empty.');

function length(_invocation: Invocation, value: Value): number {
  const size = lengthOf(value);
  if (size === undefined) throw typeFault(`The filter length needs a list, a dict or text, got ${typeName(value)}.`);
  return size;
}

function first({ run }: Invocation, value: Value): Value {
  const items = itemsOf(run, value);
  return items.length === 0 ? NO_FIRST : items[0];
}

function last({ run }: Invocation, value: Value): Value {
  const items = itemsOf(run, value);
  return items.length === 0 ? NO_LAST : items.at(-1);
}

function reverse({ run }: Invocation, value: Value): Value {
  if (stringOf(value) !== undefined) return changeText(run, value, (text) => characters(text).toReversed().join(''));
  return itemsOf(run, value).toReversed();
}

function join(invocation: Invocation, value: Value, [separator, attribute]: Args): Value {
  const { run } = invocation;
  const items = itemsOf(run, value).map(attributeGetter(invocation, attribute));
  if (!invocation.autoescape)
    return joinChecked(
      run,
      items.map((item) => softText(run, item)),
      softText(run, separator),
    );
  if (![separator, ...items].some((item) => item instanceof Markup))
    return joinChecked(
      run,
      items.map((item) => softText(run, item)),
      softText(run, separator),
    );
  const safe = (item: Value) => escapeHtml(item instanceof Markup ? item : softText(run, item));
  return new Markup(joinChecked(run, items.map(safe), safe(separator)));
}

function sort(invocation: Invocation, value: Value, [reversed, caseSensitive, attribute]: Args): Value {
  const { run } = invocation;
  return sortValues(run, itemsOf(run, value), attributesGetter(invocation, attribute, caseKey(caseSensitive)), truth(reversed));
}

function unique(invocation: Invocation, value: Value, [caseSensitive, attribute]: Args): Value {
  const getter = attributeGetter(invocation, attribute);
  const fold = caseKey(caseSensitive);
  const seen = new Dict();
  return itemsOf(invocation.run, value).filter((item) => {
    const key = fold(getter(item));
    if (seen.has(key)) return false;
    seen.set(key, true);
    return true;
  });
}

function extreme(operator: OrderOperator) {
  return (invocation: Invocation, value: Value, [caseSensitive, attribute]: Args): Value => {
    const { run } = invocation;
    const items = itemsOf(run, value);
    if (items.length === 0) return NO_ITEMS;
    const getter = attributeGetter(invocation, attribute);
    const fold = caseKey(caseSensitive);
    const keyed = items.map((item) => ({ item, key: fold(getter(item)) }));
    return keyed.reduce((best, candidate) => (ordered(run, operator, candidate.key, best.key) ? candidate : best)).item;
  };
}

function sum(invocation: Invocation, value: Value, [attribute, start]: Args): Value {
  const { run } = invocation;
  if (stringOf(start) !== undefined) throw typeFault('The filter sum cannot add texts; use join.');
  const getter = attributeGetter(invocation, attribute);
  return itemsOf(run, value).reduce((total, item) => add(run, total, getter(item)), start);
}

function batch({ run }: Invocation, value: Value, [count, fill]: Args): Value {
  const size = integer(count, 'The size of a batch');
  if (size < 1) throw valueFault(`The size of a batch must be 1 or more, got ${size}.`);
  const items = itemsOf(run, value);
  const batches: Value[][] = [];
  for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
  const end = batches.at(-1);
  if (fill !== null && end !== undefined) {
    run.chargeList(size);
    while (end.length < size) end.push(fill);
  }
  return batches;
}

/** So many columns, the first ones longer where the items do not divide evenly. */
function slice({ run }: Invocation, value: Value, [count, fill]: Args): Value {
  const columns = integer(count, 'The number of slices');
  if (columns < 1) throw valueFault(`The number of slices must be 1 or more, got ${columns}.`);
  run.chargeList(columns);
  const items = itemsOf(run, value);
  const size = Math.floor(items.length / columns);
  const longer = items.length % columns;
  let at = 0;
  return Array.from({ length: columns }, (_, index) => {
    const end = at + size + (index < longer ? 1 : 0);
    const column: Value[] = items.slice(at, end);
    at = end;
    return fill !== null && index >= longer ? [...column, fill] : column;
  });
}

const GROUP_NAMES = ['grouper', 'list'];

function groupBy(invocation: Invocation, value: Value, [attribute, fallback, caseSensitive]: Args): Value {
  const { run } = invocation;
  const getter = attributeGetter(invocation, attribute, fallback);
  const fold = caseKey(caseSensitive);
  const groups: { key: Value; name: Value; items: Value[] }[] = [];
  for (const item of sortValues(run, itemsOf(run, value), (candidate) => fold(getter(candidate)))) {
    const name = getter(item);
    const key = fold(name);
    const group = groups.at(-1);
    if (group !== undefined && !ordered(run, '<', group.key, key)) group.items.push(item);
    else groups.push({ key, name, items: [item] });
  }
  return groups.map(({ name, items }) => new Tuple([name, items], GROUP_NAMES));
}

function list({ run }: Invocation, value: Value): Value {
  return [...itemsOf(run, value)];
}

function itemPairs(_invocation: Invocation, value: Value): Value {
  if (value === undefined || value instanceof Undefined) return [];
  if (!isDict(value)) throw typeFault(`The filter items needs a dict, got ${typeName(value)}.`);
  return dictEntries(value).map((entry) => new Tuple(entry));
}

const EXTREME_PARAMETERS = [
  ['case_sensitive', false],
  ['attribute', null],
] as const;

export const LIST_FILTERS: readonly FilterDefinition[] = [
  filter('length', [], length),
  filter('first', [], first),
  filter('last', [], last),
  filter('reverse', [], reverse),
  filter(
    'join',
    [
      ['d', ''],
      ['attribute', null],
    ],
    join,
  ),
  filter(
    'sort',
    [
      ['reverse', false],
      ['case_sensitive', false],
      ['attribute', null],
    ],
    sort,
  ),
  filter('unique', EXTREME_PARAMETERS, unique),
  filter('min', EXTREME_PARAMETERS, extreme('<')),
  filter('max', EXTREME_PARAMETERS, extreme('>')),
  filter(
    'sum',
    [
      ['attribute', null],
      ['start', 0],
    ],
    sum,
  ),
  filter('batch', ['linecount', ['fill_with', null]], batch),
  filter('slice', ['slices', ['fill_with', null]], slice),
  filter('groupby', ['attribute', ['default', null], ['case_sensitive', false]], groupBy),
  filter('list', [], list),
  filter('items', [], itemPairs),
];
