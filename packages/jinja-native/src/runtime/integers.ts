import { limitFault } from '../errors.js';

/** An integer as a number where that is exact, else as a bigint. */
export function normalizeInteger(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Size of an integer in bits, to a fraction of a bit. */
export function bitLength(value: number | bigint): number {
  if (typeof value === 'number') return value === 0 ? 0 : Math.log2(Math.abs(value));
  const hex = (value < 0n ? -value : value).toString(16);
  return (hex.length - 13) * 4 + Math.log2(Number.parseInt(hex.slice(0, 13), 16));
}

/** Refuses an integer whose size alone would cost time and memory. */
export function checkBits(bits: number, most: number): void {
  if (bits > most) throw limitFault(`This integer would have about ${Math.ceil(bits)} bits; ${most} are allowed (limit integerBits).`);
}

/** Quotient of two integers rounded once, as a float; plain division would round big operands first. */
export function divideIntegers(left: bigint, right: bigint): number {
  const negative = left < 0n !== right < 0n;
  const top = left < 0n ? -left : left;
  const bottom = right < 0n ? -right : right;
  const shift = BigInt(Math.max(0, Math.ceil(bitLength(normalizeInteger(bottom)) - bitLength(normalizeInteger(top))) + 70));
  const scaled = top << shift;
  const quotient = scaled / bottom;
  const sticky = scaled % bottom === 0n ? 0n : 1n;
  const result = scaleDown((quotient << 1n) | sticky, Number(shift) + 1);
  return negative ? -result : result;
}

function scaleDown(value: bigint, shift: number): number {
  let result = Number(value);
  for (let left = shift; left > 0; left -= 1000) result /= 2 ** Math.min(left, 1000);
  return result;
}
