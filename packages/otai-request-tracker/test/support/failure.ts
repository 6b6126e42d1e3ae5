import type { TicketSystemError } from 'open-ticket-ai';

/** The error of a call that must fail. */
export async function failure(call: Promise<unknown>): Promise<TicketSystemError> {
  const [result] = await Promise.allSettled([call]);
  if (result.status === 'fulfilled') throw new Error('it must fail');
  return result.reason as TicketSystemError;
}
