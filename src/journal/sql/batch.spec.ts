import { ended, settled, started, step, write } from '../../../test/support/journal/entries.js';
import { shorten, sortBatch } from './batch.js';

describe('a batch of entries', () => {
  it('has one row for what was recorded several times, with what was said last', () => {
    const batch = sortBatch([
      started('r1'),
      step('r1', 'a', { state: 'started' }),
      write('r1', 'k', { state: 'intended' }),
      step('r1', 'b'),
      step('r1', 'a', { state: 'failed' }),
      write('r1', 'k', { state: 'done' }),
    ]);
    expect(batch.steps.map(({ path, state }) => `${path} ${state}`)).toEqual(['a failed', 'b succeeded']);
    expect(batch.writes.map(({ state }) => state)).toEqual(['done']);
  });

  it('has a run that began and ended in it as one that ended', () => {
    const batch = sortBatch([started('r1'), ended('r1', 'failed'), ended('r2')]);
    expect(batch.runs.map(({ runId, state }) => `${runId} ${state}`)).toEqual(['r1 failed']);
    expect(batch.ends.map(({ runId }) => runId)).toEqual(['r2']);
    expect(batch.ticketChanges.map(({ type }) => type)).toEqual(['run_ended', 'run_ended']);
  });
});

describe('entries that could not be written for long', () => {
  it('lose what later ones replace, and the steps of runs that are over: nobody goes on with those', () => {
    const kept = [started('r1'), started('r2'), settled('r1'), write('r1', 'k', { state: 'done' }), ended('r1'), ended('r2', 'suspended')];
    const [s1, s2, t, k, e1, e2] = kept;
    const entries = [s1, s2, step('r1', 'a'), step('r2', 'a', { state: 'started' }), t, write('r1', 'k'), step('r2', 'a'), k, e1, e2];
    expect(shorten(entries.filter((entry) => entry !== undefined))).toEqual([s1, s2, step('r2', 'a'), t, k, e1, e2]);
  });
});
