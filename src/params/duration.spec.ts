import * as fc from 'fast-check';
import { explainDuration, parseDuration } from './duration.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function two(n: number): string {
  return String(n).padStart(2, '0');
}

describe('parseDuration', () => {
  it.each<[unknown, number]>([
    ['PT60S', MINUTE],
    ['pt60s', MINUTE],
    ['P1D', DAY],
    ['P1DT2H', 26 * HOUR],
    ['P1W', 7 * DAY],
    ['PT0.5S', 500],
    ['PT1H30M', 90 * MINUTE],
    ['60s', MINUTE],
    ['5m', 5 * MINUTE],
    ['5 min', 5 * MINUTE],
    ['1h30m', 90 * MINUTE],
    ['1h 30m', 90 * MINUTE],
    ['500ms', 500],
    ['1s500ms', 1_500],
    ['2d', 2 * DAY],
    ['1 day', DAY],
    ['1.5h', 90 * MINUTE],
    [60, MINUTE],
    [60.5, 60_500],
    [0, 0],
    ['60', MINUTE],
    ['60.5', 60_500],
    [' 60 ', MINUTE],
    ['0:01:00', MINUTE],
    ['25:00:00', 25 * HOUR],
    ['0:00:00.5', 500],
  ])('reads %p as %p milliseconds', (value, milliseconds) => {
    expect(parseDuration(value)).toBe(milliseconds);
    expect(explainDuration(value)).toBeUndefined();
  });

  it.each<[unknown, RegExp]>([
    ['0:30', /could mean minutes and seconds or hours and minutes/],
    ['0:01:60', /hours, minutes and seconds/],
    ['P1M', /calendar months or years/],
    ['P1Y', /calendar months or years/],
    ['P1Y2M', /calendar months or years/],
    ['-5s', /must not be negative/],
    ['-PT5S', /must not be negative/],
    [-1, /must not be negative/],
    ['P', /ISO 8601/],
    ['PT', /ISO 8601/],
    ['P1DT', /ISO 8601/],
    ['PT1S1H', /ISO 8601/],
    ['PT1ST1S', /ISO 8601/],
    ['5 parsecs', /such as 60s/],
    ['30m1h', /such as 60s/],
    ['5s5s', /such as 60s/],
    ['s', /such as 60s/],
    ['', /such as 60s/],
    ['   ', /such as 60s/],
    [true, /such as 60s/],
    [null, /such as 60s/],
    [{}, /such as 60s/],
    [Number.NaN, /that a clock can measure/],
    [Number.POSITIVE_INFINITY, /that a clock can measure/],
    ['99999999999999999999d', /that a clock can measure/],
  ])('refuses %p and says why', (value, reason) => {
    expect(parseDuration(value)).toBeUndefined();
    expect(explainDuration(value)).toMatch(reason);
  });

  it('reads every way of writing the same time alike', () => {
    const parts = fc.record({ hours: fc.nat(99), minutes: fc.nat(59), seconds: fc.nat(59) });
    fc.assert(
      fc.property(parts, ({ hours, minutes, seconds }) => {
        const expected = hours * HOUR + minutes * MINUTE + seconds * SECOND;
        const ways = [
          `PT${hours}H${minutes}M${seconds}S`,
          `${hours}h${minutes}m${seconds}s`,
          `${hours} hours ${minutes} minutes ${seconds} seconds`,
          `${hours}:${two(minutes)}:${two(seconds)}`,
          expected / SECOND,
          String(expected / SECOND),
        ];
        expect(ways.map(parseDuration)).toEqual(ways.map(() => expected));
      }),
    );
  });

  it('gives whole milliseconds from 0 on, or nothing with a reason, for whatever it is given', () => {
    const almost = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,:PTWDHMSpwdhms -+e')) });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost), (value) => {
        const milliseconds = parseDuration(value);
        const reason = explainDuration(value) ?? '';
        const fits = Number.isSafeInteger(milliseconds) && Number(milliseconds) >= 0;
        expect(milliseconds === undefined ? /^(must|could)/.test(reason) : fits && reason === '').toBe(true);
      }),
    );
  });

  it.each(['1'.repeat(1e6), ' '.repeat(1e6), '1h'.repeat(5e5), 'PT' + '1'.repeat(1e6), '0:'.repeat(5e5)])(
    'is not slowed down by a huge text',
    (text) => {
      const start = performance.now();
      expect(parseDuration(text)).toBeUndefined();
      expect(performance.now() - start).toBeLessThan(60_000);
    },
  );

  it('does not repeat the value in its reason, for it may stand in a secret place', () => {
    expect(explainDuration('hunter2')).not.toContain('hunter2');
  });
});
