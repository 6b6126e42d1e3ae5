import { formatPath, type ConfigPath } from './config-path.js';
import { compareLocations, formatLocation, type SourceLocation } from './source-location.js';

/** One thing that is wrong with a config. */
export interface ConfigProblem {
  /** Stable identifier of the kind of problem, e.g. `unknown_key`. */
  readonly code: string;
  /** What it is about, from the root down. Empty when it is about the file as a whole. */
  readonly path: ConfigPath;
  /** What is wrong, to be read after the path: `must be a text, but is a list`. */
  readonly message: string;
  /** What to do about it: `did you mean "params"?`. */
  readonly hint?: string | undefined;
  /** Where it stands; absent when no source holds anything like it. */
  readonly location?: SourceLocation | undefined;
}

/** One line: `config.yml:42:7 services.otobo.params.base_url must be a URL address (did you mean …?)`. */
export function formatProblem(problem: ConfigProblem): string {
  const location = problem.location && formatLocation(problem.location);
  const words = [location, formatPath(problem.path), problem.message, problem.hint && `(${problem.hint})`];
  return words.filter((word) => word !== undefined && word !== '').join(' ');
}

/** The problems in the order in which a reader meets them. */
export function sortProblems(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.toSorted((a, b) => compareLocations(a.location, b.location));
}
