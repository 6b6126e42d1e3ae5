import { OtaiError, type OtaiErrorOptions } from 'open-ticket-ai';

/** What can be wrong with the way into a fleet. */
export type FleetProblem = 'unreachable' | 'refused' | 'eviction' | 'version' | 'input' | 'lost' | 'stopped';

/**
 * Redis cannot be used, or a run cannot be handed over. Code: `OTAI_FLEET_` + the problem in capitals. Never carries a password.
 *
 * - `unreachable` (retryable): nobody answers there within a second
 * - `refused`: Redis does not let us in; `eviction`, `version`: it is set up so that jobs could get lost, or too old
 * - `input`: the run's input cannot be handed to another process
 * - `lost`: the run's job, and all that is known of the run, is gone; `stopped`: this process stopped before the run ended elsewhere
 */
export class FleetError extends OtaiError {
  readonly problem: FleetProblem;

  constructor(problem: FleetProblem, message: string, options: OtaiErrorOptions = {}) {
    super(`OTAI_FLEET_${problem.toUpperCase()}`, message, { retryable: problem === 'unreachable', ...options });
    this.problem = problem;
  }
}
