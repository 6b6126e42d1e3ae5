import type { BinaryOperator } from '../ast.js';
import { Fault, typeFault } from '../errors.js';
import { escapeHtml } from './escape.js';
import { bitLength, checkBits, divideIntegers, normalizeInteger } from './integers.js';
import { numeric } from './compare.js';
import { formatPercent } from './percent.js';
import type { Run } from './run.js';
import { isInteger, typeName } from './types.js';
import { float, Markup, Tuple, Undefined, PyFloat, type Value } from './values.js';

type Operation = (run: Run, left: Value, right: Value) => Value;
type Integer = number | bigint;

function unsupported(operator: string, left: Value, right: Value): Fault {
  const missing = left instanceof Undefined ? left : right instanceof Undefined ? right : undefined;
  if (missing !== undefined) return new Fault('UNDEFINED', missing.message);
  return typeFault(`'${operator}' does not work between ${typeName(left)} and ${typeName(right)}.`);
}

const zeroFault = (what: string): Fault => new Fault('ZERO_DIVISION', `${what} by zero.`);

const isFloat = (value: Value): boolean => value instanceof PyFloat || (typeof value === 'number' && !Number.isSafeInteger(value));

interface NumberOperation {
  readonly operator: BinaryOperator;
  readonly integers: (left: Integer, right: Integer, run: Run) => Value;
  readonly floats: (left: number, right: number) => number;
}

/** Makes an operation on numbers: integers stay integers, everything else is computed in floats. */
function numbers({ operator, integers, floats }: NumberOperation, otherwise?: Operation): Operation {
  return (run, left, right) => {
    const a = numeric(left);
    const b = numeric(right);
    if (a === undefined || b === undefined) {
      if (otherwise !== undefined) return otherwise(run, left, right);
      throw unsupported(operator, left, right);
    }
    return isFloat(left) || isFloat(right) ? float(floats(Number(a), Number(b))) : integers(a, b, run);
  };
}

/** Computes in numbers where the result is exact, else in bigint. */
function exact(left: Integer, right: Integer, quick: (a: number, b: number) => number, slow: (a: bigint, b: bigint) => bigint): Integer {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = quick(left, right);
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
  }
  return normalizeInteger(slow(BigInt(left), BigInt(right)));
}

function concatenate(run: Run, left: Value, right: Value): Value {
  if (typeof left === 'string' && typeof right === 'string') return checkedText(run, left + right);
  if (left instanceof Markup || right instanceof Markup) return concatenateMarkup(run, left, right);
  if (Array.isArray(left) && Array.isArray(right)) return joinLists(run, left, right);
  if (left instanceof Tuple && right instanceof Tuple) return new Tuple(joinLists(run, left.items, right.items));
  throw unsupported('+', left, right);
}

function checkedText(run: Run, text: string): string {
  run.chargeText(text.length);
  return text;
}

const isText = (value: Value): boolean => typeof value === 'string' || value instanceof Markup;

function concatenateMarkup(run: Run, left: Value, right: Value): Markup {
  if (!isText(left) || !isText(right)) throw unsupported('+', left, right);
  return new Markup(checkedText(run, escapeHtml(left) + escapeHtml(right)));
}

function joinLists(run: Run, left: readonly Value[], right: readonly Value[]): Value[] {
  run.chargeList(left.length + right.length);
  return left.concat(right);
}

function multiplyIntegers(left: Integer, right: Integer, run: Run): Integer {
  if (typeof left === 'bigint' || typeof right === 'bigint') checkBits(bitLength(left) + bitLength(right), run.limits.integerBits);
  return exact(
    left,
    right,
    (a, b) => a * b,
    (a, b) => a * b,
  );
}

/** Text or list times a number. */
function repeat(run: Run, left: Value, right: Value): Value {
  const [sequence, factor] = isInteger(left) || typeof left === 'boolean' ? [right, left] : [left, right];
  if (!isInteger(factor) && typeof factor !== 'boolean') throw unsupported('*', left, right);
  const count = Math.max(0, Number(factor));
  if (typeof sequence === 'string') return repeatText(run, sequence, count);
  if (sequence instanceof Markup) return new Markup(repeatText(run, sequence.text, count));
  if (Array.isArray(sequence)) return repeatList(run, sequence, count);
  if (sequence instanceof Tuple) return new Tuple(repeatList(run, sequence.items, count));
  throw unsupported('*', left, right);
}

function repeatText(run: Run, text: string, count: number): string {
  if (text === '') return '';
  run.chargeText(text.length * count);
  return text.repeat(count);
}

function repeatList(run: Run, items: readonly Value[], count: number): Value[] {
  if (items.length === 0) return [];
  run.chargeList(items.length * count);
  return Array.from({ length: items.length * count }, (_, index) => items[index % items.length]);
}

