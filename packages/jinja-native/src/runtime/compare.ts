import { Fault, typeFault } from '../errors.js';
import { dictEntries, dictGet, dictHas, dictSize } from './dict-access.js';
import type { Run } from './run.js';
import { isDict, typeName } from './types.js';
import { Markup, PyFloat, Range, Tuple, Undefined, isUndefined, type Value } from './values.js';

export type OrderOperator = '<' | '<=' | '>' | '>=';

/** The value as a JavaScript number or bigint where Python sees a number (bool included). */
export function numeric(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof PyFloat ? value.value : undefined;
}

/** The characters of a text value. */
export function stringOf(value: Value): string | undefined {
  return typeof value === 'string' ? value : value instanceof Markup ? value.text : undefined;
}

/** Python's `==`: numbers by value, texts by characters, lists and dicts by content, everything else by identity. */
export function equals(run: Run, left: Value, right: Value, depth = 0): boolean {
  if (left === right) return !Number.isNaN(left);
  const number = numeric(left);
  if (number !== undefined) return equalNumbers(number, numeric(right));
  const text = stringOf(left);
  if (text !== undefined) return text === stringOf(right);
  if (isUndefined(left)) return isUndefined(right);
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return false;
  run.checkDepth(depth);
  run.charge(1);
  return equalContainers(run, left, right, depth + 1);
}

function equalNumbers(left: number | bigint, right: number | bigint | undefined): boolean {
  // oxlint-disable-next-line eqeqeq -- a bigint and a number are compared by value
  return right !== undefined && left == right;
}

function equalContainers(run: Run, left: object, right: object, depth: number): boolean {
  if (Array.isArray(left)) return Array.isArray(right) && equalItems(run, left, right, depth);
  if (left instanceof Tuple) return right instanceof Tuple && equalItems(run, left.items, right.items, depth);
  if (left instanceof Range) return right instanceof Range && equalRanges(left, right);
  if (left instanceof Date) return right instanceof Date && left.getTime() === right.getTime();
  if (!isDict(left) || !isDict(right) || dictSize(left) !== dictSize(right)) return false;
  return dictEntries(left).every(([key, value]) => dictHas(right, key) && equals(run, value, dictGet(right, key), depth));
}

function equalItems(run: Run, left: readonly Value[], right: readonly Value[], depth: number): boolean {
  return left.length === right.length && left.every((item, index) => equals(run, item, right[index], depth));
}

function equalRanges(left: Range, right: Range): boolean {
  if (left.length !== right.length) return false;
  return left.length === 0 || (left.start === right.start && (left.length === 1 || left.step === right.step));
}

/** Texts in the order of their code points; JavaScript's own order is that of UTF-16 units. */
function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Moves surrogates, which stand for the highest code points, behind all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

const ORDERS: Readonly<Record<OrderOperator, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

/** Python's `<` and its kin; refuses values that have no order with one another. */
export function ordered(run: Run, operator: OrderOperator, left: Value, right: Value, depth = 0): boolean {
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) return orderedNumbers(operator, a, b);
  const first = stringOf(left);
  const second = stringOf(right);
  if (first !== undefined && second !== undefined) return ORDERS[operator](compareTexts(first, second));
  if (left instanceof Date && right instanceof Date) return ORDERS[operator](left.getTime() - right.getTime());
  const items = bothSequences(left, right);
  if (items === undefined) throw orderFault(operator, left, right);
  run.checkDepth(depth);
  return orderedItems(run, operator, items[0], items[1], depth + 1);
}

function orderedNumbers(operator: OrderOperator, left: number | bigint, right: number | bigint): boolean {
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function bothSequences(left: Value, right: Value): [readonly Value[], readonly Value[]] | undefined {
  if (Array.isArray(left) && Array.isArray(right)) return [left, right];
  return left instanceof Tuple && right instanceof Tuple ? [left.items, right.items] : undefined;
}

function orderedItems(run: Run, operator: OrderOperator, left: readonly Value[], right: readonly Value[], depth: number): boolean {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    run.charge(1);
    if (!equals(run, left[at], right[at], depth)) return ordered(run, operator, left[at], right[at], depth);
  }
  return ORDERS[operator](left.length - right.length);
}

function orderFault(operator: OrderOperator, left: Value, right: Value): Fault {
  const missing = left instanceof Undefined ? left : right instanceof Undefined ? right : undefined;
  if (missing !== undefined) return new Fault('UNDEFINED', missing.message);
  return typeFault(`'${operator}' does not work between ${typeName(left)} and ${typeName(right)}.`);
}
