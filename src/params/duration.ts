const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** No length of time that somebody means takes more characters; longer texts are not looked at. */
const LONGEST_TEXT = 64;

const NUMBER = String.raw`\d+(?:[.,]\d+)?`;
const PLAIN = /^\d+(?:\.\d*)?$/;
const ISO_DATE = new RegExp(`^(?:(${NUMBER})W)?(?:(${NUMBER})D)?$`, 'i');
const ISO_TIME = new RegExp(`^(?:(${NUMBER})H)?(?:(${NUMBER})M)?(?:(${NUMBER})S)?$`, 'i');
const PART = new RegExp(`\\s*(${NUMBER})\\s*([a-z]+)`, 'iy');
const CLOCK = /^(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)$/;
const TWO_PARTS = /^\d+:\d+$/;

/** Words for units, longest unit first: a text has to name them in this order. */
const UNITS: readonly (readonly [milliseconds: number, words: readonly string[]])[] = [
  [WEEK, ['w', 'week', 'weeks']],
  [DAY, ['d', 'day', 'days']],
  [HOUR, ['h', 'hour', 'hours']],
  [MINUTE, ['m', 'min', 'minute', 'minutes']],
  [SECOND, ['s', 'sec', 'second', 'seconds']],
  [1, ['ms']],
];

const EXAMPLES = 'such as 60s, 5m, 1h30m, PT60S, 0:01:00 or a number of seconds';

/**
 * Milliseconds of a length of time as people write it: ISO 8601 (`PT60S`, `P1DT2H`, `P1W`), units (`60s`, `5m`, `1h30m`, `500ms`, `2d`),
 * a clock with three parts (`0:01:00`), or a number of seconds. `undefined` for anything else; {@link explainDuration} says why.
 */
export function parseDuration(value: unknown): number | undefined {
  const read = readDuration(value);
  return typeof read === 'number' ? read : undefined;
}

/** What is wrong with a value that {@link parseDuration} refuses, to be read after the name of the param. Never quotes the value. */
export function explainDuration(value: unknown): string | undefined {
  const read = readDuration(value);
  return typeof read === 'number' ? undefined : read;
}

function readDuration(value: unknown): number | string {
  if (typeof value === 'number') return inLimits(value * SECOND);
  if (typeof value !== 'string') return `must be a length of time ${EXAMPLES}`;
  const text = value.trim();
  if (text === '' || text.length > LONGEST_TEXT) return `must be a length of time ${EXAMPLES}`;
  if (text.startsWith('-')) return 'must not be negative';
  return inLimits(readText(text));
}

function inLimits(milliseconds: number | string): number | string {
  if (typeof milliseconds === 'string') return milliseconds;
  if (milliseconds < 0) return 'must not be negative';
  const rounded = Math.round(milliseconds);
  return Number.isSafeInteger(rounded) ? rounded : 'must be a length of time that a clock can measure';
}

function readText(text: string): number | string {
  if (PLAIN.test(text)) return Number(text) * SECOND;
  if (/^p/i.test(text)) return readIso(text.slice(1));
  if (text.includes(':')) return readClock(text);
  return readUnits(text) ?? `must be a length of time ${EXAMPLES}`;
}

/** `1h 30m`: reads part after part, so that the time it takes grows with the length of the text alone. */
function readUnits(text: string): number | undefined {
  let total = 0;
  let next = 0;
  PART.lastIndex = 0;
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    const [, amount = '', word = ''] = PART.exec(text) ?? [];
    const unit = UNITS.findIndex(([, words]) => words.includes(word.toLowerCase()));
    if (unit < next) return undefined;
    total += toNumber(amount) * (UNITS[unit]?.[0] ?? 0);
    next = unit + 1;
  }
  return total;
}

function toNumber(digits: string): number {
  return Number(digits.replace(',', '.'));
}

/** What follows the `P`. Months and years have no fixed length, so they are refused rather than guessed. */
function readIso(text: string): number | string {
  const [date = '', time, ...more] = text.split(/t/i);
  if (/[ym]/i.test(date)) return 'must not count in calendar months or years, whose length differs; write days instead';
  const days = date === '' && time !== undefined ? 0 : sum(ISO_DATE.exec(date), [WEEK, DAY]);
  const rest = time === undefined ? 0 : sum(ISO_TIME.exec(time), [HOUR, MINUTE, SECOND]);
  if (days === undefined || rest === undefined || more.length > 0) return 'must be an ISO 8601 length of time such as PT60S or P1DT2H';
  return days + rest;
}

function readClock(text: string): number | string {
  if (TWO_PARTS.test(text)) return 'could mean minutes and seconds or hours and minutes; write all three parts, such as 0:01:30, or 90s';
  return sum(CLOCK.exec(text), [HOUR, MINUTE, SECOND]) ?? 'must be hours, minutes and seconds such as 0:01:00';
}

/** Adds up what the groups of a match count, `undefined` when there is no match or it counts nothing. */
function sum(match: RegExpExecArray | null, units: readonly number[]): number | undefined {
  if (match === null || match.slice(1).every((part) => part === undefined)) return undefined;
  return units.reduce((total, unit, index) => total + toNumber(match[index + 1] ?? '0') * unit, 0);
}
