import * as fc from 'fast-check';
import { Environment, type Limits, TemplateError, TemplateLimitError, TemplateSyntaxError } from '../src/index.js';

const environment = new Environment();
const BLANKS = ' '.repeat(200_000);

function render(source: string, variables: Record<string, unknown> = {}, limits?: Partial<Limits>): unknown {
  return (limits === undefined ? environment : new Environment({ limits })).compile(source).render(variables);
}

/** Result or error; an error that is not one of ours fails the test. */
function attempt(source: string, variables: Record<string, unknown> = {}, limits?: Partial<Limits>): unknown {
  try {
    return render(source, variables, limits);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error;
  }
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function holdsFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  return (value instanceof Map ? [...value].flat() : Object.values(value)).some(holdsFunction);
}

/** Whether a render gave a function; errors may hold what was thrown. */
const leaksFunction = (result: unknown): boolean => !(result instanceof TemplateError) && holdsFunction(result);

const HOSTILE_NAMES = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'call',
  'apply',
  'bind',
];

describe('prototype names', () => {
  const data = { text: 'a', number: 1, list: [1], dict: { a: 1 }, none: null, yes: true, map: new Map([['a', 1]]) };
  const cases = Object.keys(data).flatMap((name) => HOSTILE_NAMES.map((hostile) => [name, hostile] as const));

  it.each(cases)('%s.%s is missing', (name, hostile) => {
    expect(render(`{{ ${name}.${hostile} }}`, data)).toBeUndefined();
    expect(render(`{{ ${name}['${hostile}'] }}`, data)).toBeUndefined();
    expect(render(`{{ ${name} | attr('${hostile}') }}`, data)).toBeUndefined();
    expect(render(`{{ [${name}] | map(attribute='${hostile}') | first }}`, data)).toBeUndefined();
    expect(attempt(`{{ '{0.${hostile}.x}'.format(${name}) }}`, data)).toBeInstanceOf(TemplateError);
  });

  it.each(HOSTILE_NAMES)('%s as a name is missing', (hostile) => {
    expect(render(`{{ ${hostile} }}`)).toBeUndefined();
    expect(render(`{{ range.${hostile} }}`)).toBeUndefined();
  });

  it('__proto__ as a key is an ordinary key', () => {
    const value = render("{{ {'__proto__': {'polluted': 1}, 'a': 2} }}") as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(render('{{ d.__proto__ }}', { d: JSON.parse('{"__proto__": 5}') as unknown })).toBe(5);
  });
});

describe('data of the host', () => {
  it('calls no function and no getter of the data', () => {
    let touched = 0;
    const data = {
      get trap() {
        return ++touched;
      },
      run: () => ++touched,
    };
    expect(render('{{ data.trap }}', { data })).toBeUndefined();
    expect(render('{{ trap }}', data)).toBeUndefined();
    expect(attempt('{{ data.run() }}', { data })).toBeInstanceOf(TemplateError);
    expect(attempt('{{ run() }}', data)).toBeInstanceOf(TemplateError);
    expect(attempt('{{ data.run }}', { data })).toBeInstanceOf(TemplateError);
    expect(touched).toBe(0);
  });

  it('reads own data of class instances, but calls nothing of them', () => {
    class Account {
      owner = 'Ana';
      readonly #secret = 'x';
      secret(): string {
        return this.#secret;
      }
    }
    expect(render('{{ account.owner }}', { account: new Account() })).toBe('Ana');
    expect(render('{{ account.secret }}', { account: new Account() })).toBeUndefined();
    expect(render('x{{ account }}', { account: new Account() })).toBe('x<Account object>');
  });

  it.each(['append(9)', 'extend([9])', 'insert(0, 9)', 'pop()', 'remove(1)', 'sort()', 'reverse()', 'clear()'])(
    '%s changes a copy only',
    (call) => {
      const variables = { list: [3, 1, 2], nested: { list: [1] } };
      const before = structuredClone(variables);
      expect(render(`{% set _ = list.${call} %}{% set _ = nested.list.${call} %}{{ list | length }}`, variables)).toEqual(
        expect.any(Number),
      );
      expect(variables).toEqual(before);
    },
  );

  it('changes nothing through a computed method name', () => {
    const list = [1];
    attempt("{{ list['app' ~ 'end'](2) }}", { list });
    expect(list).toEqual([1]);
  });

  it('survives data that contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(attempt('{{ loop }}', { loop })).toBe(loop);
    const sources = ['x{{ loop }}', '{{ loop == [loop] }}', '{{ loop | tojson }}', '{{ loop.self.self is mapping }}'];
    expect(sources.map((source) => attempt(source, { loop })).filter((result) => result instanceof TemplateError)).toHaveLength(2);
  });
});

