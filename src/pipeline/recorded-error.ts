import type { OtaiError } from '../api/otai.error.js';
import type { RecordedError } from '../journal/journal-records.js';
import { describeFailure } from './run.error.js';

/** An error as the journal keeps it: the code and words of what went wrong underneath. */
export function recordedError(error: OtaiError): RecordedError {
  const { code, message } = describeFailure(error, '');
  return { code, message, retryable: error.retryable };
}
