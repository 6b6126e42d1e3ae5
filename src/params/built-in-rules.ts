import {
  arrayMaxSize,
  arrayMinSize,
  arrayNotEmpty,
  equals,
  isArray,
  isBoolean,
  isDefined,
  isEmail,
  isIn,
  isInt,
  isNegative,
  isNotEmpty,
  isNotEmptyObject,
  isNumber,
  isObject,
  isPositive,
  isString,
  isURL,
  length,
  matches,
  max,
  maxLength,
  min,
  minLength,
} from 'class-validator';

/** Judges a value on its own. */
export type Test = (value: unknown) => boolean;

/** One of class-validator's own decorators that needs nothing but the value. */
export interface BuiltInRule {
  /** Its default message without the `$property` in front. A validator of this name that says something else is somebody else's. */
  readonly says: string;
  /** How a problem says it: class-validator's words, unless they do not suit YAML. */
  readonly words: string;
  /** Makes the test, once, from the arguments of the decorator. */
  readonly compile: (constraints: readonly unknown[]) => Test;
}

function rule(says: string, compile: BuiltInRule['compile'], words = says): BuiltInRule {
  return { says, compile, words };
}

const AT_LEAST = 'must be longer than or equal to $constraint1 characters';
const AT_MOST = 'must be shorter than or equal to $constraint1 characters';
const BETWEEN = 'must have between $constraint1 and $constraint2 characters';
const NUMBER = 'must be a number conforming to the specified constraints';
const ONE_OF = 'must be one of the following values: ';

/** By the name under which class-validator registers them. Everything else runs through class-validator's own constraint. */
export const BUILT_IN_RULES: ReadonlyMap<string, BuiltInRule> = new Map([
  ['isString', rule('must be a string', () => isString, 'must be a text')],
  [
    'isNumber',
    rule(
      NUMBER,
      ([options]) =>
        (v) =>
          isNumber(v, options as never),
    ),
  ],
  ['isInt', rule('must be an integer number', () => isInt, 'must be a whole number')],
  ['isBoolean', rule('must be a boolean value', () => isBoolean, 'must be true or false')],
  ['isArray', rule('must be an array', () => isArray, 'must be a list')],
  ['isObject', rule('must be an object', () => isObject, 'must be a mapping')],
  ['isDefined', rule('should not be null or undefined', () => isDefined, 'must have a value')],
  ['isNotEmpty', rule('should not be empty', () => isNotEmpty, 'must not be empty')],
  [
    'equals',
    rule(
      'must be equal to $constraint1',
      ([wanted]) =>
        (v) =>
          equals(v, wanted),
    ),
  ],
  [
    'isIn',
    rule(
      `${ONE_OF}$constraint1`,
      ([values]) =>
        (v) =>
          isIn(v, values as readonly unknown[]),
      'must be one of: $constraint1',
    ),
  ],
  ['isEnum', rule(`${ONE_OF}$constraint2`, ([entity]) => testMember(entity as object), 'must be one of: $constraint2')],
  [
    'min',
    rule(
      'must not be less than $constraint1',
      ([least]) =>
        (v) =>
          min(v, least as number),
    ),
  ],
  [
    'max',
    rule(
      'must not be greater than $constraint1',
      ([most]) =>
        (v) =>
          max(v, most as number),
    ),
  ],
  ['isPositive', rule('must be a positive number', () => isPositive, 'must be greater than 0')],
  ['isNegative', rule('must be a negative number', () => isNegative, 'must be less than 0')],
  [
    'minLength',
    rule(
      AT_LEAST,
      ([least]) =>
        (v) =>
          minLength(v, least as number),
    ),
  ],
  [
    'maxLength',
    rule(
      AT_MOST,
      ([most]) =>
        (v) =>
          maxLength(v, most as number),
    ),
  ],
  [
    'isLength',
    rule(
      AT_LEAST,
      ([least, most]) =>
        (v) =>
          length(v, least as number, most as number | undefined),
      BETWEEN,
    ),
  ],
  ['matches', rule('must match $constraint1 regular expression', ([pattern, flags]) => testMatch(pattern, flags))],
  [
    'isUrl',
    rule(
      'must be a URL address',
      ([options]) =>
        (v) =>
          isURL(v as string, options as never),
    ),
  ],
  [
    'isEmail',
    rule(
      'must be an email',
      ([options]) =>
        (v) =>
          isEmail(v, options as never),
      'must be an e-mail address',
    ),
  ],
  [
    'arrayMinSize',
    rule(
      'must contain at least $constraint1 elements',
      ([least]) =>
        (v) =>
          arrayMinSize(v, least as number),
    ),
  ],
  [
    'arrayMaxSize',
    rule(
      'must contain no more than $constraint1 elements',
      ([most]) =>
        (v) =>
          arrayMaxSize(v, most as number),
    ),
  ],
  ['arrayNotEmpty', rule('should not be empty', () => arrayNotEmpty, 'must not be empty')],
  [
    'isNotEmptyObject',
    rule(
      'must be a non-empty object',
      ([options]) =>
        (v) =>
          isNotEmptyObject(v, options as never),
      'must be a mapping that is not empty',
    ),
  ],
]);

/** As class-validator does, whatever the keys: the names of a numeric enum are among its values. */
function testMember(entity: object): Test {
  const members = new Set<unknown>(Object.values(entity));
  return (value) => members.has(value);
}

function testMatch(pattern: unknown, flags: unknown): Test {
  return (value) => matches(value as string, pattern as string, flags as string);
}
