import { Environment } from './environment.js';
import { hostFunction } from './runtime/functions.js';

const environment = new Environment({ globals: { result: hostFunction(() => 1, ['step', 'key']), plain: () => 1, region: 'EU' } });
const namesOf = (source: string) => environment.compile(source).references.names.map(({ name, guarded }) => (guarded ? `${name}?` : name));
const callsOf = (source: string) => environment.compile(source).references.calls.map(({ callee, args }) => [callee, ...args]);

describe('references.names', () => {
  it.each([
    ['every free name once, in order', '{{ b }}{{ a.x }}{{ b }}', ['b', 'a']],
    ['no globals, standard functions and literals', '{{ region }}{{ range(3) }}{{ true }}', []],
    ['no names bound by set', '{% set a = b %}{{ a }}', ['b']],
    ['a name read before it is set', '{{ a }}{% set a = 1 %}', ['a']],
    ['no loop targets inside the loop', '{% for a, b in c if a %}{{ a }}{{ loop.index }}{% endfor %}{{ a }}', ['c', 'a']],
    ['no parameters of macros', '{% macro m(a, b=c) %}{{ a }}{{ b }}{{ varargs }}{{ d }}{% endmacro %}{{ m(e) }}', ['c', 'd', 'e']],
    ['names a macro finds later', '{% macro m() %}{{ a }}{% endmacro %}{% set a = 1 %}', []],
    ['with, but only inside', '{% with a = b %}{{ a }}{% endwith %}{{ a }}', ['b', 'a']],
    [
      'call blocks and filter blocks',
      '{% call(x) m(y) %}{{ x }}{{ z }}{% endcall %}{% filter replace(a, b) %}{{ c }}{% endfilter %}',
      ['m', 'y', 'z', 'a', 'b', 'c'],
    ],
    [
      'names in every kind of expression',
      '{{ [a, (b,), {c: d}][e:f] ~ g | join(h) if i is in(j) else not k }}',
      ['i', 'j', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k'],
    ],
  ])('lists %s', (_what, source, names) => {
    expect(namesOf(source).toSorted()).toEqual(names.toSorted());
  });

  it.each([
    ['{{ a is defined }}', ['a?']],
    ['{{ a is not defined }}{{ b is undefined }}', ['a?', 'b?']],
    ["{{ a | default('x') }}{{ b | d }}", ['a?', 'b?']],
    ['{{ a.x | default(1) }}', ['a']],
    ['{{ a if a is defined else 0 }}', ['a?']],
    ['{{ 0 if a is undefined else a.x }}', ['a?']],
    ['{{ 0 if a is not defined else a }}', ['a?']],
    ['{{ a is defined and a.x > b }}', ['a?', 'b']],
    ['{{ a is undefined or a.x }}', ['a?']],
    ['{% if a is defined and b is defined %}{{ a }}{{ b }}{% else %}{{ b }}{% endif %}', ['a?', 'b']],
    ['{% if a is undefined %}{% elif x %}{{ a }}{% else %}{{ a }}{% endif %}', ['a?', 'x']],
    ['{{ a is defined }}{{ a }}', ['a']],
    ['{% if a %}{{ a }}{% endif %}', ['a']],
  ])('marks guarded names in %s', (source, names) => {
    expect(namesOf(source)).toEqual(names);
  });

  it('tells the first place', () => {
    expect(environment.compile('a\n  {{ x }}{{ x }}').references.names).toEqual([{ name: 'x', line: 2, column: 6, guarded: false }]);
  });
});

describe('references.calls', () => {
  it.each([
    ["{{ result('a') }}", [['result', 'a']]],
    [
      "{{ result('a', 'k') + result(step='b', key='c') }}",
      [
        ['result', 'a', 'k'],
        ['result', 'b', 'c'],
      ],
    ],
    ["{{ result(key='c') }}", [['result', undefined, 'c']]],
    [
      '{{ result(x, 2.0) }}{{ plain(1) }}',
      [
        ['result', undefined, 2],
        ['plain', 1],
      ],
    ],
    [
      "{% if result('a') %}{% for i in result('b') %}{{ result('c')[result('d')] }}{% endfor %}{% endif %}",
      [
        ['result', 'a'],
        ['result', 'b'],
        ['result', 'c'],
        ['result', 'd'],
      ],
    ],
    ["{% set result = 1 %}{{ result('a') }}", []],
    ["{{ other('a') }}{{ x.result('a') }}", []],
  ])('lists %s', (source, calls) => {
    expect(callsOf(source)).toEqual(calls);
  });
});
