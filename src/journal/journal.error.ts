import { OtaiError, type OtaiErrorOptions } from '../api/otai.error.js';

/** What can be wrong with a journal. */
export type JournalErrorCode =
  | 'OTAI_JOURNAL_UNAVAILABLE'
  | 'OTAI_JOURNAL_BUSY'
  | 'OTAI_JOURNAL_FULL'
  | 'OTAI_JOURNAL_READ_ONLY'
  | 'OTAI_JOURNAL_CORRUPT'
  | 'OTAI_JOURNAL_FOREIGN'
  | 'OTAI_JOURNAL_GONE'
  | 'OTAI_JOURNAL_NEWER'
  | 'OTAI_JOURNAL_DRIVER'
  | 'OTAI_JOURNAL_TAKEN_OVER'
  | 'OTAI_JOURNAL_FAILED';

/** These pass when somebody makes room, or the database comes back; nothing that was put is lost until then. */
const PASSING: ReadonlySet<JournalErrorCode> = new Set(['OTAI_JOURNAL_UNAVAILABLE', 'OTAI_JOURNAL_BUSY', 'OTAI_JOURNAL_FULL']);

/**
 * A journal cannot be opened, read or written. The message says where it is, what is wrong and what to do; it never holds a password.
 * `retryable` for what may pass: the database is away, the disk is full, another process takes too long.
 */
export class JournalError extends OtaiError {
  declare readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, options: OtaiErrorOptions = {}) {
    super(code, message, { ...options, retryable: options.retryable ?? PASSING.has(code) });
  }
}
