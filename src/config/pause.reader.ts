import { explainDuration, parseDuration } from '../params/duration.js';
import type { Raw } from './raw-checks.js';

/** A length of time in milliseconds; `undefined` when nothing is there or only a template, and with a problem for anything else. */
export function readPause(raw: Raw): number | undefined {
  return isTemplate(raw.value) ? undefined : readDuration(raw);
}

/** A length of time in milliseconds that is more than none; `undefined` when nothing is there, and with a problem for anything else. */
export function readTime(raw: Raw): number | undefined {
  const time = readDuration(raw);
  if (time === 0) raw.problems.add({ code: 'bad_value', path: raw.path, message: 'must be more than 0' });
  return time === 0 ? undefined : time;
}

function readDuration(raw: Raw): number | undefined {
  if (raw.value === undefined || raw.value === null) return undefined;
  const message = explainDuration(raw.value);
  if (message !== undefined) raw.problems.add({ code: 'bad_value', path: raw.path, message });
  return parseDuration(raw.value);
}

function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && /\{[{%#]/.test(value);
}
