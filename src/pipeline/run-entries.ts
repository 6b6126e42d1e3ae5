import type { Ticket } from '../api/tickets/ticket.js';
import type { RunEnded, RunStarted } from '../journal/journal.js';
import type { RunRecord } from '../journal/journal-records.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import { recordedError } from './recorded-error.js';
import { decodeResult, encodeResult } from './result-codec.js';
import { definitionOf } from './run-definition.js';
import type { RunResult } from './run-result.js';
import type { Run, RunOptions } from './run.js';

/** What the journal gets to know of a run that begins. */
export function startOf(pipeline: CompiledPipeline, run: Run): RunStarted {
  const { id: runId, dryRun, ticket = null } = run;
  const { storesTexts, journal } = run.environment;
  const { durable } = journal;
  const input = !durable || run.input === undefined ? null : (encodeResult({ input: run.input }, { seen: run.seen, storesTexts }) ?? null);
  const inputWithheld = durable && run.input !== undefined && input === null;
  const startedAt = run.environment.clock.now();
  const definition = durable ? definitionOf(pipeline) : '';
  return { type: 'run_started', run: { runId, pipeline: run.pipeline, definition, dryRun, ticket, input, inputWithheld, startedAt } };
}

/** What the journal gets to know of a run that ends, or stops for a while. */
export function endOf(run: Run, { status, error, durationMs }: RunResult): RunEnded {
  const state = run.suspended ? 'suspended' : status;
  const why = error === undefined || run.suspended ? null : recordedError(error);
  return { type: 'run_ended', runId: run.id, state, error: why, at: run.environment.clock.now(), durationMs, writes: run.writes };
}

/** What a run goes on with that was interrupted. */
export function optionsOf({ input, dryRun, ticket }: RunRecord): RunOptions {
  const kept = input === null ? undefined : decodeResult(input, neverATicket)['input'];
  return { input: kept, dryRun, ticket: ticket ?? undefined };
}

/** An input is encoded before the run has seen any ticket, so it holds no reference to one. */
function neverATicket(): Ticket {
  throw new Error('an input refers to a ticket');
}
