import type { JournalEntry } from '../../src/journal/journal.js';
import type { RunRecord, StepRecord, WriteRecord } from '../../src/journal/journal-records.js';

/** Noon of the 2nd November 2026 where the tests run. */
export const NOON = new Date(2026, 10, 2, 12).getTime();

/** The id of a run in tests: the letter, 36 times. */
export function runId(letter: string): string {
  return letter.repeat(36);
}

/** A run that succeeded in 120 ms at noon, unless a test says otherwise. */
export function aRun(fields: Partial<RunRecord> = {}): RunRecord {
  return {
    runId: runId('a'),
    pipeline: 'route',
    definition: 'd',
    state: 'succeeded',
    dryRun: false,
    ticket: null,
    input: null,
    inputWithheld: false,
    startedAt: NOON,
    finishedAt: NOON + 120,
    durationMs: 120,
    resumptions: 0,
    writes: 0,
    error: null,
    ...fields,
  };
}

/** A step that succeeded in 5 ms. */
export function aStep(path: string, fields: Partial<StepRecord> = {}): StepRecord {
  const what = { state: 'succeeded', durationMs: 5, attempts: 1, result: null, withheld: false, reason: null, error: null } as const;
  return { runId: runId('a'), path, use: 'base:expression', startedAt: NOON, ...what, ...fields };
}

/** A write that moved ticket 7 to IT. */
export function aWrite(fields: Partial<WriteRecord> = {}): WriteRecord {
  return {
    key: `key-${fields.path ?? 'move'}-${fields.ticketId ?? 7}`,
    runId: runId('a'),
    path: 'move',
    pipeline: 'route',
    system: 'desk',
    ticketId: '7',
    operation: 'updateTicket',
    state: 'done',
    dryRun: false,
    before: '{"queue":{"id":"1","name":"Incoming"}}',
    after: '{"queue":{"id":null,"name":"IT"}}',
    noteId: null,
    intendedAt: NOON + 10,
    settledAt: NOON + 20,
    ...fields,
  };
}

/** What a journal is told of a run, from its beginning to its end. */
export function entriesOf(run: RunRecord, steps: readonly StepRecord[] = [], writes: readonly WriteRecord[] = []): JournalEntry[] {
  const { runId: id, state, error, finishedAt, durationMs } = run;
  return [
    { type: 'run_started', run },
    ...steps.map((step) => ({ type: 'step', step: { ...step, runId: id } }) as const),
    ...writes.map((write) => ({ type: 'write', write: { ...write, runId: id, pipeline: run.pipeline } }) as const),
    ...(state === 'running'
      ? []
      : [{ type: 'run_ended', runId: id, state, error, at: finishedAt ?? NOON, durationMs, writes: writes.length } as const]),
  ];
}
