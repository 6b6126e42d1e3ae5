import { RunCancelledError } from '../run.error.js';
import type { TicketWrite, Writer } from '../write-port.js';
import type { WriteJob } from './journaled-write.js';
import { isUnchanged } from './unchanged.js';

/** Whether the write changes nothing on the ticket as it was last seen. */
export function isNothing({ operation, before, change }: TicketWrite): boolean {
  return operation === 'updateTicket' && before !== null && isUnchanged(change, before);
}

/** The ticket is as it is to be: that is as good as written. */
export function leave<T>({ writer, write }: WriteJob<T>): T {
  if (write.ticketId !== null) writer.run.work.wrote(write.system, write.ticketId, {});
  return write.before as T;
}

/** Waits, unless the run or the step must not wait any longer. */
export async function waitFor(milliseconds: number, { run, signal }: Writer): Promise<void> {
  await run.pause(milliseconds, signal);
  if (signal.aborted) throw signal.reason;
  if (run.cancelled) throw new RunCancelledError(run.pipeline, run.cancelReason);
}
