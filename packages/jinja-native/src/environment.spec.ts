import { Environment } from './environment.js';
import { TemplateLimitError, TemplateRuntimeError, TemplateSyntaxError } from './errors.js';
import { hostFunction, templateFunction } from './runtime/functions.js';

const caught = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('compile', () => {
  const environment = new Environment();

  it.each([
    ['{{ 1 + }}', 'SYNTAX', 1],
    ['\n{{ x | uper }}', 'UNKNOWN_FILTER', 2],
    ['\n\n{{ x is nothing }}', 'UNKNOWN_TEST', 3],
    ['a\n{% unless x %}', 'UNKNOWN_TAG', 2],
    ["{% include 'x' %}", 'UNSUPPORTED', 1],
    ['{% break %}', 'UNSUPPORTED', 1],
    ['{{ x | batch }}', 'ARGUMENTS', 1],
    ['{{ x | round(digits=2) }}', 'ARGUMENTS', 1],
    ['{% if x %}', 'SYNTAX', 1],
    ['{% if x %}{% endfor %}', 'UNKNOWN_TAG', 1],
    ['{% set true = 1 %}', 'SYNTAX', 1],
    ['{% block a %}{% endblock %}{% block a %}{% endblock %}', 'SYNTAX', 1],
  ])('refuses %j', (source, code, line) => {
    const error = caught(() => environment.compile(source, 'note.j2'));
    expect(error).toBeInstanceOf(TemplateSyntaxError);
    expect(error).toMatchObject({ code, line, source: 'note.j2' });
  });

  it('tells what to write instead', () => {
    expect(caught(() => environment.compile('{{ x | uper }}'))).toMatchObject({
      problem: expect.stringContaining("Did you mean 'upper'?") as string,
    });
    expect(caught(() => environment.compile('{% esle %}'))).toMatchObject({
      problem: expect.stringContaining('Tags: if, for, set') as string,
    });
    expect(caught(() => environment.compile('{% if a %}{% esle %}'))).toMatchObject({
      problem: expect.stringContaining("Did you mean 'else'?") as string,
    });
  });

  it('refuses to set what is reserved', () => {
    const reserving = new Environment({ reservedNames: ['results'] });
    expect(() => reserving.compile('a\n{% if x %}{% set results = {} %}{% endif %}')).toThrow(
      "line 2, column 4: 'results' belongs to the host",
    );
    expect(reserving.compile('{{ results }}').render({ results: 1 })).toBe(1);
  });

  it('keeps source, name and the value of a constant', () => {
    expect(environment.compile('text\n', 'a')).toMatchObject({ source: 'text\n', name: 'a', isConstant: true, constantValue: 'text' });
    expect(environment.compile('{# nothing #}')).toMatchObject({ isConstant: true, constantValue: null });
    expect(environment.compile('{{ 1 }}')).toMatchObject({ isConstant: false, constantValue: undefined });
  });
});

describe('functions of the host', () => {
  const environment = new Environment({
    globals: {
      whoami: hostFunction((host: string) => host),
      pick: hostFunction((host: string, id: string, key = 'none') => `${host}/${id}/${key}`, ['id', 'key']),
      join2: templateFunction((a: string, b: string) => `${a}-${b}`, ['a', 'b']),
      plain: (...args: unknown[]) => args.length,
      broken: () => {
        throw new RangeError('no such step');
      },
      later: () => Promise.resolve(1),
    },
    filters: {
      wrap: (value: string, mark = '*') => mark + value + mark,
      from: hostFunction((host: string, value: string) => host + value),
    },
    tests: { long: (value: string, least = 3) => value.length >= least },
  });
  const render = (source: string) => environment.compile(source).render({}, 'H');

  it.each([
    ['{{ whoami() }}', 'H'],
    ["{{ pick('a') }}", 'H/a/none'],
    ["{{ pick('a', key='b') }}", 'H/a/b'],
    ["{{ pick(key='b', id='a') }}", 'H/a/b'],
    ["{{ join2(b='y', a='x') }}", 'x-y'],
    ['{{ plain(1, 2, 3) }}', 3],
    ["{{ 'x' | wrap }}{{ 'x' | wrap('-') }}", '*x*-x-'],
    ["{{ 'x' | from }}", 'Hx'],
    ["{{ ['a', 'abcd'] | select('long') | list }}", ['abcd']],
    ["{{ 'abcd' is long(9) }}", false],
  ])('%s', (source, value) => {
    expect(render(source)).toEqual(value);
  });

  it.each([
    "{{ pick('a', 'b', 'c') }}",
    "{{ pick('a', name='b') }}",
    "{{ pick('a', id='b') }}",
    '{{ plain(a=1) }}',
    '{{ later() }}',
    '{{ whoami }}',
  ])('refuses %s', (source) => {
    expect(() => render(source)).toThrow(TemplateRuntimeError);
  });

  it('keeps what a helper threw, with the place of the call', () => {
    const error = caught(() => render('a\n {{ [1, broken()] }}'));
    expect(error).toBeInstanceOf(TemplateRuntimeError);
    expect(error).toMatchObject({ line: 2, column: 9, code: 'HELPER', problem: 'no such step', cause: expect.any(RangeError) as Error });
  });

  it('gives arguments as plain values', () => {
    const seen: unknown[] = [];
    const spying = new Environment({ globals: { spy: (...args: unknown[]) => void seen.push(...args) } });
    spying.compile("{{ spy(1.0, (1, 2), {'a': [none]}, missing, '<b>' | safe, range(2)) }}").render();
    expect(seen).toEqual([1, [1, 2], { a: [null] }, undefined, '<b>', [0, 1]]);
  });
});

describe('errors of a render', () => {
  const environment = new Environment();

  it.each([
    ['{{ x.y }}', "'x' is undefined", 'UNDEFINED'],
    ['{{ d.b.c }}', "'dict object' has no attribute 'b'", 'UNDEFINED'],
    ['{{ 1 / 0 }}', 'Division by zero.', 'ZERO_DIVISION'],
    ["{{ 1 + 'a' }}", "'+' does not work between int and str.", 'TYPE'],
    ["{{ [1, 'a'] | sort }}", "'<' does not work between str and int.", 'TYPE'],
    ['{{ d() }}', expect.stringContaining('dict cannot be called') as string, 'TYPE'],
    ['{% set d.a = 1 %}', expect.stringContaining('namespace()') as string, 'TYPE'],
  ])('%s', (source, problem, code) => {
    expect(caught(() => environment.compile(source).render({ d: { a: 1 } }))).toMatchObject({ problem, code, line: 1 });
  });

  it('name the node that failed', () => {
    const error = caught(() => environment.compile('{% for i in [1, 0] %}\n{{ 1 / i }}\n{% endfor %}').render());
    expect(error).toMatchObject({ line: 2, column: 6 });
  });

  it('tell limits apart', () => {
    expect(caught(() => environment.compile("{{ 'x' * 10 ** 9 }}").render())).toBeInstanceOf(TemplateLimitError);
  });
});
