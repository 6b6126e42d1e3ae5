import { numeric } from '../runtime/compare.js';
import { isInteger } from '../runtime/types.js';
import { PyFloat, type Value } from '../runtime/values.js';
import { method } from './define.js';
import type { MethodDefinition, MethodTable } from './methods.js';

function bitLength(value: Value): number {
  const number = BigInt(numeric(value) ?? 0);
  return number === 0n ? 0 : (number < 0n ? -number : number).toString(2).length;
}

const conjugate = method([], (_run, self: Value) => self);

const INTEGER_METHODS: MethodTable = new Map<string, MethodDefinition>([
  ['bit_length', method([], (_run, self: Value) => bitLength(self))],
  ['conjugate', conjugate],
]);

const FLOAT_METHODS: MethodTable = new Map<string, MethodDefinition>([
  ['is_integer', method([], (_run, self: Value) => Number.isInteger(numeric(self)))],
  ['conjugate', conjugate],
]);

const isWhole = (value: Value): boolean => isInteger(value) || typeof value === 'boolean';

/** The methods of a number, or none for other values. */
export function numberMethods(value: Value): MethodTable | undefined {
  if (isWhole(value)) return INTEGER_METHODS;
  return numeric(value) === undefined ? undefined : FLOAT_METHODS;
}

/** `real`, `imag`, `numerator` and `denominator` of numbers. */
export function numberAttribute(value: Value, name: string): Value {
  const number = numeric(value);
  if (number === undefined) return undefined;
  const whole = isWhole(value);
  if (name === 'real') return typeof value === 'boolean' ? Number(value) : value;
  if (name === 'imag') return whole ? 0 : new PyFloat(0);
  if (!whole) return undefined;
  if (name === 'numerator') return number;
  return name === 'denominator' ? 1 : undefined;
}
