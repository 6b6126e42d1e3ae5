import * as fc from 'fast-check';
import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { RetryEntry } from '../config/otai-config.js';
import { FakeClock } from '../testing/fake-clock.js';
import { pipelineOf, runEnvironment, stepOf } from '../../test/support/compiled.js';
import { InProcessExecutor } from './executor.js';

/** Runs a step that always fails in a way that may pass, each attempt taking its time; gives when each attempt began, from 0, and when all ended. */
async function beginnings(retry: RetryEntry, { takes, asked }: { takes: number; asked: number | undefined }) {
  const clock = new FakeClock();
  const environment = { ...runEnvironment(clock), random: () => 0.5 };
  const start = clock.now();
  const began: number[] = [];
  const fails = async (): Promise<PipeResult> => {
    began.push(clock.now() - start);
    if (takes > 0) await new Promise<void>((resolve) => void clock.after(takes, resolve));
    throw new OtaiError('AWAY', 'away', { retryable: true, retryAfterMs: asked });
  };
  const executor = new InProcessExecutor(environment, clock);
  const step = stepOf('ask', fails, { policy: { retry, timeout: undefined } });
  const { result } = executor.start(pipelineOf([step]), {});
  await new Promise(setImmediate);
  while (clock.pending > 0) await clock.advance(60_000);
  return { began, result: await result };
}

describe('the attempts of a step', () => {
  const retries = fc.record({
    maxAttempts: fc.integer({ min: 2, max: 8 }),
    backoff: fc.constantFrom('exponential' as const, 'fixed' as const),
    initial: fc.integer({ min: 1, max: 20_000 }),
    max: fc.integer({ min: 20_000, max: 60_000 }),
    jitter: fc.boolean(),
    maxDuration: fc.integer({ min: 1, max: 300_000 }),
  });

  it('are never more than max_attempts, none begins after max_duration, and none sooner than it was asked for', async () => {
    const times = fc.record({ takes: fc.nat(30_000), asked: fc.option(fc.nat(30_000), { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(retries, times, async (retry, { takes, asked }) => {
        const { began, result } = await beginnings(retry, { takes, asked });
        expect(began.length).toBeLessThanOrEqual(retry.maxAttempts);
        expect(began.at(-1)).toBeLessThanOrEqual(retry.maxDuration);
        const pauses = began.slice(1).map((at, i) => at - (began[i] ?? 0) - takes);
        for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(Math.max(Math.floor(retry.initial / 2), asked ?? 0));
        expect(result.error).toMatchObject({ code: 'OTAI_STEP_FAILED', attempts: began.length });
      }),
      { numRuns: 60 },
    );
  });
});
