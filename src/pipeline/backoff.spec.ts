import * as fc from 'fast-check';
import type { RetryEntry } from '../config/otai-config.js';
import { pauseAfter } from './backoff.js';

const POLICY: RetryEntry = { maxAttempts: 10, backoff: 'exponential', initial: 1000, max: 30_000, jitter: false, maxDuration: 300_000 };

/** The pauses after the first failed attempts. */
function pauses(policy: Partial<RetryEntry>, { random = 0, asked }: { random?: number; asked?: number } = {}): number[] {
  return [1, 2, 3, 4, 5, 6, 7].map((failed) => pauseAfter({ ...POLICY, ...policy }, failed, { random: () => random, asked }));
}

const policies = fc
  .record({
    maxAttempts: fc.integer({ min: 1, max: 100 }),
    backoff: fc.constantFrom('exponential' as const, 'fixed' as const),
    initial: fc.integer({ min: 1, max: 86_400_000 }),
    longer: fc.nat(86_400_000),
    jitter: fc.boolean(),
    maxDuration: fc.integer({ min: 1, max: 864_000_000 }),
  })
  .map(({ longer, ...policy }): RetryEntry => ({ ...policy, max: policy.initial + longer }));
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const failed = fc.integer({ min: 1, max: 99 });

describe('the pause after a failed attempt', () => {
  it('doubles up to the longest, or is always the same', () => {
    expect(pauses({})).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(pauses({ backoff: 'fixed' })).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 1000]);
  });

  it('with jitter is shortened at random, down to half', () => {
    expect(pauses({ jitter: true }, { random: 0 })).toEqual(pauses({}));
    expect(pauses({ jitter: true }, { random: 0.5 })).toEqual([750, 1500, 3000, 6000, 12_000, 22_500, 22_500]);
  });

  it('is never shorter than what the other side asks for; jitter comes on top of that', () => {
    expect(pauses({}, { asked: 5000 })).toEqual([5000, 5000, 5000, 8000, 16_000, 30_000, 30_000]);
    expect(pauses({ jitter: true }, { asked: 60_000, random: 0.5 })[1]).toBe(60_000 + 500);
    expect(pauses({ jitter: true }, { asked: 900, random: 0.5 })[0]).toBe(900);
  });

  it('lies between half of what it is without jitter and that, whatever the policy', () => {
    fc.assert(
      fc.property(policies, failed, random, (policy, count, number) => {
        const plain = pauseAfter({ ...policy, jitter: false }, count, { random: () => number });
        const spread = pauseAfter({ ...policy, jitter: true }, count, { random: () => number });
        expect(plain).toBeGreaterThanOrEqual(policy.initial);
        expect(plain).toBeLessThanOrEqual(policy.max);
        expect(spread).toBeGreaterThanOrEqual(Math.floor(plain / 2));
        expect(spread).toBeLessThanOrEqual(plain);
      }),
    );
  });

  it('without jitter never gets shorter from attempt to attempt', () => {
    fc.assert(
      fc.property(policies, failed, (policy, count) => {
        const [pause, next] = [count, count + 1].map((n) => pauseAfter({ ...policy, jitter: false }, n, { random: () => 0 }));
        expect(next).toBeGreaterThanOrEqual(pause ?? Infinity);
      }),
    );
  });

  it('never undercuts what the other side asks for, nor goes beyond it by more than half a pause', () => {
    fc.assert(
      fc.property(policies, failed, random, fc.nat(86_400_000), (policy, count, number, asked) => {
        const pause = pauseAfter(policy, count, { random: () => number, asked });
        expect(pause).toBeGreaterThanOrEqual(asked);
        expect(pause).toBeLessThanOrEqual(Math.max(asked + policy.max / 2 + 1, policy.max));
      }),
    );
  });
});
