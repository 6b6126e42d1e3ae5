import { explainDuration, parseDuration } from '../params/duration.js';
import type { Raw } from './raw-checks.js';

/** A length of time in milliseconds; `undefined` when nothing is there or only a template, and with a problem for anything else. */
export function readPause(raw: Raw): number | undefined {
  if (raw.value === undefined || raw.value === null || isTemplate(raw.value)) return undefined;
  const message = explainDuration(raw.value);
  if (message !== undefined) raw.problems.add({ code: 'bad_value', path: raw.path, message });
  return parseDuration(raw.value);
}

function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && /\{[{%#]/.test(value);
}
