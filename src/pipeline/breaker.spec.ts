import * as fc from 'fast-check';
import { Breaker } from './breaker.js';

const ENTRY = { after: 3, pause: 60_000, max: 200_000 };

/** What a breaker says to a row of outcomes: how long to pause after each. */
function pauses(breaker: Breaker, outcomes: string): number[] {
  return Array.from(outcomes, (outcome) => (outcome === 'x' ? breaker.failed() : (breaker.succeeded(), 0)));
}

describe('a breaker', () => {
  it('asks for no pause before there were too many failures in a row', () => {
    expect(pauses(new Breaker(ENTRY), 'xx.xx.xx')).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('then asks for a pause after each failure, twice as long each time, up to the longest', () => {
    expect(pauses(new Breaker(ENTRY), 'xxxxxx')).toEqual([0, 0, 60_000, 120_000, 200_000, 200_000]);
  });

  it('begins anew once something has gone well', () => {
    expect(pauses(new Breaker(ENTRY), 'xxxx.xxx')).toEqual([0, 0, 60_000, 120_000, 0, 0, 0, 60_000]);
  });

  it('knows how many failures there were in a row', () => {
    const breaker = new Breaker(ENTRY);
    pauses(breaker, 'x.xx');
    expect(breaker.failures).toBe(2);
  });

  it('never asks for a pause when it is off', () => {
    expect(pauses(new Breaker(undefined), 'x'.repeat(50))).toEqual(Array(50).fill(0));
  });

  it('asks for a length of time, however long it goes on', () => {
    const entry = fc.record({
      after: fc.integer({ min: 1, max: 5 }),
      pause: fc.integer({ min: 1, max: 1e9 }),
      max: fc.integer({ min: 1, max: 1e10 }),
    });
    fc.assert(
      fc.property(entry, fc.integer({ min: 1, max: 2000 }), ({ max, ...rest }, count) => {
        const longest = Math.max(max, rest.pause);
        const all = pauses(new Breaker({ ...rest, max: longest }), 'x'.repeat(count));
        const asked = all.slice(rest.after - 1);
        expect(asked.every((pause, i) => pause >= rest.pause && pause <= longest && pause >= (asked[i - 1] ?? 0))).toBe(true);
      }),
    );
  });
});
