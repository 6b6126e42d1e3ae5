import { OtaiError } from '../api/otai.error.js';
import type { RecordedError } from '../journal/journal-records.js';
import { describeFailure, setsTicketAside } from './run.error.js';

/** An error as the journal keeps it: the code and words of what went wrong underneath. */
export function recordedError(error: OtaiError): RecordedError {
  const { code, message } = describeFailure(error, '');
  return { code, message, retryable: error.retryable, ...(setsTicketAside(error) && { setsAside: true }) };
}

/** The error again that the journal has kept. */
export class RestoredError extends OtaiError {
  /** Whether the ticket is set aside at once. */
  readonly quarantine: boolean;

  constructor({ code, message, retryable, setsAside = false }: RecordedError) {
    super(code, message, { retryable });
    this.quarantine = setsAside;
  }
}
