import type { EntityRef, EntityRefInput } from '../../api/tickets/ticket.js';
import type { PipeResult } from '../../api/pipe-result.js';
import type { OtaiError } from '../../api/otai.error.js';
import type { RunEvent } from '../../pipeline/run-events.js';
import type { TicketWrite } from '../../pipeline/write-port.js';

/**
 * A run event for machines: what ran, how it ended, which tickets were written and which of their fields.
 *
 * In it: ids, statuses, durations, reasons and error messages, confidences, names of queues and priorities, visibilities of notes.
 * Never in it: subjects, bodies, notes, people, params, secrets.
 */
export function eventToJson(event: RunEvent): object {
  const { type, runId, pipeline } = event;
  return { type, at: new Date().toISOString(), runId, pipeline, ...details(event) };
}

function details(event: RunEvent): object {
  if (event.type === 'run_started') return { dryRun: event.dryRun };
  if (event.type === 'run_finished') return { ...outcome(event.result.result), dryRun: event.result.dryRun, durationMs: event.durationMs };
  const { path } = event;
  if (event.type === 'ticket_written') return { path, dryRun: event.dryRun, ...written(event.write) };
  const { step } = event;
  if (event.type === 'step_started') return { step, path };
  if (event.type === 'step_retried') return { step, path, attempt: event.attempt, delayMs: event.delayMs, error: errorOf(event.error) };
  return { step, path, ...outcome(event.result), durationMs: event.durationMs };
}

function outcome(result: PipeResult): object {
  if (result.status === 'skipped') return { status: result.status, reason: result.reason };
  if (result.status === 'failed') return { status: result.status, error: errorOf(result.error) };
  const { confidence } = result.data;
  return { status: result.status, ...(typeof confidence === 'number' ? { confidence } : {}) };
}

function errorOf({ code, message }: OtaiError): object {
  return { code, message };
}

function written(write: TicketWrite): object {
  const { system, operation, ticketId, before, change } = write;
  const base = {
    system,
    operation,
    ticketId,
    fields: Object.keys(change).filter((key) => change[key as keyof typeof change] !== undefined),
  };
  if (write.operation === 'addNote') return { ...base, note: write.change.visibility ?? 'internal' };
  const { queue, priority, note } = write.change;
  return {
    ...base,
    ...(queue === undefined ? {} : { queue: changed(before?.queue, queue) }),
    ...(priority === undefined ? {} : { priority: changed(before?.priority, priority) }),
    ...(note === undefined ? {} : { note: note.visibility ?? 'internal' }),
  };
}

function changed(before: EntityRef | null | undefined, after: EntityRefInput): object {
  return { before: before?.name ?? before?.id ?? null, after: after.name ?? after.id ?? null };
}
