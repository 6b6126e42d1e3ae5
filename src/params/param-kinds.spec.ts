import * as fc from 'fast-check';
import { Allow, IsArray, IsBoolean, IsEnum, IsIn, IsInt, IsNumber, IsObject, IsString, MinLength } from 'class-validator';
import { IsDuration, IsSecret, IsTicketId, Nested } from '../api/params/param.decorators.js';
import { Secret } from '../api/secret.js';
import type { ParamsSource } from './params-binding.js';
import { ParamsError } from './params.error.js';
import { ParamsSchema } from './params-schema.js';

enum Level {
  low = 1,
  high = 2,
}

class Inner {
  @IsString()
  name!: string;
}

class Kinds {
  @IsString() text = '';
  @IsNumber() number = 0;
  @IsInt() integer = 0;
  @IsBoolean() boolean = false;
  @IsDuration() duration = 0;
  @IsSecret() @MinLength(3) secret = new Secret('none');
  @IsTicketId() ticket_id = '0';
  @IsIn(['low', 'high', '3']) word = 'low';
  @IsIn([1, 2]) digit = 1;
  @IsEnum(Level) level = Level.low;
  @IsString({ each: true }) @IsArray() texts: string[] = [];
  @IsInt({ each: true }) numbers: number[] = [];
  @IsArray() list: unknown[] = [];
  @Nested(() => Inner) object = new Inner();
  @Nested(() => Inner, { container: 'list' }) objects: Inner[] = [];
  @Nested(() => Inner, { container: 'map' }) map: Record<string, Inner> = {};
  @IsObject() record: Record<string, unknown> = {};
  @Allow() any: unknown = 0;
}

type Field = keyof Kinds;

/** A text that is exactly `{{ x }}` is a template whose value is `scope.x`. */
const TEMPLATES: ParamsSource<Record<string, unknown>> = {
  template: (text) => (text === '{{ x }}' ? { render: (scope) => scope.x } : undefined),
  steps: (raw) => ({ render: () => raw }),
};

function attempt(run: () => Kinds, field: Field): unknown {
  try {
    return run()[field];
  } catch (error) {
    if (error instanceof ParamsError) return error.message;
    throw error;
  }
}

/** What the field holds when YAML says `raw`, or the problem. */
function given(field: Field, raw: unknown): unknown {
  return attempt(() => ParamsSchema.of(Kinds).parse({ [field]: raw }), field);
}

/** What the field holds when a template gives `value`, or the problem. */
function rendered(field: Field, value: unknown): unknown {
  const binding = ParamsSchema.of(Kinds).bind({ [field]: '{{ x }}' }, TEMPLATES);
  expect(binding.problems).toEqual([]);
  return attempt(() => binding.render({ x: value }), field);
}

describe('what YAML says', () => {
  it.each<[Field, unknown, unknown]>([
    ['text', '12345', '12345'],
    ['text', 'true', 'true'],
    ['text', '{{ x }}', '{{ x }}'],
    ['number', 1.5, 1.5],
    ['number', '60.5', 60.5],
    ['number', ' 60 ', 60],
    ['number', '1e3', 1000],
    ['integer', '60', 60],
    ['boolean', 'TRUE', true],
    ['boolean', 'false', false],
    ['duration', '1h30m', 5_400_000],
    ['duration', 90, 90_000],
    ['ticket_id', 4711, '4711'],
    ['ticket_id', '0042', '0042'],
    ['word', 'high', 'high'],
    ['digit', '2', 2],
    ['level', 2, 2],
    ['numbers', ['1', 2], [1, 2]],
    ['list', [1, 'a', null, { b: [true] }], [1, 'a', null, { b: [true] }]],
    ['record', { a: { b: 1 } }, { a: { b: 1 } }],
    ['any', null, null],
  ])('a %s may say %j, which is %j', (field, raw, value) => {
    expect(given(field, raw)).toEqual(value);
  });

  it.each<[Field, unknown, string]>([
    ['text', 12345, 'text must be a text; write it in quotes: "12345"'],
    ['text', true, 'text must be a text; write it in quotes: "true"'],
    ['text', ['a'], 'text must be a text, but is a list'],
    ['text', null, 'text has no value; leave the line out to use the default'],
    ['number', 'ten', 'number must be a number, but is "ten"'],
    ['number', '', 'number must be a number, but is ""'],
    ['number', '0x10', 'number must be a number, but is "0x10"'],
    ['number', '1e999', 'number must be a number, but is "1e999"'],
    ['integer', 1.5, 'integer must be a whole number, but is 1.5'],
    ['integer', '12345678901234567890', 'integer must be a whole number, but is "12345678901234567890"'],
    ['boolean', 'yes', 'boolean must be true or false, but is "yes"'],
    ['boolean', 1, 'boolean must be true or false, but is 1'],
    ['ticket_id', '  ', 'ticket_id must be an id: a whole number or a text, but is "  "'],
    ['ticket_id', 1.5, 'ticket_id must be an id: a whole number or a text, but is 1.5'],
    ['word', 'hihg', 'word must be one of: low, high, 3, but is "hihg" (did you mean "high"?)'],
    ['word', 3, 'word must be a text; write it in quotes: "3"'],
    ['word', 7, 'word must be one of: low, high, 3, but is 7'],
    ['digit', 'two', 'digit must be one of: 1, 2, but is "two"'],
    ['texts', 'a', 'texts must be a list, but is "a"'],
    ['texts', ['a', 7, null], 'texts[1] must be a text; write it in quotes: "7"\ntexts[2] must be a text, but is none'],
    ['object', 'x', 'object must be a mapping with name, but is "x" (write { name: … })'],
    ['object', { name: 'a', nme: 'b' }, 'object.nme is not a known param (did you mean "name"?)'],
    ['objects', [{ name: 'a' }, {}], 'objects[1].name is missing'],
    ['map', { a: { name: 'a' }, b: {} }, 'map.b.name is missing'],
    ['map', ['a'], 'map must be a mapping, but is a list'],
    ['record', 'x', 'record must be a mapping, but is "x"'],
  ])('a %s must not say %j', (field, raw, problem) => {
    expect(given(field, raw)).toBe(problem);
  });

  it('shortens what it quotes', () => {
    expect(given('integer', 'x'.repeat(1000))).toBe(`integer must be a whole number, but is "${'x'.repeat(40)}…"`);
  });
});

