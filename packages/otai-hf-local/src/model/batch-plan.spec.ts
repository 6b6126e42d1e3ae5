import * as fc from 'fast-check';
import { planBatches } from './batch-plan.js';

describe('planBatches', () => {
  it('puts sequences of similar length together, longest first', () => {
    expect(planBatches([10, 100, 11, 95, 12], { maxSize: 16, maxTokens: 4096 })).toEqual([
      [1, 3],
      [4, 2, 0],
    ]);
  });

  it('keeps to the size and to the tokens, padding included; a longer sequence goes alone', () => {
    expect(planBatches([8, 8, 8], { maxSize: 2, maxTokens: 4096 })).toEqual([[0, 1], [2]]);
    expect(planBatches([500, 10, 10], { maxSize: 16, maxTokens: 20 })).toEqual([[0], [1, 2]]);
  });

  it('forgets nobody and doubles nobody', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 512 })), fc.integer({ min: 1, max: 8 }), (lengths, maxSize) => {
        const places = planBatches(lengths, { maxSize, maxTokens: 1024 }).flat();
        expect(places.toSorted((a, b) => a - b)).toEqual(lengths.map((_, place) => place));
      }),
    );
  });
});
