import { Secret } from '../api/secret.js';
import { explainDuration, parseDuration } from './duration.js';
import { showValue } from './show-value.js';

/** What a conversion answers when a value does not fit: why, to be read after the param's name. */
export class Mismatch {
  constructor(readonly message: string) {}
}

/**
 * Turns a value into what the declared type wants, or says why not.
 * `rendered` tells a template's result from what YAML says: YAML can be corrected by its author, a result cannot.
 */
export type Convert = (value: unknown, rendered: boolean) => unknown;

/** Digits with an optional fraction and exponent, as YAML and JSON write numbers. */
const NUMERIC = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const LONGEST_NUMBER = 64;

/** A text. YAML's numbers are refused, for `0123` has lost its zero by then; a template's numbers become their text. */
export const toText: Convert = (value, rendered) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return rendered ? printScalar(value) : new Mismatch(`must be a text; write it in quotes: "${value}"`);
  }
  if (value instanceof Secret) return new Mismatch('must be a text, but is a secret, which this param would show');
  return mismatch('a text', value, rendered);
};

/** A number; a text only when it is exactly one, because environment variables are texts. */
export const toNumber: Convert = (value, rendered) => {
  const number = readNumber(value);
  return number !== undefined && Number.isFinite(number) ? number : mismatch('a number', value, rendered);
};

/** Like {@link toNumber}, for a field whose `@IsNumber` allows `Infinity` or `NaN`: the decorator then judges. */
export const toAnyNumber: Convert = (value, rendered) => readNumber(value) ?? mismatch('a number', value, rendered);

/** A whole number; one in a text must be small enough to be exact. */
export const toInteger: Convert = (value, rendered) => {
  const number = readNumber(value);
  const whole = typeof value === 'number' ? Number.isInteger(value) : Number.isSafeInteger(number);
  return whole ? number : mismatch('a whole number', value, rendered);
};

/** `true` or `false`, also as a text in any case. */
export const toBoolean: Convert = (value, rendered) => {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  return mismatch('true or false', value, rendered);
};

/** Milliseconds. */
export const toDuration: Convert = (value, rendered) => {
  const milliseconds = parseDuration(value);
  if (milliseconds !== undefined) return milliseconds;
  return new Mismatch(`${explainDuration(value)}, but is ${showValue(value, rendered)}`);
};

/** A `Secret`. What is wrong is said without the value. */
export const toSecret: Convert = (value, rendered) => {
  if (value instanceof Secret) return value;
  if (typeof value === 'string') return new Secret(value);
  const scalar = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  if (scalar && rendered) return new Secret(printScalar(value));
  return new Mismatch(scalar ? 'must be a text; write it in quotes' : `must be a text, but is ${showValue(value, true)}`);
};

/** The text of a whole number, or a text that is not blank. */
export const toTicketId: Convert = (value, rendered) => {
  if (typeof value === 'string' && value.trim() !== '') return value;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  return mismatch('an id: a whole number or a text', value, rendered);
};

/** A list, its elements as they are. */
export const toList: Convert = (value, rendered) => (Array.isArray(value) ? value : mismatch('a list', value, rendered));

/** An object that holds values by name, as they are. */
export const toMap: Convert = (value, rendered) => {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret);
  return isMap ? value : mismatch('a mapping', value, rendered);
};

/** Whatever it is. */
export const toAny: Convert = (value) => value;

/**
 * One of some values, or what `convert` makes of the value when that is one of them. Anything else stays, for `@IsIn` and `@IsEnum` to refuse:
 * they name what there is to choose from.
 */
export function toMember(values: ReadonlySet<unknown>, convert: Convert): Convert {
  return (value, rendered) => {
    if (values.has(value)) return value;
    const converted = convert(value, rendered);
    if (!(converted instanceof Mismatch)) return converted;
    return values.has(String(value)) ? converted : value;
  };
}

/** Says it in the words of the author of the params class. */
export function withMessage(convert: Convert, message: (value: unknown) => string): Convert {
  return (value, rendered) => {
    const converted = convert(value, rendered);
    return converted instanceof Mismatch ? new Mismatch(message(value)) : converted;
  };
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || value.length > LONGEST_NUMBER) return undefined;
  const text = value.trim();
  return NUMERIC.test(text) ? Number(text) : undefined;
}

/** As a template prints it: `True` and `False` with a capital. */
function printScalar(value: number | boolean | bigint): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? 'True' : 'False';
}

function mismatch(wanted: string, value: unknown, rendered: boolean): Mismatch {
  return new Mismatch(`must be ${wanted}, but is ${showValue(value, rendered)}`);
}
