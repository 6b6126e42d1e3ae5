import { OtaiError, isOtaiError } from '../api/otai.error.js';

/** A step failed and took its pipeline with it. Code `OTAI_STEP_FAILED`; `cause` is what the pipe threw or returned. */
export class StepFailedError extends OtaiError {
  constructor(
    readonly pipeline: string,
    /** The step with all that holds it: `each[42]/classify`. */
    readonly path: string,
    cause: unknown,
  ) {
    super('OTAI_STEP_FAILED', `pipeline ${pipeline}, step ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }

  /** The code of what went wrong underneath, which tells more than `OTAI_STEP_FAILED`. */
  get causeCode(): string {
    return isOtaiError(this.cause) ? this.cause.code : this.code;
  }
}

/** The code that tells most: of a failed step, that of what went wrong in it. */
export function codeOf(error: OtaiError): string {
  return error instanceof StepFailedError ? error.causeCode : error.code;
}

/** The params of a pipeline itself could not be rendered, so none of its steps ran. Code `OTAI_PIPELINE_PARAMS`; `cause` is the reason. */
export class PipelineParamsError extends OtaiError {
  constructor(pipeline: string, cause: unknown) {
    super('OTAI_PIPELINE_PARAMS', `pipeline ${pipeline}, its params: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A run was cancelled by its caller or by the shutdown of the application. Code `OTAI_RUN_CANCELLED`. */
export class RunCancelledError extends OtaiError {
  constructor(pipeline: string, reason: unknown) {
    super('OTAI_RUN_CANCELLED', `pipeline ${pipeline} was cancelled: ${reason instanceof Error ? reason.message : String(reason)}`, {
      cause: reason,
    });
  }
}

/** A pipe returned something that is no `PipeResult`. Code `OTAI_PIPE_BAD_RESULT`. */
export class BadPipeResultError extends OtaiError {
  constructor(className: string, returned: unknown) {
    super('OTAI_PIPE_BAD_RESULT', `${className}.execute returned ${describe(returned)}, which is not a PipeResult`, {
      hint: 'return PipeResult.succeeded({ … }), PipeResult.skipped(reason) or PipeResult.failed(error)',
    });
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no keys'}` : `a ${typeof value}`;
}
