import { bitLength } from '../runtime/integers.js';
import { numeric } from '../runtime/compare.js';
import { isInteger } from '../runtime/types.js';
import { PyFloat, type Value } from '../runtime/values.js';
import { method } from './define.js';
import type { MethodDefinition, MethodTable } from './methods.js';

const asNumber = (value: Value): number => Number(numeric(value) ?? Number.NaN);

export const NUMBER_METHODS: MethodTable = new Map<string, MethodDefinition>([
  ['is_integer', method([], (_run, self: Value) => Number.isInteger(asNumber(self)))],
  ['bit_length', method([], (_run, self: Value) => exactBits(self))],
  ['conjugate', method([], (_run, self: Value) => self)],
]);

function exactBits(value: Value): number {
  const number = numeric(value) ?? 0;
  return typeof number === 'bigint' ? (number < 0n ? -number : number).toString(2).length : bitLength(number);
}

/** `real`, `imag`, `numerator` and `denominator` of numbers. */
export function numberAttribute(value: Value, name: string): Value {
  const number = numeric(value);
  if (number === undefined) return undefined;
  const whole = isInteger(value) || typeof value === 'boolean';
  if (name === 'real') return typeof value === 'boolean' ? Number(value) : value;
  if (name === 'imag') return whole ? 0 : new PyFloat(0);
  if (!whole) return undefined;
  if (name === 'numerator') return number;
  return name === 'denominator' ? 1 : undefined;
}
