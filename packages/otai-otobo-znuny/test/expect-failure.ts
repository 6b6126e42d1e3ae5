import type { TicketSystemError } from 'open-ticket-ai';

/** What a call failed with, to be looked at; a call that succeeds fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<TicketSystemError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('the call succeeded');
  return error as TicketSystemError;
}
