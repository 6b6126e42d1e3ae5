import { Logger } from '@nestjs/common';
import { ParamsSchema } from '../params/params-schema.js';
import { FakeClock } from '../testing/fake-clock.js';
import { IntervalParams, IntervalTrigger } from './interval.trigger.js';

function start(params: object) {
  const clock = new FakeClock();
  const began = clock.now();
  const fired: number[] = [];
  const fire = async () => {
    fired.push(clock.now() - began);
    return true;
  };
  const context = {
    params: ParamsSchema.of(IntervalParams).parse(params),
    pipeline: 'test',
    fire,
    cursor: NOTHING_KEPT,
    logger: new Logger('test'),
  };
  return { clock, fired, stop: new IntervalTrigger(clock).start(context) };
}

/** It needs to remember nothing. */
const NOTHING_KEPT = { read: () => Promise.resolve(undefined), move: () => Promise.resolve() };

describe('the interval trigger', () => {
  it('fires at start, and then at equal intervals', async () => {
    const { clock, fired } = start({ every: '60s' });
    expect(fired).toEqual([0]);
    await clock.advance(150_000);
    expect(fired).toEqual([0, 60_000, 120_000]);
  });

  it('fires one interval later for the first time when it is told so', async () => {
    const { clock, fired } = start({ interval: 'PT60S', run_at_start: false });
    await clock.advance(120_000);
    expect(fired).toEqual([60_000, 120_000]);
  });

  it('does not keep the process from everything else with an interval of zero', async () => {
    const { clock, fired } = start({ every: 0 });
    await clock.advance(100);
    expect(fired).toHaveLength(11);
  });

  it('waits for nothing any more once it is stopped', async () => {
    const { clock, fired, stop } = start({ every: '1s' });
    await stop();
    await clock.advance(10_000);
    expect(fired).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  it.each([
    [{}, /every is missing/],
    [{ every: 'often' }, /every must be a length of time/],
    [{ every: '1s', interval: '2s' }, /interval must not stand beside every/],
    [{ every: '-5s' }, /every/],
  ])('refuses %j', (params, message) => {
    expect(() => ParamsSchema.of(IntervalParams).parse(params)).toThrow(message);
  });
});