describe('what a template gives', () => {
  it('stays the text it is in a text field, whatever it looks like', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(rendered('text', text)).toBe(text)));
    expect(['2024', '[1,2]', 'true', 'null', '{{ x }}'].map((text) => rendered('text', text))).toEqual([
      '2024',
      '[1,2]',
      'true',
      'null',
      '{{ x }}',
    ]);
  });

  it.each<[Field, unknown, unknown]>([
    ['text', 42, '42'],
    ['text', true, 'True'],
    ['text', false, 'False'],
    ['number', '60.5', 60.5],
    ['integer', 60n, 60],
    ['boolean', 'False', false],
    ['duration', '60s', 60_000],
    ['ticket_id', 4711, '4711'],
    ['word', 3, '3'],
    ['digit', '2', 2],
    ['texts', ['a', 5], ['a', '5']],
    ['object', { name: 5 }, { name: '5' }],
    ['objects', [{ name: 'a' }], [{ name: 'a' }]],
    ['map', { a: { name: 'a' } }, { a: { name: 'a' } }],
    ['any', undefined, undefined],
  ])('becomes a %s from %p', (field, value, expected) => {
    expect(rendered(field, value)).toEqual(expected);
  });

  it.each<[Field, unknown, string]>([
    ['text', null, 'text is none'],
    ['text', undefined, 'text is none'],
    ['text', { a: 1 }, 'text must be a text, but is a mapping'],
    ['text', new Secret('hunter2'), 'text must be a text, but is a secret, which this param would show'],
    ['integer', 'ten', 'integer must be a whole number, but is "ten"'],
    ['texts', 'a, b', 'texts must be a list, but is a text of 4 characters'],
    ['texts', ['a', null], 'texts[1] must be a text, but is none'],
    ['object', 5, 'object must be a mapping with name, but is 5'],
    ['object', { nam: 'a' }, 'object.name is missing\nobject.nam is not a known param (did you mean "name"?)'],
    ['object', { name: null }, 'object.name is none'],
  ])('does not become a %s from %p', (field, value, problem) => {
    expect(rendered(field, value)).toBe(problem);
  });

  it('is not quoted when it may be what a customer wrote', () => {
    expect(rendered('integer', 'Dear support, my name is')).toBe('integer must be a whole number, but is a text of 24 characters');
    expect(rendered('integer', 'customer@example.com')).not.toContain('customer');
  });

  it('makes instances of nested classes, frozen like the params themselves', () => {
    const object = rendered('object', { name: 'a' });
    expect(object).toBeInstanceOf(Inner);
    expect(Object.isFrozen(object)).toBe(true);
  });

  it('is neither copied nor frozen when nothing in it changes, for it belongs to somebody else', () => {
    const tickets = [{ id: '1' }];
    expect(rendered('list', tickets)).toBe(tickets);
    expect(rendered('any', tickets)).toBe(tickets);
    const texts = ['a', 'b'];
    expect(rendered('texts', texts)).toBe(texts);
    expect([tickets, tickets[0], texts].some(Object.isFrozen)).toBe(false);
  });

  it('is taken as it is when it is params that were checked before, so that their durations are not read as seconds', () => {
    const inner = ParamsSchema.of(Inner).parse({ name: 'a' });
    expect(rendered('object', inner)).toBe(inner);
  });
});

describe('a secret', () => {
  it('becomes a Secret from YAML and from a template', () => {
    expect((given('secret', 'hunter2') as Secret).reveal()).toBe('hunter2');
    expect((rendered('secret', 'hunter2') as Secret).reveal()).toBe('hunter2');
    expect((rendered('secret', 12345) as Secret).reveal()).toBe('12345');
    const secret = new Secret('hunter2');
    expect(rendered('secret', secret)).toBe(secret);
  });

  it('is judged by its text, which no problem repeats', () => {
    expect(given('secret', 'hu')).toBe('secret must be longer than or equal to 3 characters');
    expect(given('secret', 90210)).toBe('secret must be a text; write it in quotes');
    expect(rendered('secret', ['hunter2'])).toBe('secret must be a text, but is a list');
  });

  it('does not leak through the error of its template', () => {
    const source: ParamsSource<unknown> = {
      ...TEMPLATES,
      template: () => ({
        render: () => {
          throw new Error('cannot convert "hunter2" to a number');
        },
      }),
    };
    const binding = ParamsSchema.of(Kinds).bind({ secret: '{{ token | int }}' }, source);
    expect(attempt(() => binding.render({}), 'secret')).toBe(
      'secret could not be rendered; the reason is not shown, for it may hold the secret',
    );
  });

  it('never stands in a problem, whatever it is', () => {
    const text = fc.string({ minLength: 1 }).map((inner) => `§${inner}§`);
    const hidden = fc.oneof(
      text.map((value) => value.slice(0, 2)),
      fc.array(text),
      fc.dictionary(text, text),
    );
    fc.assert(
      fc.property(hidden, (value) => {
        expect(String(given('secret', value))).not.toContain('§');
        expect(String(rendered('secret', value))).not.toContain('§');
      }),
    );
  });
});
