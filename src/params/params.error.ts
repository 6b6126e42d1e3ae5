import { OtaiError } from '../api/otai.error.js';
import type { ParamProblem } from './params-binding.js';

/**
 * Params do not fit the class that describes them. Thrown by a rendering (what a template gave does not fit) and by `ParamsSchema.parse`.
 * The message lists every problem, one a line; it says nothing of the step, which whoever catches it knows.
 */
export class ParamsError extends OtaiError {
  /** Every problem. Never empty. */
  readonly problems: readonly ParamProblem[];

  constructor(problems: readonly ParamProblem[], cause?: unknown) {
    super('OTAI_PARAMS_INVALID', problems.map(describeProblem).join('\n'), { cause });
    this.problems = problems;
  }
}

/** One problem as a line of text: `items[0].limit must be a whole number, but is "ten"`. */
export function describeProblem(problem: ParamProblem): string {
  const line = `${formatPath(problem.path)} ${problem.message}`;
  return problem.hint === undefined ? line : `${line} (${problem.hint})`;
}

/** A path as it reads in YAML and templates: `items[0].limit`; `params` for the params as a whole. */
export function formatPath(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'params';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
