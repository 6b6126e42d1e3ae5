import { messageOf } from '../../api/error-message.js';
import { isOtaiError } from '../../api/otai.error.js';
import { JournalError, type JournalErrorCode } from '../journal.error.js';

interface Meaning {
  readonly code: JournalErrorCode;
  readonly says: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

const AWAY: Meaning = {
  code: 'OTAI_JOURNAL_UNAVAILABLE',
  says: 'cannot be reached',
  hint: 'check that PostgreSQL runs and can be reached from here: nothing that was to be remembered is lost while the process lives',
};
const REFUSED: Meaning = {
  code: 'OTAI_JOURNAL_UNAVAILABLE',
  says: 'cannot be used with this login',
  hint: 'check user, password and database of the URL, and that the user may create tables there',
  retryable: false,
};
const OTHER: Meaning = { code: 'OTAI_JOURNAL_FAILED', says: 'could not be used', hint: 'report it with the cause: this should not happen' };

/** By the codes of PostgreSQL, or their classes. */
const MEANINGS: readonly (readonly [codes: RegExp, meaning: Meaning])[] = [
  [/^(?:28|3D|3F|42501)/, REFUSED],
  [/^53100/, { code: 'OTAI_JOURNAL_FULL', says: 'cannot grow: the disk of the database is full', hint: 'make room on it' }],
  [
    /^25006/,
    { code: 'OTAI_JOURNAL_READ_ONLY', says: 'cannot be written: the database is read-only', hint: 'name the primary server in the URL' },
  ],
  [
    /^(?:55P03|57014)/,
    { code: 'OTAI_JOURNAL_BUSY', says: 'is kept busy by another process', hint: 'look for one that hangs in a transaction' },
  ],
  [/^XX00[12]/, { code: 'OTAI_JOURNAL_CORRUPT', says: 'is damaged', hint: 'restore the database from a backup' }],
  [/^(?:08|53|57|58|E[A-Z_]+$)/, AWAY],
];

/** `pg` has no code for what it finds out itself. */
const LOST = /timeout|terminated|not queryable|ended|ECONN|SSL|certificate/i;

/** Says what an error of PostgreSQL or its driver means for the journal at a place. */
export function explainPostgres(error: unknown, location: string): JournalError {
  if (isOtaiError(error)) return error as JournalError;
  const { code, says, hint, retryable } = meaningOf(error);
  return new JournalError(code, `The journal ${location} ${says} (${describe(error)})`, { hint, retryable, cause: error });
}

function meaningOf(error: unknown): Meaning {
  const code = codeOf(error);
  const [, meaning] = MEANINGS.find(([codes]) => codes.test(code)) ?? [];
  return meaning ?? (code === '' && LOST.test(messageOf(error)) ? AWAY : OTHER);
}

/** Two processes got in each other's way, and this one has to begin its transaction anew. */
export function isConflict(error: unknown): boolean {
  return /^(?:40001|40P01|23505|42P07|42710)$/.test(codeOf(error));
}

/** When a name has several addresses, Node's error holds one error for each, and says nothing itself. */
function describe(error: unknown): string {
  return messageOf(error) === '' ? codeOf(error) : messageOf(error);
}

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