describe('time and memory', () => {
  const linear = [
    'trim',
    'striptags',
    'urlize',
    'wordwrap(5)',
    'title',
    'wordcount',
    'truncate(9)',
    'int',
    'float',
    'escape',
    'indent',
    'urlencode',
    'tojson',
  ];

  it.each(linear)('%s of 200 kB is quick', (filter) => {
    const texts = [
      BLANKS,
      `${BLANKS}x`,
      '<'.repeat(200_000),
      '('.repeat(200_000),
      'a@'.repeat(100_000),
      '-'.repeat(200_000),
      'a-'.repeat(100_000),
      '&'.repeat(200_000),
    ];
    for (const text of texts) expect(milliseconds(() => attempt(`{{ text | ${filter} }}`, { text }))).toBeLessThan(60_000);
  });

  it.each([
    'strip()',
    'split()',
    'rsplit(none, 3)',
    'splitlines()',
    "replace(' ', '')",
    'isspace()',
    'title()',
    "format('x')",
    "count('  ')",
  ])('%s of 200 kB is quick', (method) => {
    expect(milliseconds(() => attempt(`{{ text.${method} }}`, { text: `${BLANKS}x` }))).toBeLessThan(60_000);
  });

  const tooMuch = [
    '{{ range(1000000000) | list }}',
    '{% for i in range(1000000000) %}x{% endfor %}',
    "{{ 'x' * 1000000000 }}",
    '{{ [1] * 1000000000 }}',
    '{{ 10 ** 1000000000 }}',
    '{{ 9 ** 9 ** 9 ** 9 ** 9 }}',
    "{{ 'x'.center(1000000000) }}",
    "{{ 'x'.zfill(1000000000) }}",
    "{{ 'x'.ljust(1000000000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%.1000000000f' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:.1000000000f}'.format(1.5) }}",
    "{{ 'x' | center(1000000000) }}",
    "{{ 'a\\nb' | indent(1000000000) }}",
    '{{ [1] | batch(1000000000, 0) }}',
    '{{ [1] | slice(1000000000) }}',
    "{{ '\\t'.expandtabs(1000000000) }}",
    "{% set ns = namespace(s='x') %}{% for i in range(1000) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    '{% set ns = namespace(l=[1]) %}{% for i in range(1000) %}{% set ns.l = ns.l + ns.l %}{% endfor %}',
    '{% set ns = namespace(l=[]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}',
    '{% set ns = namespace(l=[]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}x{{ ns.l }}',
    '{% set ns = namespace(l=[]) %}{% for i in range(5000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l == [ns.l] }}x{{ ns.l }}',
    '{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}',
    '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
    '{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}',
    '{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}',
    '{% block a %}{{ self.a() }}{% endblock %}',
    "{{ ('b' ~ text) in (text ~ text) }}",
    "{{ ('b' ~ text) | replace('b' ~ text[1:], '') | length and (text * 2).split('b' ~ text) }}",
    '{% set l = [] %}{% for i in range(99999) %}{% set _ = l.extend(l + [1]) %}{% endfor %}',
    "{% for i in range(90000) %}{{ text | upper | lower | replace('x', 'y') }}{% endfor %}",
  ];

  it.each(tooMuch)('%s reaches a limit', (source) => {
    const taken = milliseconds(() => expect(attempt(source, { text: 'x'.repeat(100_000) })).toBeInstanceOf(TemplateError));
    expect(taken).toBeLessThan(60_000);
  });

  const nested: readonly (readonly [string, string])[] = [
    ['brackets', `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`],
    ['lists', `{{ ${'['.repeat(50_000)}${']'.repeat(50_000)} }}`],
    ['signs', `{{ ${'-'.repeat(50_000)}1 }}`],
    ['not', `{{ ${'not '.repeat(25_000)}1 }}`],
    ['sums', `{{ 1${'+1'.repeat(50_000)} }}`],
    ['attributes', `{{ a${'.a'.repeat(50_000)} }}`],
    ['calls', `{{ a${'()'.repeat(50_000)} }}`],
    ['filters', `{{ a${'|d'.repeat(50_000)} }}`],
    ['conditions', `{{ ${'1 if 1 else '.repeat(10_000)}1 }}`],
    ['blocks', '{% if a %}'.repeat(10_000)],
    ['loops', '{% for a in b %}'.repeat(5_000)],
    ['targets', `{% set ${'('.repeat(50_000)}`],
  ];

  it.each(nested)('%s may not nest without end', (_name, source) => {
    expect(() => environment.compile(source)).toThrow(TemplateSyntaxError);
  });

  it('accepts nesting below the limit', () => {
    expect(render(`{{ ${'('.repeat(90)}1${')'.repeat(90)} }}`)).toBe(1);
    expect(render(`{{ 1${'+1'.repeat(150)} }}`)).toBe(151);
  });

  it('counts steps, output and source against the limits', () => {
    expect(attempt('{% for i in range(100) %}{% endfor %}', {}, { steps: 50 })).toBeInstanceOf(TemplateLimitError);
    expect(attempt('{% for i in range(100) %}0123456789{% endfor %}', {}, { textLength: 500 })).toBeInstanceOf(TemplateLimitError);
    expect(attempt('x'.repeat(100), {}, { sourceLength: 50 })).toBeInstanceOf(TemplateSyntaxError);
    expect(() => new Environment({ limits: { steps: 0 } })).toThrow('steps');
    expect(() => new Environment({ limits: { stps: 1 } as Partial<Limits> })).toThrow('Unknown limit');
  });
});

