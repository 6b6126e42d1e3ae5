import { Secret } from '../api/secret.js';
import { NOTE_REFERENCES, type JournalConfig } from './otai-config.js';
import { readTime } from './pause.reader.js';
import { at, checkKeys, isMap, readBoolean, readText, readWord, wrongType, type KeyRules, type Raw } from './raw-checks.js';

const JOURNAL_KEYS: KeyRules = {
  known: ['url', 'keep', 'keep_tickets', 'max_size', 'store_texts', 'note_reference'],
  synonyms: { path: 'url', file: 'url', database: 'url', retention: 'keep', size: 'max_size' },
};

const DAY = 86_400_000;
const DEFAULTS = { keep: 30 * DAY, keepTickets: 400 * DAY, maxSize: 1_000_000_000, storeTexts: false, noteReference: 'visible' } as const;

const EXAMPLES = 'e.g. sqlite:./otai.db, postgres://user@host/database or memory';
const SQLITE = /^sqlite:(?:\/\/)?(?=.)(?!:memory:)/;
const POSTGRES = /^postgres(?:ql)?:\/\//;
const FILE = /^[.~]?\/|\.(?:db|sqlite3?)$/;
const UNITS: readonly string[] = ['b', 'kb', 'mb', 'gb', 'tb'];
/** Less than this holds not even the tables and a few runs. */
const SMALLEST = 1_000_000;

/** `infrastructure.journal:`, a URL or a mapping. */
export function readJournal(raw: Raw): JournalConfig {
  if (raw.value === undefined || raw.value === null) return DEFAULTS;
  if (typeof raw.value === 'string') return { ...DEFAULTS, url: readUrl(raw) };
  if (isMap(raw.value)) return readLongForm(raw, raw.value);
  wrongType(raw, 'a URL or a mapping', raw.value === false ? 'write journal: memory to keep nothing over a restart' : EXAMPLES);
  return DEFAULTS;
}

function readLongForm(raw: Raw, map: Readonly<Record<string, unknown>>): JournalConfig {
  checkKeys(raw, map, JOURNAL_KEYS);
  return {
    url: readUrl(at(raw, 'url')),
    keep: readTime(at(raw, 'keep')) ?? DEFAULTS.keep,
    keepTickets: readTime(at(raw, 'keep_tickets')) ?? DEFAULTS.keepTickets,
    maxSize: readSize(at(raw, 'max_size')) ?? DEFAULTS.maxSize,
    storeTexts: readBoolean(at(raw, 'store_texts')) ?? DEFAULTS.storeTexts,
    noteReference: readWord(at(raw, 'note_reference'), NOTE_REFERENCES) ?? DEFAULTS.noteReference,
  };
}

/** It may hold a password, wherever it stands in it: no problem ever quotes it. */
function readUrl(raw: Raw): Secret | undefined {
  const url = readText(raw)?.trim();
  if (url === undefined) return undefined;
  const hint = whatIsWrong(url);
  if (hint === undefined) return new Secret(url);
  raw.problems.add({ code: 'bad_value', path: raw.path, message: 'must be the URL of a journal', hint });
  return undefined;
}

function whatIsWrong(url: string): string | undefined {
  if (url === 'memory') return undefined;
  if (url.startsWith('sqlite:')) return SQLITE.test(url) ? undefined : 'name a file: sqlite:./otai.db; or write memory';
  if (POSTGRES.test(url)) return URL.canParse(url) ? undefined : 'write characters such as @, / and # in a password as %40, %2F and %23';
  return FILE.test(url) ? 'write sqlite: before the name of a file' : EXAMPLES;
}

/** Bytes of a size as people write it: `1GB`, `500 MB`, `64MiB`, or a number of bytes. */
function readSize(raw: Raw): number | undefined {
  if (raw.value === undefined || raw.value === null) return undefined;
  const size = typeof raw.value === 'number' ? raw.value : parseSize(raw.value);
  if (size !== undefined && Number.isSafeInteger(size) && size >= SMALLEST) return size;
  raw.problems.add({ code: 'bad_value', path: raw.path, message: 'must be a size of 1MB or more, such as 500MB or 2GB' });
  return undefined;
}

function parseSize(value: unknown): number | undefined {
  const [, amount, unit = 'b'] = (typeof value === 'string' && /^\s*(\d{1,15}(?:\.\d{1,3})?)\s*([kmgt]?i?b)?\s*$/i.exec(value)) || [];
  const isBinary = /i/i.test(unit);
  const power = UNITS.indexOf(unit.toLowerCase().replace('i', ''));
  return amount === undefined || power < 0 ? undefined : Math.round(Number(amount) * (isBinary ? 1024 : 1000) ** power);
}
