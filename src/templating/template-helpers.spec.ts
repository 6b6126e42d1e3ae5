import * as fc from 'fast-check';
import { isOtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import { Secret } from '../api/secret.js';
import { render, type ScopeParts } from '../../test/support/template-scope.js';

const RESULTS: ScopeParts = {
  results: {
    classify: PipeResult.succeeded({ label: 'IT', confidence: 0, empty: '', no: false, value: 'v', nothing: null }),
    bare: PipeResult.succeeded(),
    skipped: PipeResult.skipped('there are no tickets'),
    failed: PipeResult.failed('the model is away'),
  },
};

/** The error of a template that cannot be rendered. */
function errorOf(text: string, parts: ScopeParts = RESULTS): Error {
  try {
    render(text, parts);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`${text} could be rendered`);
}

describe('get_pipe_result', () => {
  it.each([
    ["get_pipe_result('classify', 'label')", 'IT'],
    ["get_pipe_result('classify')", 'v'],
    ["get_pipe_result(pipe_id='classify', data_key='label')", 'IT'],
    ["get_pipe_result('classify', 'confidence')", 0],
    ["get_pipe_result('classify', 'empty')", ''],
    ["get_pipe_result('classify', 'no')", false],
  ])('%s gives %j', (expression, value) => {
    expect(render(`{{ ${expression} }}`, RESULTS)).toBe(value);
  });

  it.each([
    [
      "get_pipe_result('classify', 'lable')",
      'step "classify" gave no "lable"; it gave "label", "confidence", "empty", "no", "value", "nothing"',
    ],
    ["get_pipe_result('classify', 'nothing')", 'step "classify" gave none as "nothing"'],
    ["get_pipe_result('bare')", 'step "bare" gave no data'],
    ["get_pipe_result('skipped')", 'step "skipped" was skipped (there are no tickets), so it has no "value"'],
    ["get_pipe_result('failed')", 'step "failed" failed (the model is away), so it has no "value"'],
    ["get_pipe_result('nope')", 'no step "nope" has run before this one'],
    ["get_pipe_result('classify', 'constructor')", 'step "classify" gave no "constructor"'],
    ["get_pipe_result('__proto__')", 'no step "__proto__" has run before this one'],
  ])('%s says what is missing', (expression, message) => {
    expect(errorOf(`{{ ${expression} }}`)).toMatchObject({ code: 'OTAI_TEMPLATE_HELPER', message: expect.stringContaining(message) });
  });
});

describe('has_failed', () => {
  it.each([
    ['classify', false],
    ['skipped', false],
    ['failed', true],
  ])('of %s is %j', (id, failed) => {
    expect(render(`{{ has_failed('${id}') }}`, RESULTS)).toBe(failed);
  });

  it('of a step that has not run is an error', () => {
    expect(errorOf("{{ has_failed('nope') }}").message).toBe('no step "nope" has run before this one');
  });
});

describe('get_parent_param', () => {
  const PARENTS: ScopeParts = { parentParams: [{ name: 'inner' }, { name: 'outer', threshold: 0.8 }] };

  it('reads the nearest step around that has the param', () => {
    expect(render("{{ get_parent_param('name') }}", PARENTS)).toBe('inner');
    expect(render("{{ get_parent_param('threshold') }}", PARENTS)).toBe(0.8);
  });

  it.each(['tresh', 'constructor', 'toString', '__proto__'])('says that there is no %s', (key) => {
    expect(errorOf(`{{ get_parent_param('${key}') }}`, PARENTS).message).toBe(`no step around this one has a param "${key}"`);
  });
});

describe('get_env', () => {
  it('reads a variable, always as a text', () => {
    expect(render("{{ get_env('PASSWORD') }}", { env: { PASSWORD: '2024' } })).toBe('2024');
  });

  it('of a variable whose name is only known now, and that is not set, says what to do', () => {
    expect(errorOf("{{ get_env('PASS' ~ 'WORD') }}", {}).message).toBe(
      'environment variable PASSWORD is not set\n  -> set it in the environment or in .env',
    );
  });
});

describe('fail', () => {
  it.each([
    ['{{ fail() }}', 'the template called fail()'],
    ["{{ fail('no tickets') }}", 'no tickets'],
    ["{{ fail(message='no tickets') }}", 'no tickets'],
    ['{{ fail(5) }}', '5'],
    ["text {{ fail('in the middle') if true }} text", 'in the middle'],
  ])('%s fails with the words %j', (text, message) => {
    expect(errorOf(text)).toMatchObject({ code: 'OTAI_FAIL_CALLED', message });
  });

  it('does nothing where it is not reached', () => {
    expect(render("{{ fail() if false else 'fine' }}")).toBe('fine');
  });
});

describe('at_path', () => {
  const VALUE: ScopeParts = { variables: { v: { a: { b: [10, { c: 'deep' }] }, 'x y': 1, none: null } } };

  it.each([
    ["at_path(v, 'a.b.0')", 10],
    ["at_path(v, 'a.b.1.c')", 'deep'],
    ["at_path(v, 'x y')", 1],
    ["at_path(v, 'none')", undefined],
    ["at_path({'a': {'b': 1}}, 'a.b')", 1],
    ["at_path([[1, 2]], '0.1')", 2],
    ["at_path(value={'a': 1}, path='a')", 1],
  ])('%s gives %j', (expression, value) => {
    expect(render(`{{ ${expression} }}`, VALUE) ?? undefined).toEqual(value);
  });

  it.each(['a.z', 'a.b.2', 'a.b.-1', 'a.b.length', 'a..b', '', '.', 'a.b.1.c.length', 'constructor', 'a.__proto__', 'a.b.push', 'none.x'])(
    'says which part of %j there is not',
    (path) => {
      expect(errorOf(`{{ at_path(v, '${path}') }}`, VALUE).message).toMatch(/^at_path: there is no ".*" \(of ".*"\)$/);
    },
  );

  it('cannot read what a secret holds', () => {
    const parts = { variables: { v: { secret: new Secret('hunter2') } } };
    for (const path of ['secret.value', 'secret.#value', 'secret.reveal', 'secret._value']) {
      expect(errorOf(`{{ at_path(v, '${path}') }}`, parts).message).not.toContain('hunter2');
    }
  });

  it('does not repeat a path as long as a book', () => {
    expect(errorOf("{{ at_path(v, 'a.' ~ 'x' * 100000) }}", VALUE).message.length).toBeLessThan(500);
  });
});

/** What a template gives, or the error it fails with. */
function attempt(text: string, parts: ScopeParts): { readonly value?: unknown; readonly error?: unknown } {
  try {
    return { value: render(text, parts) };
  } catch (error) {
    return { error };
  }
}

/** Nothing but a value of the data came out, or an error of ours. */
function isHarmless({ value, error }: { readonly value?: unknown; readonly error?: unknown }): boolean {
  if (error !== undefined) return isOtaiError(error);
  return typeof value !== 'function' && value !== Object.prototype && value !== Array.prototype;
}

describe('whatever a template hands to', () => {
  const names = fc.array(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'prototype', 'length', '0', 'toString')), {
    maxLength: 5,
  });

  it('at_path, it gives what stands in the data under these very names, or says that there is nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withMap: true }), names, (value, path) => {
        const parts = { variables: { v: [value], p: ['0', ...path].join('.') } };
        expect(isHarmless(attempt('{{ at_path(v, p) }}', parts))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['get_pipe_result(v)', "get_pipe_result('classify', v)", 'has_failed(v)', 'get_parent_param(v)', 'get_env(v)', 'fail(v)'])(
    '%s, it gives a value or fails with words',
    (expression) => {
      fc.assert(
        fc.property(fc.anything({ withNullPrototype: true }), (v) => {
          expect(isHarmless(attempt(`{{ ${expression} }}`, { ...RESULTS, variables: { v } }))).toBe(true);
        }),
        { numRuns: 100 },
      );
    },
  );
});
