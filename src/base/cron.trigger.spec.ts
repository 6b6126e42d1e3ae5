import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ParamsSchema } from '../params/params-schema.js';
import { FakeClock } from '../testing/fake-clock.js';
import type { TriggerCursor } from '../api/trigger.decorator.js';
import { CronParams, CronTrigger } from './cron.trigger.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a trigger keeps over the end of its process. */
class KeptCursor implements TriggerCursor {
  constructor(public text?: string) {}

  async read() {
    return this.text;
  }

  async move(to: string) {
    this.text = to;
  }
}

/** Starts a cron trigger at a time, and collects the times at which it fires. */
function startAt(time: string, params: object, { clock = new FakeClock(new Date(time)), cursor = new KeptCursor() } = {}) {
  const fired: string[] = [];
  const fire = async () => {
    fired.push(new Date(clock.now()).toISOString());
    return true;
  };
  const context = { params: ParamsSchema.of(CronParams).parse(params), pipeline: 'test', fire, cursor, logger: new Logger('test') };
  return { clock, cursor, fired, stop: new CronTrigger(clock).start(context) };
}

describe('the cron trigger', () => {
  it('fires when the clock matches the pattern, and not at start', async () => {
    const { clock, fired } = startAt('2026-03-02T07:58:30Z', { cron: '0 8 * * MON-FRI', time_zone: 'UTC' });
    await clock.advance(24 * HOUR);
    expect(fired).toEqual(['2026-03-02T08:00:00.000Z']);
  });

  it('takes a sixth field in front for seconds', async () => {
    const { clock, fired } = startAt('2026-03-02T08:00:00Z', { cron: '*/20 * * * * *', time_zone: 'UTC' });
    await clock.advance(MINUTE);
    expect(fired.map((time) => time.slice(17, 19))).toEqual(['20', '40', '00']);
  });

  it('means its pattern in its time zone', async () => {
    const { clock, fired } = startAt('2026-01-15T00:00:00Z', { cron: '0 8 * * *', time_zone: 'Europe/Berlin' });
    await clock.advance(24 * HOUR);
    expect(fired).toEqual(['2026-01-15T07:00:00.000Z']);
  });

  it('keeps to the wall clock when summer time begins: 8 o’clock stays 8 o’clock', async () => {
    const { clock, fired } = startAt('2026-03-28T00:00:00Z', { cron: '0 8 * * *', time_zone: 'Europe/Berlin' });
    await clock.advance(48 * HOUR);
    expect(fired).toEqual(['2026-03-28T07:00:00.000Z', '2026-03-29T06:00:00.000Z']);
  });

  it('a time that summer time skips comes once all the same, when the clock is put forward', async () => {
    const { clock, fired } = startAt('2026-03-29T00:00:00Z', { cron: '30 2 * * *', time_zone: 'Europe/Berlin' });
    await clock.advance(24 * HOUR);
    expect(fired).toEqual(['2026-03-29T01:00:00.000Z']);
  });

  it('a time that there is twice when summer time ends comes once', async () => {
    const { clock, fired } = startAt('2026-10-24T22:00:00Z', { cron: '30 2 * * *', time_zone: 'Europe/Berlin' });
    await clock.advance(24 * HOUR);
    expect(fired).toEqual(['2026-10-25T00:30:00.000Z']);
  });

  it('a rhythm goes on evenly through the doubled hour', async () => {
    const { clock, fired } = startAt('2026-10-24T23:59:00Z', { cron: '*/30 * * * *', time_zone: 'Europe/Berlin' });
    await clock.advance(2 * HOUR);
    expect(fired.map((time) => time.slice(11, 16))).toEqual(['00:00', '00:30', '01:00', '01:30']);
  });

  it('does not fire twice for one time when a timer comes early', async () => {
    // Timers run on another clock than the one on the wall, which may be set back a little while they wait.
    class EarlyClock extends FakeClock {
      override after(milliseconds: number, callback: () => void) {
        return super.after(Math.max(1, milliseconds - 3), callback);
      }
    }
    const clock = new EarlyClock(new Date('2026-03-02T07:59:00Z'));
    const { fired } = startAt('', { cron: '0 8 * * *', time_zone: 'UTC' }, { clock });
    await clock.advance(2 * HOUR);
    expect(fired).toHaveLength(1);
  });

  it('after the machine slept fires once, and not for each time it missed', async () => {
    class SleepyClock extends FakeClock {
      slept = 0;
      override now() {
        return super.now() + this.slept;
      }
    }
    const clock = new SleepyClock(new Date('2026-03-02T08:01:00Z'));
    const { fired } = startAt('', { cron: '0 * * * *', time_zone: 'UTC' }, { clock });
    clock.slept = 5 * HOUR;
    await clock.advance(MINUTE);
    expect(fired).toEqual(['2026-03-02T13:02:00.000Z']);
    await clock.advance(HOUR);
    expect(fired.at(-1)).toBe('2026-03-02T14:00:00.000Z');
  });

  it('waits for nothing any more once it is stopped', async () => {
    const { clock, fired, stop } = startAt('2026-03-02T07:59:00Z', { cron: '* * * * *', time_zone: 'UTC' });
    await clock.advance(MINUTE);
    await (
      await stop
    )();
    await clock.advance(HOUR);
    expect(fired).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('says so when its pattern matches no time any more', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { clock, fired, stop } = startAt('2026-03-02T07:59:00Z', { cron: '0 0 8 2 3 * 2026', time_zone: 'UTC' });
    await clock.advance(HOUR);
    expect(fired).toHaveLength(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('matches no time any more'));
    await (
      await stop
    )();
    warn.mockRestore();
  });

  it('goes by the machine’s time zone unless told otherwise', () => {
    expect(ParamsSchema.of(CronParams).parse({ cron: '* * * * *' })).toEqual(expect.objectContaining({ time_zone: undefined }));
  });

  it.each([
    [{ cron: '61 * * * *' }, /cron must be a cron pattern such as .*minute/],
    [{ cron: '0 8 * * *', time_zone: 'Europe/Berln' }, /time_zone must be a time zone \(did you mean "Europe\/Berlin"\?\)/],
    [{ cron: '0 8 * * *', time_zone: 'somewhere' }, /time_zone must be a time zone such as Europe\/Berlin/],
    [{}, /cron is missing/],
  ])('refuses %j', (params, message) => {
    expect(() => ParamsSchema.of(CronParams).parse(params)).toThrow(message);
  });
});

describe('a cron trigger that catches up', () => {
  const NIGHTLY = { cron: '0 2 * * *', time_zone: 'UTC', catch_up: true };

  it('fires at once when a time came while nobody was there, however many they were', async () => {
    const cursor = new KeptCursor('2026-03-02T02:00:00.000Z');
    const { clock, fired, stop } = startAt('2026-03-05T09:30:00Z', NIGHTLY, { cursor });
    await stop;
    await clock.advance(24 * HOUR);
    expect(fired).toEqual(['2026-03-05T09:30:00.000Z', '2026-03-06T02:00:00.000Z']);
    expect(cursor.text).toBe('2026-03-06T02:00:00.000Z');
  });

  it('does not fire when nothing was missed, nor at its very first start', async () => {
    const again = startAt('2026-03-05T09:30:00Z', NIGHTLY, { cursor: new KeptCursor('2026-03-05T02:00:00.000Z') });
    const first = startAt('2026-03-05T09:30:00Z', NIGHTLY);
    await Promise.all([again.stop, first.stop]);
    expect([again.fired, first.fired]).toEqual([[], []]);
    expect(first.cursor.text).toBe('2026-03-05T09:30:00.000Z');
  });
});