function divide(left: Integer, right: Integer): Value {
  // oxlint-disable-next-line eqeqeq -- 0 and 0n
  if (right == 0) throw zeroFault('Division');
  if (typeof left === 'number' && typeof right === 'number') return float(left / right);
  return float(divideIntegers(BigInt(left), BigInt(right)));
}

/** Rest with the sign of the divisor, as Python defines it. */
function moduloNumbers(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest;
}

function moduloBig(left: bigint, right: bigint): bigint {
  const rest = left % right;
  return rest !== 0n && rest < 0n !== right < 0n ? rest + right : rest;
}

function moduloIntegers(left: Integer, right: Integer): Integer {
  // oxlint-disable-next-line eqeqeq -- 0 and 0n
  if (right == 0) throw zeroFault('Modulo');
  return exact(left, right, moduloNumbers, moduloBig);
}

/** The floor of a quotient, or NaN where the numbers are too large for it. */
function floorQuick(left: number, right: number): number {
  const rest = moduloNumbers(left, right);
  return Number.isSafeInteger(left - rest) ? (left - rest) / right : Number.NaN;
}

function floorIntegers(left: Integer, right: Integer): Integer {
  // oxlint-disable-next-line eqeqeq -- 0 and 0n
  if (right == 0) throw zeroFault('Division');
  return exact(left, right, floorQuick, (a, b) => (a - moduloBig(a, b)) / b);
}

function moduloFloats(left: number, right: number): number {
  if (right === 0) throw zeroFault('Modulo');
  if (!Number.isFinite(right) && Number.isFinite(left)) return left === 0 || left < 0 === right < 0 ? left : right;
  const rest = moduloNumbers(left, right);
  return rest === 0 && right < 0 ? -0 : rest === 0 ? 0 : rest;
}

function floorFloats(left: number, right: number): number {
  if (right === 0) throw zeroFault('Division');
  const rest = left % right;
  const apart = rest !== 0 && rest < 0 !== right < 0;
  const quotient = (left - rest) / right - (apart ? 1 : 0);
  if (quotient === 0) return Object.is(left / right, -0) || left / right < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function powerFloats(left: number, right: number): number {
  if (left === 0 && right < 0) throw zeroFault('A negative power of zero is a division');
  if (left < 0 && Number.isFinite(right) && !Number.isInteger(right))
    throw typeFault('A broken power of a negative number is not a real number.');
  if (left === 1 || (left === -1 && !Number.isFinite(right))) return 1;
  const result = left ** right;
  if (!Number.isFinite(result) && Number.isFinite(left) && Number.isFinite(right))
    throw new Fault('VALUE', 'The result of ** is too large for a float.');
  return result;
}

function powerIntegers(left: Integer, right: Integer, run: Run): Value {
  if (right < 0) return float(powerFloats(Number(left), Number(right)));
  const bits = Math.abs(Number(left)) <= 1 ? 1 : bitLength(left) * Number(right);
  checkBits(bits, run.limits.integerBits);
  run.charge(1 + Math.ceil(bits / 64));
  return exact(
    left,
    right,
    (a, b) => a ** b,
    (a, b) => a ** b,
  );
}

export const add = numbers(
  {
    operator: '+',
    integers: (left, right) =>
      exact(
        left,
        right,
        (a, b) => a + b,
        (a, b) => a + b,
      ),
    floats: (a, b) => a + b,
  },
  concatenate,
);

const subtract = numbers({
  operator: '-',
  integers: (left, right) =>
    exact(
      left,
      right,
      (a, b) => a - b,
      (a, b) => a - b,
    ),
  floats: (a, b) => a - b,
});

const multiply = numbers({ operator: '*', integers: multiplyIntegers, floats: (a, b) => a * b }, repeat);

const divideFloats = (left: number, right: number): number => {
  if (right === 0) throw zeroFault('Division');
  return left / right;
};

const remainder = numbers({ operator: '%', integers: moduloIntegers, floats: moduloFloats }, (_run, left, right) => {
  throw unsupported('%', left, right);
});

/** `%` formats when its left side is text. */
const modulo: Operation = (run, left, right) =>
  typeof left === 'string' || left instanceof Markup ? formatPercent(run, left, right) : remainder(run, left, right);

export const OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': numbers({ operator: '/', integers: divide, floats: divideFloats }),
  '//': numbers({ operator: '//', integers: floorIntegers, floats: floorFloats }),
  '%': modulo,
  '**': numbers({ operator: '**', integers: powerIntegers, floats: powerFloats }),
};

/** `-value` and `+value` */
export function signed(operator: '-' | '+', value: Value): Value {
  const number = numeric(value);
  if (number === undefined)
    throw value instanceof Undefined
      ? new Fault('UNDEFINED', value.message)
      : typeFault(`'${operator}' does not work on ${typeName(value)}.`);
  if (operator === '+') return typeof value === 'boolean' ? Number(value) : value;
  if (isFloat(value)) return float(-Number(number));
  return typeof number === 'bigint' ? normalizeInteger(-number) : 0 - number;
}
