import { Fault, valueFault } from '../errors.js';
import { integerArgument } from '../globals.js';
import { equals } from '../runtime/compare.js';
import { itemsOf } from '../runtime/iterate.js';
import type { Run } from '../runtime/run.js';
import { sortValues } from '../runtime/sort.js';
import { reprOf } from '../runtime/text.js';
import { isTrue } from '../runtime/truth.js';
import { Tuple, type Value } from '../runtime/values.js';
import { method } from './define.js';
import { ownedList } from './owned.js';
import type { MethodDefinition, MethodTable } from './methods.js';

type Items = readonly Value[];

function indexOf(run: Run, items: Items, value: Value): number {
  run.charge(items.length);
  return items.findIndex((item) => equals(run, item, value));
}

function index(run: Run, items: Items, [value, start, stop]: Items): number {
  const bound = (given: Value, fallback: number) => {
    const number = given === null ? fallback : integerArgument(given, 'A bound of index()');
    return number < 0 ? Math.max(0, number + items.length) : number;
  };
  const from = bound(start, 0);
  const at = indexOf(run, items.slice(from, bound(stop, items.length)), value);
  if (at === -1) throw valueFault(`${reprOf(run, value)} is not in the list.`);
  return from + at;
}

function count(run: Run, items: Items, value: Value): number {
  run.charge(items.length);
  return items.filter((item) => equals(run, item, value)).length;
}

/** A change of a list; gives none, as Python's methods do. */
const changing =
  (change: (run: Run, list: Value[], args: Items) => void) =>
  (run: Run, self: Value, args: Items): null => {
    const list = ownedList(run, self);
    change(run, list, args);
    if (list.length > run.limits.listLength) run.chargeList(list.length);
    return null;
  };

/** Gives the list these items; without spreading, which has a limit. */
function refill(list: Value[], items: Items): void {
  list.length = 0;
  for (const item of items) list.push(item);
}

function insert(_run: Run, list: Value[], [at, value]: Items): void {
  list.splice(integerArgument(at, 'The place for insert()'), 0, value);
}

function remove(run: Run, list: Value[], [value]: Items): void {
  const at = indexOf(run, list, value);
  if (at === -1) throw valueFault(`${reprOf(run, value)} is not in the list.`);
  list.splice(at, 1);
}

function pop(run: Run, self: Value, [at]: Items): Value {
  const list = ownedList(run, self);
  const place = integerArgument(at, 'The place for pop()');
  const from = place < 0 ? place + list.length : place;
  if (from < 0 || from >= list.length)
    throw new Fault('VALUE', list.length === 0 ? 'The list is empty.' : `The list has no item ${place}.`);
  return list.splice(from, 1)[0];
}

function extend(run: Run, list: Value[], [values]: Items): void {
  const added = itemsOf(run, values);
  run.chargeList(list.length + added.length);
  for (const value of added.slice()) list.push(value);
}

function sort(run: Run, list: Value[], [reverse]: Items): void {
  refill(
    list,
    sortValues(run, list, (item) => item, isTrue(reverse)),
  );
}

export const LIST_METHODS: MethodTable = new Map<string, MethodDefinition>([
  ['index', method(['value', ['start', 0], ['stop', null]], index)],
  ['count', method(['value'], (run, self: Items, [value]) => count(run, self, value))],
  ['copy', method([], (_run, self: Items) => [...self])],
  [
    'append',
    method(
      ['object'],
      changing((_run, list, [value]) => void list.push(value)),
    ),
  ],
  ['extend', method(['iterable'], changing(extend))],
  ['insert', method(['index', 'object'], changing(insert))],
  ['remove', method(['value'], changing(remove))],
  ['pop', method([['index', -1]], pop)],
  [
    'clear',
    method(
      [],
      changing((_run, list) => void list.splice(0)),
    ),
  ],
  [
    'reverse',
    method(
      [],
      changing((_run, list) => refill(list, list.toReversed())),
    ),
  ],
  ['sort', method([['reverse', false]], changing(sort))],
]);

export const TUPLE_METHODS: MethodTable = new Map<string, MethodDefinition>([
  ['index', method(['value', ['start', 0], ['stop', null]], (run, self: Tuple, args) => index(run, self.items, args))],
  ['count', method(['value'], (run, self: Tuple, [value]) => count(run, self.items, value))],
]);
