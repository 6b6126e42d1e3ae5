import { Fault, typeFault, valueFault } from '../errors.js';
import { filter, type FilterDefinition, type Invocation } from '../registry.js';
import { signed } from '../runtime/arithmetic.js';
import { numeric, stringOf } from '../runtime/compare.js';
import { roundFloat, roundInteger } from '../runtime/decimals.js';
import { normalizeInteger } from '../runtime/integers.js';
import { undefinedFault } from '../runtime/iterate.js';
import { parseFloatText, parseIntegerText } from '../runtime/number-text.js';
import { isInteger, typeName } from '../runtime/types.js';
import { float, isUndefined, PyFloat, type Value } from '../runtime/values.js';
import { integer } from './shared.js';

type Args = readonly Value[];

function abs(_invocation: Invocation, value: Value): Value {
  const number = numeric(value);
  if (number === undefined) throw typeFault(`The filter abs needs a number, got ${typeName(value)}.`);
  return number < 0 || Object.is(number, -0) ? signed('-', value) : signed('+', value);
}

/** `int`: cuts floats, reads texts, and gives the default where that fails. */
function toInteger({ run }: Invocation, value: Value, [fallback, base]: Args): Value {
  if (isUndefined(value)) throw undefinedFault(value);
  const source = stringOf(value);
  if (source === undefined) return cutNumber(numeric(value)) ?? fallback;
  run.chargeText(source.length);
  const whole = parseIntegerText(source, integer(base, 'The base'));
  if (whole !== undefined) return normalizeInteger(whole);
  return cutNumber(parseFloatText(source)) ?? fallback;
}

function cutNumber(number: number | bigint | undefined): Value {
  if (typeof number === 'bigint') return normalizeInteger(number);
  if (number === undefined || Number.isNaN(number)) return undefined;
  if (!Number.isFinite(number)) throw new Fault('VALUE', 'An infinite number cannot become an integer.');
  return normalizeInteger(BigInt(Math.trunc(number)));
}

function toFloat({ run }: Invocation, value: Value, [fallback]: Args): Value {
  if (isUndefined(value)) throw undefinedFault(value);
  const source = stringOf(value);
  if (source !== undefined) run.chargeText(source.length);
  const number = source === undefined ? numeric(value) : parseFloatText(source);
  return number === undefined ? fallback : float(Number(number));
}

function round(_invocation: Invocation, value: Value, [precision, method]: Args): Value {
  const how = stringOf(method);
  if (how !== 'common' && how !== 'ceil' && how !== 'floor') throw valueFault("The method of round must be 'common', 'ceil' or 'floor'.");
  const digits = integer(precision, 'The precision');
  const number = numeric(value);
  if (number === undefined) throw typeFault(`The filter round needs a number, got ${typeName(value)}.`);
  if (how === 'common') return roundCommon(value, number, digits);
  const scale = 10 ** digits;
  const scaled = Number(number) * scale;
  return float((how === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / scale);
}

function roundCommon(value: Value, number: number | bigint, digits: number): Value {
  const whole = isInteger(value) || typeof value === 'boolean';
  if (!whole) return float(roundFloat(Number(number), digits));
  if (digits < -5000) return 0;
  return normalizeInteger(roundInteger(BigInt(number), digits));
}

export const NUMBER_FILTERS: readonly FilterDefinition[] = [
  filter('abs', [], abs),
  filter(
    'int',
    [
      ['default', 0],
      ['base', 10],
    ],
    toInteger,
  ),
  filter('float', [['default', new PyFloat(0)]], toFloat),
  filter(
    'round',
    [
      ['precision', 0],
      ['method', 'common'],
    ],
    round,
  ),
];
