import * as cv from 'class-validator';
import * as fc from 'fast-check';
import { Nested } from '../api/params/param.decorators.js';
import { BUILT_IN_RULES } from './built-in-rules.js';
import { readFieldRules } from './field-rules.js';
import { ParamsError } from './params.error.js';
import { ParamsSchema } from './params-schema.js';

enum Level {
  low = 1,
  high = 2,
}

/** Each decorator that is compiled, with arguments that make it say both yes and no. */
const COMPILED: readonly (readonly [name: string, decorate: (options?: cv.ValidationOptions) => PropertyDecorator])[] = [
  ['isString', (o) => cv.IsString(o)],
  ['isNumber', (o) => cv.IsNumber({ maxDecimalPlaces: 1, allowNaN: true }, o)],
  ['isInt', (o) => cv.IsInt(o)],
  ['isBoolean', (o) => cv.IsBoolean(o)],
  ['isArray', (o) => cv.IsArray(o)],
  ['isObject', (o) => cv.IsObject(o)],
  ['isDefined', (o) => cv.IsDefined(o)],
  ['isNotEmpty', (o) => cv.IsNotEmpty(o)],
  ['equals', (o) => cv.Equals('a', o)],
  ['isIn', (o) => cv.IsIn(['a', 1, null], o)],
  ['isEnum', (o) => cv.IsEnum(Level, o)],
  ['min', (o) => cv.Min(1, o)],
  ['max', (o) => cv.Max(1, o)],
  ['isPositive', (o) => cv.IsPositive(o)],
  ['isNegative', (o) => cv.IsNegative(o)],
  ['minLength', (o) => cv.MinLength(2, o)],
  ['maxLength', (o) => cv.MaxLength(2, o)],
  ['isLength', (o) => cv.Length(1, 2, o)],
  ['matches', (o) => cv.Matches(/^[ab]+$/g, o)],
  ['isUrl', (o) => cv.IsUrl({ require_tld: false }, o)],
  ['isEmail', (o) => cv.IsEmail({}, o)],
  ['arrayMinSize', (o) => cv.ArrayMinSize(1, o)],
  ['arrayMaxSize', (o) => cv.ArrayMaxSize(1, o)],
  ['arrayNotEmpty', (o) => cv.ArrayNotEmpty(o)],
  ['isNotEmptyObject', (o) => cv.IsNotEmptyObject({ nullable: false }, o)],
];

const values = fc.oneof(
  fc.anything({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    '',
    'a',
    'ab',
    'low',
    'http://localhost',
    'a@example.com',
    '😀️',
    0,
    1,
    2,
    1.25,
    Number.NaN,
    null,
    undefined,
    [],
    ['a'],
    {},
  ),
);

function withDecorator(decorator: PropertyDecorator): new () => { field: unknown } {
  class Params {
    field: unknown;
  }
  decorator(Params.prototype, 'field');
  return Params;
}

/** class-validator itself stumbles over a few values: `@IsNumber({ maxDecimalPlaces })` over `1e-7`. */
function verdict(judge: () => boolean): boolean | 'stumbles' {
  try {
    return judge();
  } catch {
    return 'stumbles';
  }
}

describe('the compiled rules', () => {
  it('are all of the table', () => {
    expect(COMPILED.map(([name]) => name)).toEqual([...BUILT_IN_RULES.keys()]);
  });

  it.each(COMPILED)('recognise class-validator’s own %s, alone and for each element', (name, decorate) => {
    for (const options of [undefined, { each: true }, { message: 'is odd' }]) {
      const [rule] = readFieldRules(withDecorator(decorate(options))).get('field')?.rules ?? [];
      expect(rule).toMatchObject({ name, isBuiltIn: true, each: options?.each === true, test: expect.any(Function) });
    }
  });

  it.each(COMPILED)('judge like %s on any value', (_, decorate) => {
    const Params = withDecorator(decorate());
    const test = readFieldRules(Params).get('field')?.rules[0]?.test as (value: unknown) => boolean;
    fc.assert(
      fc.property(values, (value) => {
        const params = Object.assign(new Params(), { field: value });
        expect(verdict(() => test(value))).toBe(verdict(() => cv.validateSync(params).length === 0));
      }),
    );
  });
});

/** Every decorator that class-validator exports and that works without arguments, save for those that are no rules. */
const EVERY: readonly (readonly [name: string, decorator: PropertyDecorator])[] = Object.entries(cv).flatMap(([name, make]) => {
  if (!/^(?:Is|Array)[A-Z]/.test(name) || ['IsOptional', 'IsEnum'].includes(name)) return [];
  return [[name, (make as () => PropertyDecorator)()] as const];
});

describe('any other decorator of class-validator', () => {
  it('is found', () => {
    expect(EVERY.length).toBeGreaterThan(90);
  });

  it.each(EVERY)('judges as ever: %s', (_, decorator) => {
    const Params = withDecorator(decorator);
    const [rule] = readFieldRules(Params).get('field')?.rules ?? [];
    const texts = fc.oneof(values, fc.webUrl(), fc.emailAddress(), fc.ipV4(), fc.uuid(), fc.stringMatching(/^[0-9a-f:.-]{1,20}$/));
    fc.assert(
      fc.property(texts, (value) => {
        const params = Object.assign(new Params(), { field: value });
        expect(verdict(() => rule?.holds(value, params) ?? false)).toBe(verdict(() => cv.validateSync(params).length === 0));
      }),
      { numRuns: 50 },
    );
  });
});

class Inner {
  @cv.IsIn(['a', 'b']) choice!: string;
  @cv.IsOptional() @cv.Min(3) least?: number;
}

class Outer {
  @cv.IsString() @cv.Length(1, 3) text!: string;
  @cv.IsOptional() @cv.IsInt() @cv.Max(5) most?: number;
  @cv.ArrayMaxSize(2) @cv.IsString({ each: true }) @cv.MinLength(2, { each: true }) list!: string[];
  @Nested(() => Inner) inner!: Inner;
  @cv.ValidateIf((params: Outer) => params.text === 'abc') @cv.IsPositive() conditional!: number;
  @cv.IsString() @cv.IsIP() address!: string;
  @cv.ArrayUnique() @cv.IsInt({ each: true }) unique!: number[];
}

function wrongFields(given: object): unknown[] {
  try {
    ParamsSchema.of(Outer).parse(given);
    return [];
  } catch (error) {
    return (error as ParamsError).problems.map((problem) => problem.path[0]);
  }
}

describe('whole objects of the declared types', () => {
  const raw = fc.record({
    text: fc.constantFrom('', 'a', 'abc', 'abcd'),
    most: fc.option(fc.integer({ min: 3, max: 7 }), { nil: undefined }),
    list: fc.array(fc.constantFrom('a', 'ab', 'abc'), { maxLength: 3 }),
    inner: fc.record({ choice: fc.constantFrom('a', 'b', 'c'), least: fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }) }),
    conditional: fc.integer({ min: -1, max: 1 }),
    address: fc.constantFrom('127.0.0.1', '::1', 'localhost'),
    unique: fc.array(fc.nat(3), { maxLength: 3 }),
  });

  it('get the verdict of validateSync, and their wrong fields are the same', () => {
    fc.assert(
      fc.property(raw, (given) => {
        const instance = Object.assign(new Outer(), given, { inner: Object.assign(new Inner(), given.inner) });
        const expected = new Set(cv.validateSync(instance).map((error) => error.property));
        expect(new Set(wrongFields(given))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
