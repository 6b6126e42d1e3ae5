import { OtaiError } from 'open-ticket-ai';
import { ModelProblem, type HfProblem, type ProblemReport } from './model/model-problem.js';

/**
 * A model could not be had, or could not classify. Code: `OTAI_HF_` + the problem in capitals. Never carries a token or a ticket's text.
 *
 * `retryable`: its process died, the queue is full, a call took too long, or the Hub is away or overloaded.
 */
export class HfLocalError extends OtaiError {
  readonly problem: HfProblem;

  constructor({ problem, message, cause, ...options }: ProblemReport) {
    super(`OTAI_HF_${problem.toUpperCase()}`, message, { ...options, cause: cause === undefined ? undefined : new Error(cause) });
    this.problem = problem;
  }
}

/** The error to throw for whatever went wrong inside. */
export function toHfLocalError(error: unknown): unknown {
  return error instanceof ModelProblem ? new HfLocalError(error.report) : error;
}