const PIECES = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '-',
  '+',
  ' if ',
  ' for ',
  ' in ',
  ' set ',
  ' else ',
  ' endif ',
  ' endfor ',
  'x',
  'y',
  '.',
  '[',
  ']',
  '(',
  ')',
  '|',
  "'",
  '"',
  '1',
  '0',
  '**',
  '*',
  '/',
  '//',
  '%',
  '~',
  '==',
  '<',
  ',',
  ':',
  ' is ',
  ' not ',
  'defined',
  'map',
  'join',
  'list',
  'sort',
  'range',
  '{',
  '}',
  '=',
  'loop',
  ' macro ',
  ' endmacro ',
  ' call ',
  ' filter ',
  ' raw ',
  ' endraw ',
  '\\',
  '\n',
  ' and ',
  ' or ',
  'upper',
  'constructor',
  '__proto__',
  'namespace',
  'append',
  'format',
  '%s',
  '{0}',
];

const hostileValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.bigInt(),
  fc.constantFrom(null, undefined, true, false, new Date(0), new Map<unknown, unknown>([[1, { a: 2 }]]), () => 1, Symbol('s')),
  fc.anything({ withMap: true, withNullPrototype: true, maxDepth: 3 }),
);

describe('random sources and data', () => {
  it('give a value or one of our errors, never a function', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }), hostileValue, (pieces, x) => {
        const result = attempt(pieces.join(''), { x, y: [x, { x }] }, { steps: 20_000, textLength: 100_000, listLength: 1000 });
        expect(leaksFunction(result)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  const EXPRESSIONS = [
    'x',
    '[x]',
    "{'k': x}",
    "'x' ~ x",
    'x | string',
    'x == y',
    'x in y',
    'y | join',
    'y | list',
    'x | tojson',
    'x | default(1)',
    'x | length',
    'x | first',
    'x | int',
    'x | upper',
    'x.a',
    'x[0]',
    'x[::-1]',
    "'%s' % x",
    "'{}'.format(x)",
    'y | sort',
    'y | unique',
    'x | pprint',
    'x | urlencode',
    'x | dictsort',
    'x | items',
    'x + x',
    'x * 3',
    '-x',
    'x < y',
  ];

  it.each(EXPRESSIONS)('%s of any value', (expression) => {
    fc.assert(
      fc.property(hostileValue, (x) => {
        const result = attempt(`{{ ${expression} }}`, { x, y: [x, 1] });
        expect(leaksFunction(result)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('text of the data stays text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(render('{{ text }}', { text })).toBe(text);
        expect(render('a{{ text }}', { text })).toBe(`a${text}`);
      }),
    );
  });
});
