import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { RunRecord } from '../journal/journal-records.js';
import type { JobError, JobResult, RunJob, RunJobResult } from './job.js';
import { recordedError } from './recorded-error.js';
import { decodeResult, encodeResult, ticketFrom } from './result-codec.js';
import { StepFailedError } from './run.error.js';
import { RunResult } from './run-result.js';
import type { Run } from './run.js';

/** A result, as it may leave the process: without what the journal may not keep. Where that keeps texts, nobody can tell them from what may leave. */
export function jobResult({ seen, environment }: Run, result: PipeResult): JobResult {
  if (result.status === 'skipped') return skippedJob(result.reason);
  if (result.status === 'failed') return failedJob(result.error);
  const data = environment.storesTexts ? null : (encodeResult(result.data, { seen, storesTexts: false }) ?? null);
  return { status: 'succeeded', data, reason: null, error: null };
}

/** Of a job that had nothing to do. */
export function skippedJob(reason: string): JobResult {
  return { status: 'skipped', data: null, reason, error: null };
}

/** Of a job that came to nothing. */
export function failedJob(error: OtaiError): JobResult {
  return { status: 'failed', data: null, reason: null, error: jobError(error) };
}

/** Of a run that is over, as far as the journal knows. */
export function recordedJob({ state, error, durationMs }: RunRecord): RunJobResult {
  const status = state === 'succeeded' || state === 'skipped' ? state : 'failed';
  const why =
    status === 'failed'
      ? { code: 'OTAI_RUN_ABANDONED', message: 'it was given up', retryable: true, ...error, path: null, attempts: 1 }
      : null;
  return { status, data: null, reason: status === 'skipped' ? '' : null, error: why, steps: {}, durationMs };
}

/** An error, as it may leave the process. */
export function jobError(error: OtaiError): JobError {
  const { path = null, attempts = 1 } = error instanceof StepFailedError ? error : {};
  return { ...recordedError(error), path, attempts };
}

/** The error again, with the step it came from. */
export function errorOf({ code, message, retryable, path, attempts }: JobError, pipeline: string): OtaiError {
  const cause = new OtaiError(code, message, { retryable });
  return path === null ? cause : new StepFailedError(pipeline, path, cause, attempts);
}

/** The result again, its tickets without texts; without data where they were not kept. */
export function resultOf({ status, data, reason, error }: JobResult, pipeline: string): PipeResult {
  if (status === 'skipped') return PipeResult.skipped(reason ?? '');
  if (status === 'succeeded') return PipeResult.succeeded(data === null ? {} : decodeResult(data, ticketFrom));
  const unknown = { code: 'OTAI_PIPE_FAILED', message: '', retryable: false, path: null, attempts: 1 };
  return PipeResult.failed(errorOf(error ?? unknown, pipeline));
}

/** How a run ended in another process, for whoever asked for it. */
export function runResultOf({ runId, pipeline, dryRun }: Pick<RunJob, 'runId' | 'pipeline' | 'dryRun'>, ended: RunJobResult): RunResult {
  const steps = new Map(Object.entries(ended.steps).map(([id, one]) => [id, resultOf(one, pipeline)]));
  return new RunResult(runId, pipeline, resultOf(ended, pipeline), steps, dryRun, ended.durationMs);
}
