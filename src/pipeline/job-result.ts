import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { JobResult } from './job.js';
import { recordedError } from './recorded-error.js';
import { decodeResult, encodeResult, ticketFrom } from './result-codec.js';
import type { Run } from './run.js';

/** A result, as it may leave the process: without what the journal may not keep. */
export function jobResult({ seen, environment }: Run, result: PipeResult): JobResult {
  if (result.status === 'skipped') return skippedJob(result.reason);
  if (result.status === 'failed') return { status: 'failed', data: null, reason: null, error: recordedError(result.error) };
  const data = encodeResult(result.data, { seen, storesTexts: environment.storesTexts }) ?? null;
  return { status: 'succeeded', data, reason: null, error: null };
}

/** Of a job that had nothing to do. */
export function skippedJob(reason: string): JobResult {
  return { status: 'skipped', data: null, reason, error: null };
}

/** The result again, its tickets without texts; without data where they were not kept. */
export function resultOf({ status, data, reason, error }: JobResult): PipeResult {
  if (status === 'skipped') return PipeResult.skipped(reason ?? '');
  if (status === 'succeeded') return PipeResult.succeeded(data === null ? {} : decodeResult(data, ticketFrom));
  const { code = 'OTAI_PIPE_FAILED', message = '', retryable = false } = error ?? {};
  return PipeResult.failed(new OtaiError(code, message, { retryable }));
}
