import { TicketSystemError } from '../../api/tickets/ticket-system.error.js';
import type { WriteJob, WriteSetting } from './journaled-write.js';
import { keepOwn, keepUncertain, send, tell } from './own-write.js';
import type { WriteLimits } from './write-limits.js';
import { isNothing, leave, waitFor } from './write-outset.js';

/** Makes a write that nobody will look up after an interruption, since the journal ends with the process: nothing is written down, nothing waited for. */
export async function makeInPassing<T>(job: WriteJob<T>, { limits }: WriteSetting): Promise<T> {
  const { writer, write } = job;
  const { run } = writer;
  const { system, ticketId } = write;
  if (ticketId !== null && !run.work.has(system, ticketId)) await run.work.workOn(system, ticketId);
  if (isNothing(write)) return leave(job);
  const { clock, journal } = run.environment;
  const { pipeline } = run;
  const admitted = limits.admit({ pipeline, system, ticketId, clock, journal, wait: (milliseconds) => waitFor(milliseconds, writer) });
  if (admitted !== undefined) await admitted;
  return send(writer, write, () => sendAndTell(job, limits));
}

async function sendAndTell<T>({ writer, write, actions }: WriteJob<T>, limits: WriteLimits): Promise<T> {
  const { system, ticketId } = write;
  const { pipeline } = writer.run;
  let answer: T;
  try {
    answer = await actions.perform();
  } catch (error) {
    if (error instanceof TicketSystemError && error.effect === 'none') limits.discount({ pipeline, system, ticketId });
    else keepUncertain(writer, write);
    throw error;
  }
  keepOwn({ writer, write, reference: undefined }, answer);
  tell(writer, write);
  return answer;
}
