import { isOtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { Ticket } from '../api/tickets/ticket.js';
import type { StepRecord } from '../journal/journal-records.js';
import type { CompiledStep } from './compiled-pipeline.js';
import { RestoredError } from './recorded-error.js';
import { KeptResult, keyOf } from './kept-result.js';
import { ticketFrom, type TicketReference } from './result-codec.js';
import { StepFailedError, StepInterruptedError } from './run.error.js';
import type { RunScope } from './run-scope.js';
import type { TicketOrigin } from './run-values.js';
import type { Run } from './run.js';
import { isHadAgain, pathOf, type PlacedStep } from './step-memory.js';
import { StepExecution } from './step-execution.js';

/**
 * What becomes of a step that an interrupted run had begun: its result from before, what its pipe finds out, or `undefined`: it is executed.
 *
 * @throws StepInterruptedError (as a rejection) when it must not be executed again and nobody knows how it ended
 */
export async function recoverStep(placed: PlacedStep, record: StepRecord, scope: RunScope): Promise<PipeResult | undefined> {
  const { step } = placed;
  if (record.state === 'skipped') return PipeResult.skipped(record.reason ?? '');
  if (record.state === 'failed') return PipeResult.failed(failureOf(record, scope));
  if (isHadAgain(step)) return undefined;
  if (isKept(record)) return restore(KeptResult.of(record), step, scope);
  if (step.pipe.component.effect === 'idempotent') return undefined;
  if (record.state === 'started') return record.error === null ? askPipe(step, scope) : undefined;
  throw new StepInterruptedError(`${record.path} had been done before the interruption, but what it gave could not be kept`);
}

/** The failure of before. */
export function failureOf({ error, attempts, path }: StepRecord, { run }: RunScope): StepFailedError {
  const cause = new RestoredError(error ?? { code: 'OTAI_PIPE_FAILED', message: '', retryable: false });
  return new StepFailedError(run.pipeline, pathOf(path), cause, attempts);
}

async function askPipe(step: CompiledStep, scope: RunScope): Promise<PipeResult | undefined> {
  const { instance } = step.pipe;
  if (instance.recover === undefined)
    throw new StepInterruptedError(`${step.id} was at work when the process ended, and may or may not have been done`);
  return instance.recover(executionOf(step, scope));
}

/** Puts the result together again; its tickets are read again. */
async function restore(kept: KeptResult, step: CompiledStep, scope: RunScope): Promise<PipeResult> {
  const needed = neededTickets(kept, scope.run);
  // Its params may not be right any more where nothing has to be read: of tickets that are done, the texts may be gone.
  const tickets = needed.length === 0 ? NO_TICKETS : await readTickets(needed, executionOf(step, scope));
  return PipeResult.succeeded(kept.with(tickets));
}

function executionOf(step: CompiledStep, scope: RunScope): StepExecution {
  return new StepExecution(step, scope, step.params.render(scope), undefined);
}

const NO_TICKETS: ReadonlyMap<string, Ticket> = new Map();

/** How many tickets are read at the same time. */
const READERS = 4;

/** The references to tickets that may be read here, each once. */
function neededTickets(kept: KeptResult, { share }: Run): readonly TicketReference[] {
  if (share === undefined) return kept.references;
  const { needed } = share;
  if (typeof needed === 'boolean') return needed ? kept.references : [];
  const reference = kept.reference(needed.system, needed.ticketId);
  return reference === undefined ? [] : [reference];
}

function isKept(record: StepRecord): record is StepRecord & { readonly result: string } {
  return record.result !== null;
}

async function readTickets(references: readonly TicketReference[], execution: StepExecution): Promise<ReadonlyMap<string, Ticket>> {
  const tickets = new Map<string, Ticket>();
  const queue = references.values();
  const read = async (): Promise<void> => {
    for (const reference of queue) tickets.set(keyOf(reference), await readTicket(reference, execution));
  };
  await Promise.all(Array.from({ length: Math.min(READERS, references.length) }, read));
  return tickets;
}

/** The texts as they are now, the rest as the run knew it. */
async function readTicket({ system, id, snapshot }: TicketReference, execution: StepExecution): Promise<Ticket> {
  const { run } = execution;
  const origin = originOf(system, execution);
  if (origin === undefined) throw new StepInterruptedError(`nothing is known of ticket system ${system}, from which ticket ${id} came`);
  const current = await readPatiently(origin, id, run).catch((error: unknown) => {
    // One that was done may be gone by now, merged or deleted.
    if (run.work.isSettled(system, id)) return ticketFrom({ system, id, snapshot });
    throw error;
  });
  const isWritten = run.work.readAgain(system, current);
  const ticket = { ...current, ...snapshot };
  // What a person has changed since the run first saw it must not be undone: writes are compared with what was seen then.
  if (isWritten) run.seen.addTicket(ticket, origin);
  else run.remember(ticket, origin, LONG_AGO);
  return ticket;
}

const LONG_AGO = -Infinity;

/** How often a ticket is tried to be read, and how long at least between, milliseconds. */
const MOST_READS = 4;
const FIRST_PAUSE_MS = 500;

/** A helpdesk that is not there just now must not end a run that was interrupted: it then goes on later still. */
async function readPatiently(origin: TicketOrigin, id: string, run: Run): Promise<Ticket> {
  for (let reads = 1; ; reads += 1) {
    try {
      return await origin.getTicket(id);
    } catch (error) {
      if (!isOtaiError(error) || !error.retryable) throw error;
      if (reads === MOST_READS) run.suspend(error);
      if (run.cancelled) throw error;
      await run.pause(Math.max(error.retryAfterMs ?? 0, FIRST_PAUSE_MS * 2 ** reads));
    }
  }
}

function originOf(system: string, { services, run }: StepExecution): TicketOrigin | undefined {
  const own = Object.values(services).find((service): service is TicketOrigin => (service as Partial<TicketOrigin>).systemId === system);
  return own ?? run.seen.originBy(system);
}
