import { strip } from './whitespace.js';

const DIGIT = /\p{Nd}/gu;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;
const PREFIXES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };
const MOST_DIGITS = 4300;

/** Digits of any script as 0 to 9: digits come in runs of ten, each run starting at its zero. */
function plainDigits(text: string): string {
  return text.replaceAll(DIGIT, (char) => String(digitValue(char.codePointAt(0) ?? 0)));
}

function digitValue(code: number): number {
  if (code < 0x80) return code - 0x30;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  // Runs may touch, but every run is ten digits long and starts at a multiple of its own.
  return (code - zero) % 10;
}

/** The text as a float, or undefined when it is none. */
export function parseFloatText(text: string): number | undefined {
  const plain = plainDigits(strip(text));
  const special = SPECIAL.exec(plain);
  if (special !== null) return specialNumber(special[1] ?? '', special[2] ?? '');
  return FLOAT.test(plain) ? Number(plain.replaceAll('_', '')) : undefined;
}

function specialNumber(sign: string, name: string): number {
  if (name.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The text as an integer in a base (0: as its prefix says), or undefined when it is none. */
export function parseIntegerText(text: string, base: number): bigint | undefined {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(plainDigits(strip(text))) ?? [];
  const prefixBase = body.charAt(0) === '0' ? PREFIXES[body.charAt(1).toLowerCase()] : undefined;
  const usesPrefix = prefixBase !== undefined && (base === 0 || base === prefixBase);
  const radix = base === 0 ? (prefixBase ?? 10) : base;
  const digits = usesPrefix ? body.slice(body.charAt(2) === '_' ? 3 : 2) : body;
  if (base === 0 && !usesPrefix && /^0[\d_]*[1-9]/.test(digits)) return undefined;
  const value = readDigits(digits, radix);
  return value !== undefined && sign === '-' ? -value : value;
}

function readDigits(digits: string, radix: number): bigint | undefined {
  if (radix < 2 || radix > 36 || !/^[0-9a-z]+(?:_[0-9a-z]+)*$/i.test(digits) || digits.length > MOST_DIGITS) return undefined;
  let value = 0n;
  for (const digit of digits.replaceAll('_', '')) {
    const number = Number.parseInt(digit, 36);
    if (number >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(number);
  }
  return value;
}
