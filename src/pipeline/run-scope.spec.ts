import { PipeResult } from '../api/pipe-result.js';
import { runEnvironment } from '../../test/support/compiled.js';
import { Run } from './run.js';
import { RunScope } from './run-scope.js';

const of = (value: unknown) => PipeResult.succeeded({ value });

function outermost(input?: unknown): RunScope {
  return RunScope.ofRun(new Run('test', { ...runEnvironment(), env: (name) => `${name}!` }, { input }));
}

describe('the scope of a run', () => {
  it('holds the results of the steps that ran, and nothing under inherited names', () => {
    const scope = outermost();
    scope.set('fetch', of(1));
    expect(scope.get('fetch')).toEqual(of(1));
    expect([scope.has('fetch'), scope.has('later'), scope.has('constructor'), scope.has('__proto__')]).toEqual([true, false, false, false]);
  });

  it('replaces a result when a step of that id runs again', () => {
    const scope = outermost();
    scope.set('fetch', of(1));
    scope.set('fetch', of(2));
    expect(scope.ownResults).toEqual(new Map([['fetch', of(2)]]));
  });

  it('has the run’s input and environment', () => {
    const scope = outermost({ ticket: 7 });
    expect(scope.input).toEqual({ ticket: 7 });
    expect(scope.env('HOME')).toBe('HOME!');
  });

  it('has the params of the pipeline once they are rendered', () => {
    const scope = outermost();
    expect(scope.parentParams).toEqual([]);
    scope.setPipelineParams({ threshold: 0.8 });
    expect(scope.parentParams).toEqual([{ threshold: 0.8 }]);
  });
});

describe('a scope inside a step', () => {
  it('sees the results around it, hides them with its own, and keeps its own to itself', () => {
    const outer = outermost();
    outer.set('one', of('outer'));
    const inner = outer.nested({ path: 'each[7]', params: {} }, undefined);
    expect(inner.get('one')).toEqual(of('outer'));
    inner.set('one', of('inner'));
    inner.set('two', of('inner'));
    expect([inner.get('one'), outer.get('one'), outer.get('two')]).toEqual([of('inner'), of('outer'), undefined]);
    expect([...inner.visibleResults().keys()]).toEqual(['one', 'two']);
    expect(inner.ownResults.size).toBe(2);
  });

  it('does not see what ran in a scope beside it', () => {
    const outer = outermost();
    const rounds = ['1', '2'].map((label) => outer.nested({ path: `each[${label}]`, params: {} }, { label }));
    rounds[0]?.set('classify', of('secret'));
    expect(rounds[1]?.get('classify')).toBeUndefined();
    expect(rounds.map((round) => round.variables)).toEqual([{ label: '1' }, { label: '2' }]);
  });

  it('says where it is, and hands down params and names, the nearest first', () => {
    const outer = outermost();
    outer.setPipelineParams({ level: 0 });
    const first = outer.nested({ path: 'a', params: { level: 1 } }, { ticket: 'a', index: 0 });
    const second = first.nested({ path: 'a/b[x]', params: { level: 2 } }, { index: 5 });
    expect([outer.pathPrefix, first.pathPrefix, second.pathPrefix]).toEqual(['', 'a/', 'a/b[x]/']);
    expect(second.parentParams).toEqual([{ level: 2 }, { level: 1 }, { level: 0 }]);
    expect(second.variables).toEqual({ ticket: 'a', index: 5 });
  });
});
