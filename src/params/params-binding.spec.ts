import { Allow, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { AllowUnknownParams, IsSteps, Nested } from '../api/params/param.decorators.js';
import { OtaiError } from '../api/otai.error.js';
import type { Steps } from '../api/steps.js';
import type { ParamsSource } from './params-binding.js';
import { ParamsError } from './params.error.js';
import { ParamsSchema } from './params-schema.js';

type Scope = Readonly<Record<string, unknown>>;

class Note {
  @IsString() @IsNotEmpty() subject!: string;
  @IsString() body = 'Nothing to say.';
}

class UpdateParams {
  @IsString() ticket!: string;
  @IsInt() @Min(1) @Max(5) priority = 3;
  @IsOptional() @IsString() queue?: string;
  @IsOptional() @IsString() state = 'open';
  @IsString({ each: true }) tags: string[] = ['automatic'];
  @IsOptional() @Nested(() => Note) note?: Note;
  @IsOptional() @Allow() extra?: unknown;
}

/** Templates of this file: `{{ name }}` gives `scope.name`, and `{{ !text }}` fails with that text. */
function source(seen: string[] = []): ParamsSource<Scope> {
  return {
    template: (text, path) => {
      const name = /^\{\{ (.+) \}\}$/.exec(text)?.[1];
      if (name === undefined) return undefined;
      seen.push(path.join('.'));
      return {
        render: (scope) => {
          if (name.startsWith('!')) throw new OtaiError('OTAI_TEST', name.slice(1), { hint: 'do something else' });
          return scope[name];
        },
      };
    },
    steps: (raw, path, variables) => ({ render: () => ({ raw, path, variables }) }),
  };
}

function bind<P extends object = UpdateParams>(raw: unknown, type?: new () => P) {
  return ParamsSchema.of(type ?? (UpdateParams as unknown as new () => P)).bind(raw, source());
}

function problemsOf(run: () => unknown): ParamsError {
  try {
    run();
  } catch (error) {
    if (error instanceof ParamsError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('params without templates', () => {
  it('are made once, and the same frozen instance is given each time', () => {
    const binding = bind({ ticket: '1', note: { subject: 'Hello' }, extra: { deep: [{ er: 1 }] } });
    expect(binding.isStatic).toBe(true);
    const params = binding.render({});
    expect(binding.render({})).toBe(params);
    expect(params).toBeInstanceOf(UpdateParams);
    expect(params.note).toBeInstanceOf(Note);
    const { deep } = params.extra as { deep: object[] };
    expect([params, params.note, params.tags, params.extra, deep, deep[0]].every(Object.isFrozen)).toBe(true);
  });

  it('do not keep or freeze what they were made from', () => {
    const raw = { ticket: '1', tags: ['a'], extra: { list: [1] } };
    const params = bind(raw).render({});
    raw.tags.push('b');
    raw.extra.list.push(2);
    expect(params).toMatchObject({ tags: ['a'], extra: { list: [1] } });
  });

  it('tell all that is wrong at boot, and refuse to be rendered', () => {
    const binding = bind({ priority: 9, tgas: [] });
    expect(binding.problems).toEqual([
      { kind: 'missing', path: ['ticket'], message: 'is missing' },
      { kind: 'unknown', path: ['tgas'], message: 'is not a known param', hint: 'did you mean "tags"?', meant: 'tags' },
      { path: ['priority'], message: 'must not be greater than 5, but is 9' },
    ]);
    expect(problemsOf(() => binding.render({})).problems).toEqual(binding.problems);
  });

  it('may be left out altogether when nothing is required', () => {
    class Optional {
      @IsInt() limit = 5;
    }
    expect([undefined, null, {}].map((raw) => bind(raw, Optional).render({}))).toEqual([{ limit: 5 }, { limit: 5 }, { limit: 5 }]);
    expect(bind([], Optional).problems).toEqual([{ path: [], message: 'must be a mapping with limit, but is a list' }]);
  });
});

describe('defaults', () => {
  it('come from the initializers of the class, lists and objects frozen', () => {
    const params = bind({ ticket: '1' }).render({});
    expect(params).toMatchObject({ priority: 3, state: 'open', tags: ['automatic'] });
    expect(Object.isFrozen(params.tags)).toBe(true);
  });

  it('do not freeze a constant of their author', () => {
    const shared = ['a'];
    class WithShared {
      @IsString({ each: true }) list = shared;
    }
    expect(bind({}, WithShared).render({}).list).toEqual(['a']);
    expect(Object.isFrozen(shared)).toBe(false);
  });

  it('replace null only where the field is optional', () => {
    expect(bind({ ticket: '1', state: null, queue: null }).render({})).toMatchObject({ state: 'open', queue: undefined });
    expect(bind({ ticket: '1', priority: null }).problems).toEqual([
      { path: ['priority'], message: 'has no value; leave the line out to use the default' },
    ]);
    expect(bind({ ticket: null }).problems).toEqual([{ path: ['ticket'], message: 'has no value' }]);
  });

  it('have to satisfy the rules too, so that an empty default means "required"', () => {
    class Named {
      @IsNotEmpty() @IsString() name = '';
    }
    expect(bind({}, Named).problems).toEqual([{ path: ['name'], message: 'must not be empty, but is ""' }]);
  });

  it('may be null, and null may then be given', () => {
    class Nullable {
      @IsString() queue: string | null = null;
    }
    expect([{}, { queue: null }, { queue: 'a' }].map((raw) => bind(raw, Nullable).render({}).queue)).toEqual([null, null, 'a']);
  });
});

describe('params with templates', () => {
  it('are rendered for each scope, in frozen instances that share what is static', () => {
    const binding = bind({ ticket: '{{ id }}', note: { subject: 'Hello' }, tags: ['a'] });
    expect(binding.isStatic).toBe(false);
    const [one, two] = [binding.render({ id: '1' }), binding.render({ id: '2' })];
    expect([one.ticket, two.ticket]).toEqual(['1', '2']);
    expect(one.note).toBe(two.note);
    expect(one.tags).toBe(two.tags);
    expect([one, two].every((params) => params instanceof UpdateParams && Object.isFrozen(params))).toBe(true);
  });

  it('may hold them at any depth', () => {
    const seen: string[] = [];
    const raw = { ticket: '1', note: { subject: '{{ s }}' }, tags: ['a', '{{ t }}'], extra: { a: [{ b: '{{ e }}' }], c: 1 } };
    const binding = ParamsSchema.of(UpdateParams).bind(raw, source(seen));
    expect(seen).toEqual(['tags.1', 'note.subject', 'extra.a.0.b']);
    const e = { native: true };
    const params = binding.render({ s: 'Hello', t: 5, e });
    expect(params).toMatchObject({ note: { subject: 'Hello', body: 'Nothing to say.' }, tags: ['a', '5'], extra: { a: [{ b: e }], c: 1 } });
    expect(params.note).toBeInstanceOf(Note);
    expect(Object.isFrozen(e)).toBe(false);
  });

  it('are checked after conversion, with every problem of the rendering told at once', () => {
    const binding = bind({ ticket: '{{ id }}', priority: '{{ p }}', note: { subject: '{{ s }}' }, queue: '{{ q }}' });
    expect(binding.render({ id: 4711, p: '5', s: 'Hello' })).toMatchObject({ ticket: '4711', priority: 5 });
    const error = problemsOf(() => binding.render({ p: '9', s: '', q: [] }));
    expect(error.code).toBe('OTAI_PARAMS_INVALID');
    expect(error.message.split('\n')).toEqual([
      'ticket is none',
      'queue must be a text, but is a list',
      'note.subject must not be empty, but is ""',
      'priority must not be greater than 5, but is 9',
    ]);
  });

  it('tell at boot what is wrong with their static part', () => {
    expect(bind({ ticket: '{{ id }}', priority: 9 }).problems).toEqual([
      { path: ['priority'], message: 'must not be greater than 5, but is 9' },
    ]);
  });

  it('fall back to the default of an optional field when a template gives none', () => {
    const binding = bind({ ticket: '1', state: '{{ s }}', queue: '{{ q }}', note: '{{ n }}', extra: '{{ e }}' });
    const params = binding.render({ s: null, e: null });
    expect(params).toMatchObject({ state: 'open', queue: undefined, note: undefined, extra: undefined });
  });

  it('take a whole nested object from one template, as data: its texts are not templates', () => {
    const params = bind({ ticket: '1', note: '{{ n }}' }).render({ n: { subject: '{{ !owned }}' } });
    expect(params.note).toEqual(Object.assign(new Note(), { subject: '{{ !owned }}' }));
    expect(params.note).toBeInstanceOf(Note);
  });

  it('turn the error of a template into a problem of its param, and keep it as the cause', () => {
    const binding = bind({ ticket: '{{ !no ticket }}', extra: ['{{ !nothing }}'] });
    const error = problemsOf(() => binding.render({}));
    expect(error.problems).toEqual([
      { path: ['ticket'], message: 'could not be rendered: no ticket', hint: 'do something else' },
      { path: ['extra', 0], message: 'could not be rendered: nothing', hint: 'do something else' },
    ]);
    expect(error.cause).toMatchObject({ code: 'OTAI_TEST' });
  });
});

describe('steps', () => {
  class Loop {
    @IsString() as = 'item';
    @IsSteps({ variables: (raw) => [typeof raw['as'] === 'string' ? raw['as'] : 'item', 'index'] }) steps!: Steps;
  }

  it('are compiled by the source, which learns the names their templates can read', () => {
    const raw = [{ id: 'a' }];
    expect(bind({ as: 'ticket', steps: raw }, Loop).render({}).steps).toEqual({ raw, path: ['steps'], variables: ['ticket', 'index'] });
  });

  it('have to be given', () => {
    expect(bind({}, Loop).problems).toEqual([{ kind: 'missing', path: ['steps'], message: 'is missing' }]);
  });

  it('are never compiled from what a template gave', () => {
    class Outer {
      @Nested(() => Loop) loop!: Loop;
    }
    const binding = bind({ loop: '{{ l }}' }, Outer);
    const ready = { length: 0, run: () => undefined };
    expect(binding.render({ l: { steps: ready } }).loop.steps).toBe(ready);
    expect(problemsOf(() => binding.render({ l: { steps: [{ use: 'evil' }] } })).message).toBe(
      'loop.steps must be steps, which a template cannot write, but is a list',
    );
  });
});

describe('keys that the class does not declare', () => {
  @AllowUnknownParams()
  class Open {
    @IsInt() limit = 5;
    describe(): string {
      return `${this.limit}`;
    }
  }

  it('are kept, templates and all, where the class allows it', () => {
    const binding = bind({ limit: 1, more: ['{{ x }}'], fixed: { a: 1 } }, Open);
    expect(binding.render({ x: 7 })).toEqual(Object.assign(new Open(), { limit: 1, more: [7], fixed: { a: 1 } }));
  });

  it('must not hide what the class itself has', () => {
    expect(bind({ describe: 'x' }, Open).problems).toMatchObject([{ path: ['describe'], message: 'is not a known param' }]);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('are never %s, in open classes, closed ones and values', (key) => {
    const raw = JSON.parse(`{ "${key}": { "polluted": true } }`) as object;
    expect(bind(raw, Open).problems).toMatchObject([{ path: [key], message: 'is not a known param' }]);
    expect(bind({ ticket: '1', ...JSON.parse('{}'), note: raw }).problems).toContainEqual(expect.objectContaining({ path: ['note', key] }));
    expect(bind({ ticket: '1', extra: raw }).problems).toEqual([{ path: ['extra', key], message: 'cannot be used as a key' }]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('are named with what there is, when nothing is near', () => {
    class Empty {}
    expect(bind({ zzz: 1 }, Open).problems).toHaveLength(0);
    expect(bind({ zzz: 1 }, Empty).problems).toEqual([
      { kind: 'unknown', path: ['zzz'], message: 'is not a known param', hint: 'there are no params here' },
    ]);
    expect(bind({ subject: 'a', body: 'b', zzz: 1 }, Note).problems).toEqual([
      { kind: 'unknown', path: ['zzz'], message: 'is not a known param', hint: 'known: subject, body' },
    ]);
  });
});

describe('values that hold themselves or go too deep', () => {
  class Tree {
    @IsOptional() @Nested(() => Tree) inner?: Tree;
    @IsOptional() @Allow() any?: unknown;
  }

  it('are problems, not endless', () => {
    const loop: Record<string, unknown> = {};
    loop['inner'] = loop;
    const list: unknown[] = [];
    list.push(list, list);
    let deep: unknown = 1;
    for (let depth = 0; depth < 1000; depth++) deep = [deep];
    expect(bind(loop, Tree).problems).toEqual([{ path: ['inner'], message: 'holds itself' }]);
    expect(bind({ any: list }, Tree).problems.map((problem) => problem.message)).toEqual(['holds itself', 'holds itself']);
    expect(bind({ any: deep }, Tree).problems).toMatchObject([{ message: 'is nested too deeply' }]);
    expect(problemsOf(() => bind({ inner: '{{ x }}' }, Tree).render({ x: loop })).message).toBe('inner.inner holds itself');
  });

  it('may share a part', () => {
    const part = { a: 1 };
    expect(bind({ any: [part, part] }, Tree).render({}).any).toEqual([part, part]);
  });
});
