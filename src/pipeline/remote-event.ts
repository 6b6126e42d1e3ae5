import { PipeResult, type ResultData } from '../api/pipe-result.js';
import type { NewNote, Ticket } from '../api/tickets/ticket.js';
import type { JobError, JobResult } from './job.js';
import { errorOf, failedJob, jobError, resultOf, skippedJob } from './job-result.js';
import { ticketFrom } from './result-codec.js';
import type { RunEvent, RunFinishedEvent, StepFinishedEvent, StepRetriedEvent, TicketWrittenEvent } from './run-events.js';
import type { TicketWrite } from './write-port.js';

/** What of a write is told elsewhere: which fields, and those of them that are names the helpdesk gives. */
export interface RemoteWrite {
  readonly system: string;
  readonly operation: TicketWrite['operation'];
  readonly ticketId: string | null;
  readonly before: Partial<Ticket> | null;
  readonly change: Readonly<Record<string, unknown>>;
}

/**
 * A run event as it is told in another process: ids, paths, outcomes, times, reasons, errors, and of data the numbers and truth values alone.
 * Never texts, notes or people. The end of a run is not among them: whoever asked for a run gets its result.
 */
export type RemoteEvent =
  | Exclude<RunEvent, RunFinishedEvent | StepFinishedEvent | StepRetriedEvent | TicketWrittenEvent>
  | (Omit<StepRetriedEvent, 'error'> & { readonly error: JobError })
  | (Omit<StepFinishedEvent, 'result'> & { readonly result: JobResult })
  | (Omit<TicketWrittenEvent, 'write'> & { readonly write: RemoteWrite });

/** The event, as it may leave the process; `undefined` of one that does not. */
export function toRemote(event: RunEvent): RemoteEvent | undefined {
  switch (event.type) {
    case 'run_finished':
      return undefined;
    case 'step_retried':
      return { ...event, error: jobError(event.error) };
    case 'step_finished':
      return { ...event, result: measuredResult(event.result) };
    case 'ticket_written':
      return { ...event, write: remoteWrite(event.write) };
    default:
      return event;
  }
}

/** The event again, as far as it was told. */
export function fromRemote(event: RemoteEvent): RunEvent {
  switch (event.type) {
    case 'step_retried':
      return { ...event, error: errorOf(event.error, event.pipeline) };
    case 'step_finished':
      return { ...event, result: resultOf(event.result, event.pipeline) };
    case 'ticket_written':
      return { ...event, write: writeOf(event.write) };
    default:
      return event;
  }
}

/** A result with the numbers and truth values of its data alone. */
export function measuredResult(result: PipeResult): JobResult {
  if (result.status === 'skipped') return skippedJob(result.reason);
  if (result.status === 'failed') return failedJob(result.error);
  return { status: 'succeeded', data: JSON.stringify(measures(result.data)), reason: null, error: null };
}

function measures(data: ResultData): ResultData {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean'));
}

/** Fields that name something of the helpdesk's own. */
const NAMES = ['queue', 'priority', 'state', 'type'] as const;
const TOLD = [...NAMES, 'visibility', 'content_type'] as const;

function remoteWrite({ system, operation, ticketId, before, change }: TicketWrite): RemoteWrite {
  const fields = Object.entries(change).flatMap(([key, value]) => (value === undefined ? [] : [[key, told(key, value)] as const]));
  return { system, operation, ticketId, before: before && pick(before), change: Object.fromEntries(fields) };
}

/** Of most fields it is told that they are written, and not what. */
function told(key: string, value: unknown): unknown {
  if ((TOLD as readonly string[]).includes(key)) return value;
  if (key === 'note') return { visibility: (value as NewNote).visibility ?? 'internal' };
  if (Array.isArray(value)) return [];
  return typeof value === 'object' ? {} : '';
}

function pick(ticket: Ticket): Partial<Ticket> {
  return Object.fromEntries(NAMES.map((name) => [name, ticket[name]]));
}

function writeOf({ system, operation, ticketId, before, change }: RemoteWrite): TicketWrite {
  const known = before === null ? null : ticketFrom({ system, id: ticketId ?? '', snapshot: before });
  const texts = operation === 'updateTicket' ? {} : { body: '' };
  const note = change['note'] === undefined ? {} : { note: { body: '', ...(change['note'] as object) } };
  return { system, operation, ticketId, before: known, change: { ...change, ...texts, ...note } } as TicketWrite;
}
