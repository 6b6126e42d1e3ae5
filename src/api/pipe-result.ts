import { messageOf } from './error-message.js';
import { OtaiError, isOtaiError } from './otai.error.js';

/** What a step gave to the steps after it, by name; templates read it with `get_pipe_result(id, key)`. */
export type ResultData = Readonly<Record<string, unknown>>;

/** The step did its work. */
export interface SucceededResult<D extends ResultData = ResultData> {
  readonly status: 'succeeded';
  readonly succeeded: true;
  readonly skipped: false;
  readonly failed: false;
  readonly data: D;
}

/** The step had nothing to do, and says why. This is not a failure: the steps after it run. */
export interface SkippedResult {
  readonly status: 'skipped';
  readonly succeeded: false;
  readonly skipped: true;
  readonly failed: false;
  readonly reason: string;
}

/** The step could not do its work. It fails its pipeline unless the step says `on_error: continue`. */
export interface FailedResult {
  readonly status: 'failed';
  readonly succeeded: false;
  readonly skipped: false;
  readonly failed: true;
  readonly error: OtaiError;
}

/** The outcome of one execution of a pipe: exactly one of three states. */
export type PipeResult<D extends ResultData = ResultData> = SucceededResult<D> | SkippedResult | FailedResult;

class Succeeded<D extends ResultData> implements SucceededResult<D> {
  readonly status = 'succeeded';
  readonly succeeded = true;
  readonly skipped = false;
  readonly failed = false;
  constructor(readonly data: D) {}
}

class Skipped implements SkippedResult {
  readonly status = 'skipped';
  readonly succeeded = false;
  readonly skipped = true;
  readonly failed = false;
  constructor(readonly reason: string) {}
}

class Failed implements FailedResult {
  readonly status = 'failed';
  readonly succeeded = false;
  readonly skipped = false;
  readonly failed = true;
  constructor(readonly error: OtaiError) {}
}

const NO_DATA: Readonly<Record<string, never>> = Object.freeze({});

/** Makes the three outcomes a pipe can return. */
export const PipeResult = {
  /** The step did its work; `data` is what later steps can read. */
  succeeded<D extends ResultData = Record<string, never>>(data?: D): SucceededResult<D> {
    return new Succeeded(data ?? (NO_DATA as unknown as D));
  },

  /** The step had nothing to do; `reason` is shown to the operator. */
  skipped(reason: string): SkippedResult {
    return new Skipped(reason);
  },

  /** The step could not do its work. A text becomes an {@link OtaiError} with code `OTAI_PIPE_FAILED`; any other error is kept as its cause. */
  failed(error: unknown): FailedResult {
    return new Failed(toOtaiError(error));
  },
} as const;

function toOtaiError(error: unknown): OtaiError {
  if (isOtaiError(error)) return error;
  const message = messageOf(error);
  return new OtaiError('OTAI_PIPE_FAILED', message, typeof error === 'string' ? {} : { cause: error });
}
