import { JournalError } from '../journal.error.js';

/** Where a journal is, for messages, without password: what follows `?` in a URL may hold one, too. @throws JournalError */
export function locatePostgres(url: string): string {
  try {
    const { username, host, pathname } = new URL(url);
    return `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}`;
  } catch {
    // Node's error has the URL in it.
    throw new JournalError('OTAI_JOURNAL_UNAVAILABLE', 'The URL of the journal cannot be read', {
      hint: 'write characters such as @, / and # in a password as %40, %2F and %23',
      retryable: false,
    });
  }
}
