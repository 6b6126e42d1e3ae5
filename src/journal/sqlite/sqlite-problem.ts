import { messageOf } from '../../api/error-message.js';
import { isOtaiError } from '../../api/otai.error.js';
import { JournalError, type JournalErrorCode } from '../journal.error.js';

const SPACE = 'make room on the disk: nothing that was to be remembered is lost while the process lives';
const RESTORE = 'stop everything that uses it, and put back a copy from a backup; to begin anew on purpose, move the file away';

interface Meaning {
  readonly code: JournalErrorCode;
  readonly says: string;
  readonly hint: string;
}

/** By the codes of SQLite, whose longer forms (`SQLITE_IOERR_WRITE`) begin with the shorter; the longest that fits is meant. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  SQLITE_BUSY: { code: 'OTAI_JOURNAL_BUSY', says: 'is kept busy by another process', hint: 'look for one that hangs with the file open' },
  SQLITE_FULL: { code: 'OTAI_JOURNAL_FULL', says: 'cannot grow: the disk is full', hint: SPACE },
  SQLITE_READONLY: {
    code: 'OTAI_JOURNAL_READ_ONLY',
    says: 'cannot be written',
    hint: 'let the user of this process write the file and its folder, and mount the disk writable',
  },
  SQLITE_CANTOPEN: {
    code: 'OTAI_JOURNAL_UNAVAILABLE',
    says: 'cannot be opened',
    hint: 'check that the file and its folder can be read and written by the user of this process',
  },
  SQLITE_CORRUPT: { code: 'OTAI_JOURNAL_CORRUPT', says: 'is damaged', hint: RESTORE },
  SQLITE_NOTADB: { code: 'OTAI_JOURNAL_CORRUPT', says: 'is no SQLite file, or its beginning is damaged', hint: RESTORE },
  SQLITE_IOERR: {
    code: 'OTAI_JOURNAL_UNAVAILABLE',
    says: 'could not be read or written',
    hint: 'look at the disk, its free room and the log of the system',
  },
};

const OTHER: Meaning = { code: 'OTAI_JOURNAL_FAILED', says: 'could not be used', hint: 'report it with the cause: this should not happen' };

/** Says what an error of libsql means for the journal at a place. */
export function explainSqlite(error: unknown, location: string): JournalError {
  if (isOtaiError(error)) return error as JournalError;
  const { code, says, hint } = meaningOf(codeOf(error));
  return new JournalError(code, `The journal ${location} ${says} (${messageOf(error)})`, { hint, cause: error });
}

function meaningOf(code: string): Meaning {
  const [, meaning = OTHER] = Object.entries(MEANINGS).find(([beginning]) => code.startsWith(beginning)) ?? [];
  return meaning;
}

/** Another process writes at this moment. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** When a file cannot be opened, libsql has the number of the error at the end of its text only. */
function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return /: 14"?\)?$/.test(messageOf(error)) ? 'SQLITE_CANTOPEN' : '';
}
