import type { StepEntry } from '../config/otai-config.js';
import { Level, OUTSIDE_PIPELINES } from './level.js';

function entries(...ids: string[]): StepEntry[] {
  return ids.map((id) => ({ id, use: 'base:expression', injects: {}, params: {}, dependsOn: [], onError: 'fail', path: [] }));
}

/** A level whose steps up to `current` were compiled, and that is at `current` now. */
function levelAt(current: string, ...ids: string[]): Level {
  const level = new Level(entries(...ids), undefined, []);
  for (const id of ids.slice(0, ids.indexOf(current))) {
    level.begin(id);
    level.end(id);
  }
  level.begin(current);
  return level;
}

describe('while a step is compiled, its level', () => {
  it('lets it refer to the steps before it', () => {
    const level = levelAt('third', 'first', 'second', 'third');
    expect([level.explainStep('first'), level.explainStep('second')]).toEqual([undefined, undefined]);
  });

  it('says of a step after it that it runs only later', () => {
    expect(levelAt('first', 'first', 'second').explainStep('second')).toEqual({
      message: 'refers to step "second", which runs only later',
      hint: 'put it before this step',
    });
  });

  it('says of the step that it is the step itself', () => {
    expect(levelAt('first', 'first').explainStep('first')?.message).toBe('refers to step "first", which is the step itself (or holds it)');
  });

  it('knows what was meant among the steps before, then among those after', () => {
    const level = levelAt('now', 'fetch', 'now', 'classify');
    expect(level.explainStep('fetsch')).toEqual({
      message: 'refers to step "fetsch", which does not exist',
      hint: 'did you mean "fetch"?',
    });
    expect(level.explainStep('clasify')?.hint).toBe('there is "classify", but it runs only later');
    expect(level.explainStep('move')?.hint).toBe('the steps before this one are fetch');
    expect(levelAt('only', 'only').explainStep('move')?.hint).toBe('no step runs before this one');
  });
});

describe('a level inside a step', () => {
  it('lets its steps refer to what ran before the step around, and to their own', () => {
    const inner = levelAt('holder', 'before', 'holder', 'after').nested(entries('a', 'b'), []);
    inner.begin('a');
    inner.end('a');
    inner.begin('b');
    expect([inner.explainStep('before'), inner.explainStep('a')]).toEqual([undefined, undefined]);
    expect(inner.explainStep('holder')?.message).toContain('which is the step itself (or holds it)');
    expect(inner.explainStep('after')?.message).toContain('which runs only later');
    expect(inner.explainStep('befor')?.hint).toBe('did you mean "before"?');
  });

  it('keeps its steps to itself, and says where they are', () => {
    const outer = levelAt('holder', 'holder', 'after');
    outer.nested(entries('inner'), []);
    outer.end('holder');
    outer.begin('after');
    expect(outer.explainStep('inner')).toEqual({
      message: 'refers to step "inner", which is inside "holder"',
      hint: 'read what "holder" itself gives',
    });
  });

  it('adds the names of its loop to those around', () => {
    const outer = new Level(entries('holder'), undefined, ['ticket']);
    expect(outer.nested(entries('inner'), ['note', 'index']).variables).toEqual(['ticket', 'note', 'index']);
  });
});

it('outside of pipelines there are no steps', () => {
  expect(OUTSIDE_PIPELINES.explainStep('fetch')?.message).toBe('refers to step "fetch", but there are no steps here');
});
