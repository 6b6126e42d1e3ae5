import { PipeResult } from '../api/pipe-result.js';
import { render, scopeOf } from '../../test/support/template-scope.js';
import { TemplateCompiler, type TemplateSurroundings } from './template.compiler.js';

const SURROUNDINGS: TemplateSurroundings = {
  variables: ['ticket', 'index'],
  explainStep: (id) => (id === 'fetch' ? undefined : { message: `refers to step "${id}", which does not exist`, hint: 'there is fetch' }),
};

function compile(text: string, env: Record<string, string> = {}) {
  return new TemplateCompiler((name) => env[name]).compile(text, SURROUNDINGS);
}

describe('compiling a text', () => {
  it.each(['plain', '', '{ not: a template }', '}} {', '{ { }'])('without template syntax gives no template: %j', (text) => {
    expect(compile(text)).toEqual({ template: undefined, problems: [] });
  });

  it.each(['{{ 1 }}', '{% if true %}a{% endif %}', '{# nothing #}'])('with template syntax gives one: %j', (text) => {
    expect(compile(text).template).toBeDefined();
  });

  it('never throws: a syntax error is a problem, with line and column', () => {
    expect(compile('line one\n{{ 1 + }}')).toMatchObject({
      template: undefined,
      problems: [{ message: expect.stringMatching(/^template line 2, column 8: /) }],
    });
  });

  it('knows the names there are, and asks about steps', () => {
    expect(compile("{{ ticket.id }} {{ index }} {{ input }} {{ get_pipe_result('fetch') }} {{ pipe_results.fetch }}").problems).toEqual([]);
  });

  it('tells every name and step it does not know', () => {
    expect(compile("{{ tickt }} {{ get_pipe_result('fetsch') }} {{ has_failed('nope') }}").problems.map(({ message }) => message)).toEqual([
      'refers to step "fetsch", which does not exist',
      'refers to step "nope", which does not exist',
      'reads "tickt", which is not defined here',
    ]);
  });

  it('accepts a name that need not be there, and names of the template’s own', () => {
    expect(
      compile("{{ other | default('-') }}{{ a if a is defined }}{% set b = 1 %}{{ b }}{% for c in [1] %}{{ c }}{% endfor %}").problems,
    ).toEqual([]);
  });

  it('tells variables of the environment that are not set, each once', () => {
    expect(compile("{{ get_env('A') }}{{ get_env('B') }}{{ get_env('A') }}", { B: '' }).problems).toEqual([
      { message: 'cannot be rendered: environment variable A is not set', hint: 'set it in the environment or in .env' },
    ]);
  });

  it('cannot know a step or a variable whose name is computed', () => {
    expect(compile("{{ get_pipe_result('fe' ~ 'tsch') }}{{ get_env(ticket.id) }}").problems).toEqual([]);
  });
});

describe('rendering a template', () => {
  it('that is one expression gives its value, any other gives text', () => {
    expect(render('{{ [1, 2] }}')).toEqual([1, 2]);
    expect(render('{{ 1 + 1 }}')).toBe(2);
    expect(render('{{ 1 + 1 }}!')).toBe('2!');
    expect(render('{{ input }}', { input: '2024' })).toBe('2024');
  });

  it('gives the results of 1.4 under the names of 1.4', () => {
    const results = { ok: PipeResult.succeeded({ value: 1 }), skip: PipeResult.skipped('no'), bad: PipeResult.failed('broken') };
    expect(render('{{ pipe_results }}', { results })).toEqual({
      ok: { succeeded: true, was_skipped: false, message: '', data: { value: 1 } },
      skip: { succeeded: false, was_skipped: true, message: 'no', data: {} },
      bad: { succeeded: false, was_skipped: false, message: 'broken', data: {} },
    });
    expect(render('{{ params }} {{ parent_params.a }}', { parentParams: [{ a: 1 }] })).toBe('{} 1');
  });

  it('says where it went wrong', () => {
    expect(() => render('a\n{{ input.x.y }}', { input: {} })).toThrow(
      expect.objectContaining({ code: 'OTAI_TEMPLATE_FAILED', message: expect.stringMatching(/^template line 2, column \d+: /) }),
    );
  });

  it('leaves nothing behind for the next one', () => {
    const compiler = new TemplateCompiler(() => undefined);
    const { template } = compiler.compile("{% set seen = input %}{{ seen }}{{ other | default('-') }}", SURROUNDINGS);
    expect(template?.render(scopeOf({ input: 'one', variables: { other: 'x' } }))).toBe('onex');
    expect(template?.render(scopeOf({ input: 'two' }))).toBe('two-');
  });
});
