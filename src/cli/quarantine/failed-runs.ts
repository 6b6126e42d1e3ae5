import type { Journal } from '../../journal/journal.js';
import type { RecordedError, RunRecord, TicketRecord } from '../../journal/journal-records.js';

/** A run that failed on a ticket. */
export interface FailedRun {
  readonly run: RunRecord;
  /** The step that failed: the innermost. `null` when no step is known. */
  readonly path: string | null;
  readonly error: RecordedError;
}

/** Further back nobody looks. */
const MOST_RUNS = 200;

/** The runs that failed on a ticket since it was news, the latest first: its failures are steps inside of runs that may have gone well. */
export async function failedRuns(journal: Journal, { pipeline, ticketId, failures, runId }: TicketRecord): Promise<readonly FailedRun[]> {
  const found: FailedRun[] = [];
  for (const run of await journal.runs({ pipeline, limit: MOST_RUNS })) {
    if (found.length >= failures) break;
    const steps = (await journal.run(run.runId))?.steps ?? [];
    const failed = steps.findLast(({ path, state }) => state === 'failed' && path.includes(`[${ticketId}]`));
    const error = failed?.error ?? (isAbout(run, { ticketId, runId }) ? run.error : null);
    if (error !== null) found.push({ run, path: failed?.path ?? null, error });
  }
  return found;
}

function isAbout(run: RunRecord, { ticketId, runId }: Pick<TicketRecord, 'ticketId' | 'runId'>): boolean {
  return run.ticket === ticketId || run.runId === runId;
}
