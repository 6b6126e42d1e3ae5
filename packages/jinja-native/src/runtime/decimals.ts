import { floatText, exponentText } from './float-text.js';

/** Where the bits of a float are read: one for all calls, since making one is dearer than the reading. */
const FLOAT = new DataView(new ArrayBuffer(8));

/** The exact value of a finite float as a fraction: top / 2^shift or top * 2^-shift. */
function fractionOf(value: number): { top: bigint; bottom: bigint } {
  FLOAT.setFloat64(0, Math.abs(value));
  const bits = FLOAT.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const shift = Math.max(exponent, 1) - 1075;
  return shift >= 0 ? { top: mantissa << BigInt(shift), bottom: 1n } : { top: mantissa, bottom: 1n << BigInt(-shift) };
}

/** |value| × 10^digits as the nearest integer; a tie goes to the even one, as in Python. */
function scaledInteger(value: number, digits: number): bigint {
  const { top, bottom } = fractionOf(value);
  const up = digits >= 0 ? top * 10n ** BigInt(digits) : top;
  const down = digits >= 0 ? bottom : bottom * 10n ** BigInt(-digits);
  return nearestEven(up, down);
}

function nearestEven(top: bigint, bottom: bigint): bigint {
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  const up = twice > bottom || (twice === bottom && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

/** The float rounded to so many digits behind the point (or before it, when negative). */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 340) return value;
  if (digits < -320) return isNegative(value) ? -0 : 0;
  const rounded = Number(`${scaledInteger(value, digits)}e${-digits}`);
  return isNegative(value) ? -rounded : rounded;
}

/** The integer rounded to tens, hundreds… for negative digits. */
export function roundInteger(value: bigint, digits: number): bigint {
  if (digits >= 0) return value;
  const unit = 10n ** BigInt(-digits);
  const size = value < 0n ? -value : value;
  const rounded = nearestEven(size, unit) * unit;
  return value < 0n ? -rounded : rounded;
}

/** Digits of a positive number with a fixed count behind the point. */
export function fixedText(value: number, digits: number): string {
  const text = scaledInteger(value, digits)
    .toString()
    .padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Digits and exponent of a positive number with so many digits behind the first. */
function scientific(value: number, digits: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(digits + 1), exponent: 0 };
  const exponent = Number(value.toExponential().split('e')[1]);
  const text = scaledInteger(value, digits - exponent).toString();
  return text.length > digits + 1 ? { digits: text.slice(0, -1), exponent: exponent + 1 } : { digits: text, exponent };
}

/** `1.234568e+04` */
export function exponentialText(value: number, digits: number): string {
  const parts = scientific(value, digits);
  const fraction = digits === 0 ? '' : `.${parts.digits.slice(1)}`;
  return `${parts.digits.charAt(0)}${fraction}${exponentText(parts.exponent)}`;
}

/** Fixed or scientific, whichever fits the precision; zeros at the end go away unless asked for. */
export function generalText(value: number, precision: number, keepZeros = false): string {
  const digits = Math.max(precision, 1);
  const { exponent } = scientific(value, digits - 1);
  if (exponent < -4 || exponent >= digits) {
    const [mantissa = '', power = ''] = exponentialText(value, digits - 1).split('e');
    return `${keepZeros ? mantissa : withoutZeros(mantissa)}e${power}`;
  }
  const text = fixedText(value, digits - 1 - exponent);
  return keepZeros ? text : withoutZeros(text);
}

function withoutZeros(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text.charAt(end - 1) === '0') end--;
  return text.slice(0, text.charAt(end - 1) === '.' ? end - 1 : end);
}

/** `inf` and `nan`, which no digits can show. */
export function specialText(value: number): string | undefined {
  return Number.isFinite(value) ? undefined : floatText(Math.abs(value));
}
