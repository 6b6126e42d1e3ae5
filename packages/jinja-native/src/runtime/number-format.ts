import { Fault, typeFault, valueFault } from '../errors.js';
import { numeric } from './compare.js';
import { exponentialText, fixedText, generalText, specialText } from './decimals.js';
import { floatText } from './float-text.js';
import { isInteger, typeName } from './types.js';
import type { Value } from './values.js';

/** How the digits of a number are wanted: by `%` formatting and by `format()` alike. */
export interface NumberStyle {
  /** One of d, x, X, o, b, e, E, f, F, g, G, %, or empty for the number as it prints. */
  readonly type: string;
  readonly precision: number | undefined;
  /** `#`: prefixes such as 0x, and zeros kept. */
  readonly alternate: boolean;
}

export interface NumberParts {
  readonly negative: boolean;
  /** `0x` and the like. */
  readonly prefix: string;
  readonly digits: string;
}

const RADIX: Readonly<Record<string, number>> = { x: 16, X: 16, o: 8, b: 2 };
const MOST_DIGITS = 1000;

/** Digits of an integer in the wanted base. */
export function integerParts(value: number | bigint, { type, alternate }: NumberStyle): NumberParts {
  const big = BigInt(value);
  const negative = big < 0n;
  const radix = RADIX[type] ?? 10;
  const digits = (negative ? -big : big).toString(radix);
  const prefix = alternate && radix !== 10 ? `0${type}` : '';
  return { negative, prefix, digits: type === 'X' ? digits.toUpperCase() : digits };
}

/** Digits of a float in the wanted form. */
export function floatParts(value: number, style: NumberStyle): NumberParts {
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const digits = specialText(style.type === '%' ? size * 100 : size) ?? floatDigits(size, style);
  const suffix = style.type === '%' ? '%' : '';
  const text = digits + suffix;
  return { negative, prefix: '', digits: style.type === style.type.toLowerCase() ? text : text.toUpperCase() };
}

function floatDigits(value: number, { type, precision, alternate }: NumberStyle): string {
  const digits = precision ?? 6;
  if (digits > MOST_DIGITS) throw valueFault(`At most ${MOST_DIGITS} digits can be asked for, got ${digits}.`);
  switch (type.toLowerCase()) {
    case 'f':
      return fixedText(value, digits);
    case '%':
      return fixedText(value * 100, digits);
    case 'e':
      return exponentialText(value, digits);
    case 'g':
      return generalText(value, digits, alternate);
    default:
      return precision === undefined ? floatText(value) : shortGeneral(value, precision);
  }
}

/** Without a type, a float keeps at least one digit behind the point. */
function shortGeneral(value: number, precision: number): string {
  const text = generalText(value, precision);
  return text.includes('.') || text.includes('e') ? text : `${text}.0`;
}

/** The value as a float, or a fault that names the format. */
export function floatFor(type: string, value: Value): number {
  const number = numeric(value);
  if (number === undefined) throw formatFault(type, value);
  return Number(number);
}

export function integerFor(type: string, value: Value): number | bigint {
  if (typeof value === 'boolean') return Number(value);
  if (!isInteger(value)) throw formatFault(type, value);
  return value;
}

export function formatFault(type: string, value: Value): Fault {
  return typeFault(`The format '${type}' does not take ${typeName(value)}.`);
}
