import { readTime } from './pause.reader.js';
import type { BreakerEntry, LimitsEntry, QuarantineEntry, SafetyEntry } from './otai-config.js';
import { at, checkKeys, isMap, readInteger, readMap, wrongType, type KeyRules, type Raw } from './raw-checks.js';

const QUARANTINE_KEYS: KeyRules = { known: ['after', 'pause'], synonyms: { max_attempts: 'after', attempts: 'after', delay: 'pause' } };
const LIMITS_KEYS: KeyRules = { known: ['writes_per_minute', 'writes_per_ticket'] };
const BREAKER_KEYS: KeyRules = { known: ['after', 'pause', 'max'], synonyms: { failures: 'after', threshold: 'after', max_pause: 'max' } };

/** More than any pipeline needs before somebody looks at it. */
const MOST_FAILURES = 1000;
const MOST_WRITES = 1_000_000;

/** What holds for a pipeline that says nothing of its safety. */
export const DEFAULT_SAFETY: SafetyEntry = {
  quarantine: { after: 3, pause: 60_000 },
  limits: { writesPerMinute: undefined, writesPerTicket: 20 },
  breaker: { after: 10, pause: 60_000, max: 900_000 },
};

/** Reads what keeps a pipeline from doing harm: `quarantine`, `limits` and `breaker`. */
export function readSafety(pipeline: Raw): SafetyEntry {
  return {
    quarantine: readQuarantine(at(pipeline, 'quarantine')),
    limits: readLimits(at(pipeline, 'limits')),
    breaker: readBreaker(at(pipeline, 'breaker')),
  };
}

function readQuarantine(raw: Raw): QuarantineEntry {
  checkKeys(raw, readMap(raw, 'e.g. quarantine: { after: 3, pause: 1m }'), QUARANTINE_KEYS);
  return {
    after: readInteger(at(raw, 'after'), { from: 1, to: MOST_FAILURES }) ?? DEFAULT_SAFETY.quarantine.after,
    pause: readTime(at(raw, 'pause')) ?? DEFAULT_SAFETY.quarantine.pause,
  };
}

function readLimits(raw: Raw): LimitsEntry {
  const map = readMap(raw, 'e.g. limits: { writes_per_minute: 120, writes_per_ticket: 20 }');
  checkKeys(raw, map, LIMITS_KEYS);
  return {
    writesPerMinute: readLimit(at(raw, 'writes_per_minute'), DEFAULT_SAFETY.limits.writesPerMinute),
    writesPerTicket: readLimit(at(raw, 'writes_per_ticket'), DEFAULT_SAFETY.limits.writesPerTicket),
  };
}

/** A number of writes; `off` for none. */
function readLimit(raw: Raw, byDefault: number | undefined): number | undefined {
  if (isOff(raw.value)) return undefined;
  return readInteger(raw, { from: 1, to: MOST_WRITES, hint: 'or off' }) ?? byDefault;
}

function readBreaker(raw: Raw): BreakerEntry | undefined {
  if (raw.value === undefined || raw.value === null) return DEFAULT_SAFETY.breaker;
  if (isOff(raw.value)) return undefined;
  if (isMap(raw.value)) return readBreakerMap(raw, raw.value);
  wrongType(raw, 'off or a mapping', 'e.g. breaker: { after: 10, pause: 1m, max: 15m }');
  return undefined;
}

function readBreakerMap(raw: Raw, map: Readonly<Record<string, unknown>>): BreakerEntry {
  checkKeys(raw, map, BREAKER_KEYS);
  const pause = readTime(at(raw, 'pause')) ?? 60_000;
  const max = readTime(at(raw, 'max')) ?? Math.max(900_000, pause);
  if (pause > max) {
    const message = 'must not be longer than max';
    raw.problems.add({ code: 'bad_value', path: at(raw, 'pause').path, message, hint: 'raise max, or leave it out' });
  }
  return { after: readInteger(at(raw, 'after'), { from: 1, to: MOST_FAILURES }) ?? 10, pause, max };
}

/** YAML 1.1 editors write `off` for false. */
function isOff(value: unknown): boolean {
  return value === 'off' || value === false || value === 'false';
}
