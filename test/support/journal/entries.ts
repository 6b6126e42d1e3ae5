import type {
  ClaimCandidate,
  ClaimRequest,
  RunEnded,
  RunStarted,
  StepRecorded,
  TicketSettled,
  WriteRecorded,
} from '../../../src/journal/journal.js';
import type { RecordedError, StepRecord, TicketVersion, WriteRecord } from '../../../src/journal/journal-records.js';

/* What is put into journals under test: say what matters, the rest is filled in. */

/** 2026-01-01T00:00:00Z, where a FakeClock begins. */
export const START = Date.UTC(2026, 0, 1);

export const ERROR: RecordedError = { code: 'OTAI_STEP_FAILED', message: 'the queue is gone', retryable: false };

export function started(runId: string, run: Partial<RunStarted['run']> = {}): RunStarted {
  const rest = { definition: 'd1', dryRun: false, ticket: null, input: null, inputWithheld: false, startedAt: START };
  return { type: 'run_started', run: { runId, pipeline: 'route', ...rest, ...run } };
}

export function ended(runId: string, state: RunEnded['state'] = 'succeeded', more: Partial<RunEnded> = {}): RunEnded {
  return { type: 'run_ended', runId, state, error: null, at: START, durationMs: 5, writes: 0, ...more };
}

export function step(runId: string, path: string, more: Partial<StepRecord> = {}): StepRecorded {
  const rest = { use: 'base:expression', startedAt: START, durationMs: 1, attempts: 1, withheld: false, reason: null, error: null };
  return { type: 'step', step: { runId, path, state: 'succeeded', result: '{"n":1}', ...rest, ...more } };
}

export function write(runId: string, key: string, more: Partial<WriteRecord> = {}): WriteRecorded {
  const where = { path: 'each[42]/note', pipeline: 'route', system: 'helpdesk', ticketId: '42', operation: 'addNote' } as const;
  const rest = { state: 'intended', dryRun: false, before: null, after: '{}', noteId: null, intendedAt: START, settledAt: null } as const;
  return { type: 'write', write: { key, runId, ...where, ...rest, ...more } };
}

export function settled(runId: string, state: TicketSettled['state'] = 'done', more: Partial<TicketSettled> = {}): TicketSettled {
  const error = state === 'failed' || state === 'quarantined' ? ERROR : null;
  const where = { pipeline: 'route', system: 'helpdesk', ticketId: '42' };
  return { type: 'ticket_settled', ...where, runId, state, version: version(), error, notBefore: 0, at: START, ...more };
}

export function version(more: Partial<TicketVersion> = {}): TicketVersion {
  return { updatedAt: '2026-01-01T00:00:00Z', fields: 'f1', notes: null, written: false, ...more };
}

export function candidate(ticketId = '42', more: Partial<ClaimCandidate> = {}): ClaimCandidate {
  return { system: 'helpdesk', ticketId, version: version(), isNews: false, ...more };
}

export function wants(runId: string, more: Partial<ClaimRequest> = {}): ClaimRequest {
  const how = { again: false, impatient: false, dryRun: false };
  return { pipeline: 'route', runId, at: START, ...how, tickets: [candidate()], ...more };
}
