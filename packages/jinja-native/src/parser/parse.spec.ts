import { Environment } from '../environment.js';

const environment = new Environment();
const value = (expression: string, variables: Record<string, unknown> = {}) => environment.compile(`{{ ${expression} }}`).render(variables);

describe('precedence', () => {
  it.each([
    ['2 + 3 * 4', 14],
    ['-2 ** 2', 4],
    ['2 ** 3 ** 2', 64],
    ['2 * 3 ~ 4', '64'],
    ['not 1 == 2', true],
    ['not true or true', true],
    ['1 < 2 < 3', true],
    ['3 > 2 > 2', false],
    ["'ab' in 'AB' | lower", true],
    ['-3 | abs', 3],
    ['1 if false else 2 if false else 3', 3],
    ['[1, 2][0] + {"a": 5}.a', 6],
    ['5 is number | string', 'True'],
    ['1, 2', [1, 2]],
  ])('%s', (expression, result) => {
    expect(value(expression)).toEqual(result);
  });

  it('~ binds tighter than +', () => {
    expect(() => value('1 + 2 ~ 3')).toThrow("'+' does not work between int and str.");
  });
});

const render = (source: string) => environment.compile(`|${source}`).render({ x: 'outer' });

describe('scopes', () => {
  it.each([
    ['if opens none', '{% if true %}{% set x = 1 %}{% endif %}{{ x }}', '|1'],
    ['for does, anew in every round', '{% for i in [1, 2] %}{{ x }}{% set x = i %}{{ x }},{% endfor %}{{ x }}', '|outer1,outer2,outer'],
    ['with does', '{% with x = 1 %}{{ x }}{% endwith %}{{ x }}', '|1outer'],
    ['macros see names as they are when called', '{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}', '|1'],
    ['macros keep their own names', '{% macro m() %}{% set x = 1 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}', '|1outer'],
    [
      'a namespace can be changed from inside',
      '{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}',
      '|3',
    ],
    [
      'recursive loops have names of their own',
      '{% for i in [[[]], []] recursive %}{% set d = loop.depth %}{{ loop(i) if i }}{{ d }}{% endfor %}',
      '|211',
    ],
    [
      'blocks see the outermost names',
      '{% for x in [1] %}{% block a %}{{ x }}{% endblock %}{% block b scoped %}{{ x }}{% endblock %}{% endfor %}',
      '|outer1',
    ],
  ])('%s', (_what, source, text) => {
    expect(render(source)).toBe(text);
  });
});
