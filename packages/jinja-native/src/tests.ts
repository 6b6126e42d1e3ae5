import { isCased } from './methods/string-case.js';
import { type Invocation, register, type TestDefinition } from './registry.js';
import { OPERATIONS } from './runtime/arithmetic.js';
import type { Parameter } from './runtime/callables.js';
import { equals, numeric, ordered, type OrderOperator, stringOf } from './runtime/compare.js';
import { hashKey } from './runtime/dict.js';
import { contains } from './runtime/contains.js';
import { isIterable, lengthOf } from './runtime/iterate.js';
import { textOf } from './runtime/text.js';
import { isCallable, isDict, isInteger } from './runtime/types.js';
import { isUndefined, Markup, PyFloat, DictView, Undefined, type Value } from './runtime/values.js';

type Check = (invocation: Invocation, value: Value, args: readonly Value[]) => boolean;

function test(name: string, parameters: readonly Parameter[], apply: Check): TestDefinition {
  return { name, parameters, apply };
}

/** A test that looks at the value alone. */
const plain = (name: string, apply: (value: Value) => boolean): TestDefinition => test(name, [], (_invocation, value) => apply(value));

const order = (name: string, operator: OrderOperator): TestDefinition =>
  test(name, ['other'], ({ run }, value, [other]) => ordered(run, operator, value, other));

const rest = ({ run }: Invocation, value: Value, divisor: Value): number => Number(numeric(OPERATIONS['%'](run, value, divisor)));

const isFloat = (value: Value): boolean => value instanceof PyFloat || (typeof value === 'number' && !Number.isSafeInteger(value));

function isSequence(value: Value): boolean {
  return lengthOf(value) !== undefined && !(value instanceof DictView);
}

/** Identity; numbers, texts and booleans are the same when they are equal and of one type. */
function same(value: Value, other: Value): boolean {
  if (value instanceof PyFloat && other instanceof PyFloat) return Object.is(value.value, other.value);
  return value === other || (value instanceof Undefined && value === other);
}

function allCased(change: (text: string) => string): Check {
  return ({ run }, value) => {
    const text = textOf(run, value);
    return isCased(text) && change(text) === text;
  };
}

/** The name a test asks for; lists and dicts cannot be names. */
function nameOf(value: Value): string {
  hashKey(value);
  return stringOf(value) ?? '';
}

/** Every standard test by name. */
export const TESTS = register(
  [
    plain('defined', (value) => !isUndefined(value)),
    plain('undefined', isUndefined),
    plain('none', (value) => value === null),
    plain('boolean', (value) => typeof value === 'boolean'),
    plain('true', (value) => value === true),
    plain('false', (value) => value === false),
    plain('integer', isInteger),
    plain('float', isFloat),
    plain('number', (value) => numeric(value) !== undefined),
    plain('string', (value) => stringOf(value) !== undefined),
    plain('mapping', isDict),
    plain('sequence', isSequence),
    plain('iterable', isIterable),
    // Jinja's undefined value can be called (and fails then), therefore the test says yes.
    plain('callable', (value) => isCallable(value) || isUndefined(value)),
    plain('escaped', (value) => value instanceof Markup),
    test(
      'lower',
      [],
      allCased((text) => text.toLowerCase()),
    ),
    test(
      'upper',
      [],
      allCased((text) => text.toUpperCase()),
    ),
    test('odd', [], (invocation, value) => rest(invocation, value, 2) === 1),
    test('even', [], (invocation, value) => rest(invocation, value, 2) === 0),
    test('divisibleby', ['num'], (invocation, value, [num]) => rest(invocation, value, num) === 0),
    test('sameas', ['other'], (_invocation, value, [other]) => same(value, other)),
    test('in', ['seq'], ({ run }, value, [seq]) => contains(run, seq, value)),
    test('filter', [], (invocation, value) => invocation.hasFilter(nameOf(value))),
    test('test', [], (invocation, value) => invocation.hasTest(nameOf(value))),
    test('eq', ['other'], ({ run }, value, [other]) => equals(run, value, other)),
    test('ne', ['other'], ({ run }, value, [other]) => !equals(run, value, other)),
    order('lt', '<'),
    order('le', '<='),
    order('gt', '>'),
    order('ge', '>='),
  ],
  {
    '==': 'eq',
    equalto: 'eq',
    '!=': 'ne',
    '<': 'lt',
    lessthan: 'lt',
    '<=': 'le',
    '>': 'gt',
    greaterthan: 'gt',
    '>=': 'ge',
  },
);
