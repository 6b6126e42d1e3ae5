import { failedJob, OtaiError, recordedJob, type Journal, type RunJobResult, type RunRecord } from 'open-ticket-ai';
import type { PipelineQueue } from '../queues.js';

/** How a run ended; `open`: it has not; `unknown`: neither Redis nor the journal knows of it. */
export type Outcome = RunJobResult | 'open' | 'unknown';

/** Looks for the end of a run: in Redis, and where Redis has forgotten it in the journal. */
export async function findOutcome(queue: PipelineQueue, journal: Journal, runId: string): Promise<Outcome> {
  const job = await queue.getJob(runId);
  if (job?.finishedOn !== undefined && job.failedReason !== undefined && job.failedReason !== '') return givenUp(job.failedReason);
  if (job?.finishedOn !== undefined) return job.returnvalue as RunJobResult;
  if (job !== undefined) return 'open';
  const details = await journal.run(runId);
  if (details === undefined || details.run.runId !== runId) return 'unknown';
  return isOver(details.run) ? recordedJob(details.run) : 'open';
}

function isOver({ state }: RunRecord): boolean {
  return state !== 'running' && state !== 'suspended';
}

function givenUp(reason: string): RunJobResult {
  const error = new OtaiError('OTAI_RUN_ABANDONED', `its job was given up: ${reason}`, { retryable: true });
  return { ...failedJob(error), steps: {}, durationMs: 0 };
}
