import {
  arrayMaxSize,
  arrayMinSize,
  arrayNotEmpty,
  equals,
  isArray,
  isBoolean,
  isDefined,
  isEmail,
  isEnum,
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
  /** How a problem says it, when class-validator's words do not suit YAML. */
  readonly words?: string;
  /** Makes the test, once, from the arguments of the decorator. */
  readonly compile: (constraints: readonly unknown[]) => Test;
}

const MIN_LENGTH = 'must be longer than or equal to $constraint1 characters';

/** By the name under which class-validator registers them. Everything else runs through class-validator's own constraint. */
export const BUILT_IN_RULES: ReadonlyMap<string, BuiltInRule> = new Map<string, BuiltInRule>([
  ['isString', { says: 'must be a string', words: 'must be a text', compile: () => isString }],
  [
    'isNumber',
    {
      says: 'must be a number conforming to the specified constraints',
      compile:
        ([options]) =>
        (v) =>
          isNumber(v, options as never),
    },
  ],
  ['isInt', { says: 'must be an integer number', words: 'must be a whole number', compile: () => isInt }],
  ['isBoolean', { says: 'must be a boolean value', words: 'must be true or false', compile: () => isBoolean }],
  ['isArray', { says: 'must be an array', words: 'must be a list', compile: () => isArray }],
  ['isObject', { says: 'must be an object', compile: () => isObject }],
  ['isDefined', { says: 'should not be null or undefined', words: 'must have a value', compile: () => isDefined }],
  ['isNotEmpty', { says: 'should not be empty', words: 'must not be empty', compile: () => isNotEmpty }],
  [
    'equals',
    {
      says: 'must be equal to $constraint1',
      compile:
        ([wanted]) =>
        (v) =>
          equals(v, wanted),
    },
  ],
  [
    'isIn',
    {
      says: 'must be one of the following values: $constraint1',
      words: 'must be one of: $constraint1',
      compile:
        ([values]) =>
        (v) =>
          isIn(v, values as readonly unknown[]),
    },
  ],
  [
    'isEnum',
    {
      says: 'must be one of the following values: $constraint2',
      words: 'must be one of: $constraint2',
      compile: ([entity]) => {
        const members = new Set<unknown>(Object.values(entity as object));
        return (v) => members.has(v);
      },
    },
  ],
  [
    'min',
    {
      says: 'must not be less than $constraint1',
      compile:
        ([least]) =>
        (v) =>
          min(v, least as number),
    },
  ],
  [
    'max',
    {
      says: 'must not be greater than $constraint1',
      compile:
        ([most]) =>
        (v) =>
          max(v, most as number),
    },
  ],
  ['isPositive', { says: 'must be a positive number', words: 'must be greater than 0', compile: () => isPositive as Test }],
  ['isNegative', { says: 'must be a negative number', words: 'must be less than 0', compile: () => isNegative as Test }],
  [
    'minLength',
    {
      says: MIN_LENGTH,
      compile:
        ([least]) =>
        (v) =>
          minLength(v, least as number),
    },
  ],
  [
    'maxLength',
    {
      says: 'must be shorter than or equal to $constraint1 characters',
      compile:
        ([most]) =>
        (v) =>
          maxLength(v, most as number),
    },
  ],
  [
    'isLength',
    {
      says: MIN_LENGTH,
      words: 'must have between $constraint1 and $constraint2 characters',
      compile:
        ([least, most]) =>
        (v) =>
          length(v, least as number, most as number | undefined),
    },
  ],
  [
    'matches',
    {
      says: 'must match $constraint1 regular expression',
      words: 'must match the regular expression $constraint1',
      compile:
        ([pattern, flags]) =>
        (v) =>
          matches(v as string, pattern as string, flags as string),
    },
  ],
  [
    'isUrl',
    {
      says: 'must be a URL address',
      compile:
        ([options]) =>
        (v) =>
          isURL(v as string, options as never),
    },
  ],
  [
    'isEmail',
    {
      says: 'must be an email',
      words: 'must be an e-mail address',
      compile:
        ([options]) =>
        (v) =>
          isEmail(v, options as never),
    },
  ],
  [
    'arrayMinSize',
    {
      says: 'must contain at least $constraint1 elements',
      compile:
        ([least]) =>
        (v) =>
          arrayMinSize(v, least as number),
    },
  ],
  [
    'arrayMaxSize',
    {
      says: 'must contain no more than $constraint1 elements',
      compile:
        ([most]) =>
        (v) =>
          arrayMaxSize(v, most as number),
    },
  ],
  ['arrayNotEmpty', { says: 'should not be empty', words: 'must not be empty', compile: () => arrayNotEmpty }],
  [
    'isNotEmptyObject',
    {
      says: 'must be a non-empty object',
      words: 'must be an object that is not empty',
      compile:
        ([options]) =>
        (v) =>
          isNotEmptyObject(v, options as never),
    },
  ],
]);
