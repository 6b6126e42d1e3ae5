import { readTime } from './pause.reader.js';
import { BACKOFF, type RetryEntry } from './otai-config.js';
import { at, checkKeys, isMap, readBoolean, readInteger, readWord, wrongType, type KeyRules, type Raw } from './raw-checks.js';

const RETRY_KEYS: KeyRules = {
  known: ['max_attempts', 'backoff', 'initial', 'max', 'jitter', 'max_duration'],
  synonyms: { attempts: 'max_attempts', type: 'backoff', delay: 'initial', interval: 'initial', max_delay: 'max' },
  misplaced: { timeout: 'move it beside retry:' },
};

/** More attempts than anybody waits for. */
const MOST_ATTEMPTS = 100;

/** What `retry: true` means: two more attempts, after about one and two seconds; a request to wait is heeded up to five minutes. */
const DEFAULTS: RetryEntry = {
  maxAttempts: 3,
  backoff: 'exponential',
  initial: 1_000,
  max: 30_000,
  jitter: true,
  maxDuration: 300_000,
};

/** `retry:` of a step: a mapping, `true` for all the defaults, `false` or nothing for none. */
export function readRetry(raw: Raw): RetryEntry | undefined {
  if (raw.value === undefined || raw.value === null || raw.value === false || raw.value === 'false') return undefined;
  if (raw.value === true || raw.value === 'true') return DEFAULTS;
  if (isMap(raw.value)) return readPolicy(raw, raw.value);
  wrongType(raw, 'true, false or a mapping', 'e.g. retry: { max_attempts: 5, initial: 2s }');
  return undefined;
}

function readPolicy(raw: Raw, map: Readonly<Record<string, unknown>>): RetryEntry {
  checkKeys(raw, map, RETRY_KEYS);
  const initial = readTime(at(raw, 'initial')) ?? DEFAULTS.initial;
  const policy = {
    maxAttempts: readInteger(at(raw, 'max_attempts'), { from: 1, to: MOST_ATTEMPTS }) ?? DEFAULTS.maxAttempts,
    backoff: readWord(at(raw, 'backoff'), BACKOFF) ?? DEFAULTS.backoff,
    initial,
    max: readTime(at(raw, 'max')) ?? Math.max(DEFAULTS.max, initial),
    jitter: readBoolean(at(raw, 'jitter')) ?? DEFAULTS.jitter,
    maxDuration: readTime(at(raw, 'max_duration')) ?? DEFAULTS.maxDuration,
  };
  checkTimes(raw, policy);
  return policy;
}

/** A first pause that is too long for the others makes them mean nothing. */
function checkTimes(raw: Raw, { initial, max, maxDuration }: RetryEntry): void {
  const report = (message: string, hint: string): void => raw.problems.add({ ...tooLong, message, hint });
  const tooLong = { code: 'bad_value', path: at(raw, 'initial').path };
  if (initial > max) report('must not be longer than max', 'raise max, or leave it out');
  else if (initial >= maxDuration) {
    report(`must be shorter than max_duration (${maxDuration / 1000}s), or no second attempt ever begins`, 'raise max_duration');
  }
}
