import { messageOf } from '../api/error-message.js';
import { OtaiError, isOtaiError } from '../api/otai.error.js';

/** A step failed and took its pipeline with it. Code `OTAI_STEP_FAILED`; `cause` is what the pipe threw or returned. */
export class StepFailedError extends OtaiError {
  constructor(
    readonly pipeline: string,
    /** The step with all that holds it: `each[42]/classify`. */
    readonly path: string,
    cause: unknown,
    /** How many attempts failed, the last of them with `cause`. */
    readonly attempts = 1,
  ) {
    const step = attempts === 1 ? path : `${path} (${attempts} attempts)`;
    const { retryable, retryAfterMs } = isOtaiError(cause) ? cause : {};
    const message = `pipeline ${pipeline}, step ${step}: ${messageOf(cause)}`;
    super('OTAI_STEP_FAILED', message, { cause, retryable, retryAfterMs });
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

/** What the steps under a step's `on_error` read as `error`. */
export interface FailureDescription {
  /** The step that has the `on_error`. */
  readonly step: string;
  /** The step that failed: the same, or one nested in it. */
  readonly path: string;
  /** E.g. `OTAI_TICKET_SYSTEM_RETRYABLE`. */
  readonly code: string;
  /** What went wrong, without the names of pipeline and step. */
  readonly message: string;
  readonly attempts: number;
}

/** Describes how a step failed. */
export function describeFailure(error: OtaiError, step: string): FailureDescription {
  if (!(error instanceof StepFailedError)) return { step, path: step, code: error.code, message: error.message, attempts: 1 };
  const { path, causeCode: code, cause, attempts } = error;
  return { step, path, code, message: messageOf(cause), attempts };
}

/**
 * A step was at work when the process died, and nothing can tell whether it may be executed again. Code `OTAI_STEP_INTERRUPTED`; the ticket is
 * set aside at once.
 */
export class StepInterruptedError extends OtaiError {
  readonly quarantine = true;

  constructor(why: string) {
    super('OTAI_STEP_INTERRUPTED', why, {
      hint: 'look whether it was done, then `otai quarantine retry` or `drop` the ticket; a pipe says by its `effect` and `recover` how it is to be recovered',
    });
  }
}

/**
 * The job for a ticket was given up: the processes that had it died again and again, perhaps because of it. Code `OTAI_JOB_GIVEN_UP`; the ticket is
 * set aside at once.
 */
export class JobGivenUpError extends OtaiError {
  readonly quarantine = true;

  constructor(why: string) {
    super('OTAI_JOB_GIVEN_UP', `the job for the ticket was given up: ${why}`, {
      hint: 'the logs of the workers say what happened to them; then `otai quarantine retry` or `drop` the ticket',
    });
  }
}

/** A replay asked a ticket system for what the record does not have. Code `OTAI_REPLAY_OFFLINE`. */
export class OfflineError extends OtaiError {
  constructor(system: string, operation: string) {
    super(
      'OTAI_REPLAY_OFFLINE',
      `a replay calls no ticket system, but a step called ${operation} of ${system}, and the record does not have the answer`,
    );
  }
}

/** Whether a failure says that the ticket must be set aside at once, however often it may be tried: its own word, or that of a cause. */
export function setsTicketAside(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { readonly quarantine?: unknown }).quarantine === true) return true;
  }
  return false;
}

/** An attempt of a step took longer than its `timeout`. Code `OTAI_STEP_TIMEOUT`; a step with `retry` tries again. */
export class StepTimeoutError extends OtaiError {
  constructor(milliseconds: number) {
    super('OTAI_STEP_TIMEOUT', `took longer than ${milliseconds / 1000}s`, { retryable: true });
  }
}

/** The params of a pipeline itself could not be rendered, so none of its steps ran. Code `OTAI_PIPELINE_PARAMS`; `cause` is the reason. */
export class PipelineParamsError extends OtaiError {
  constructor(pipeline: string, cause: unknown) {
    super('OTAI_PIPELINE_PARAMS', `pipeline ${pipeline}, its params: ${messageOf(cause)}`, { cause });
  }
}

/** A run was cancelled by its caller or by the shutdown of the application. Code `OTAI_RUN_CANCELLED`. */
export class RunCancelledError extends OtaiError {
  constructor(pipeline: string, reason: unknown, code = 'OTAI_RUN_CANCELLED', what = 'was cancelled') {
    super(code, `pipeline ${pipeline} ${what}: ${messageOf(reason)}`, { cause: reason });
  }
}

/** A run stopped before its end, and goes on at the next start, or when another process takes it up. Code `OTAI_RUN_SUSPENDED`. */
export class RunSuspendedError extends RunCancelledError {
  constructor(pipeline: string, reason: unknown) {
    super(pipeline, reason, 'OTAI_RUN_SUSPENDED', 'stopped, and goes on later');
  }
}

/** A run was suspended while a step waited for its next attempt: it is not at work, and begins anew when the run goes on. */
export class StepPostponedError extends RunCancelledError {
  constructor(
    pipeline: string,
    reason: unknown,
    /** Why the step was to be tried again. */
    readonly failure: OtaiError,
    /** The attempts it has behind it. */
    readonly tried: { readonly attempts: number; readonly since: number },
  ) {
    super(pipeline, reason);
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
