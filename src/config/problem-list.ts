import { ConfigError, type ConfigErrorSource } from './config.error.js';
import { sortProblems, type ConfigProblem } from './config-problem.js';
import type { ConfigPath } from './config-path.js';
import type { KeyOrValue, Locate } from './source-location.js';

/** A problem as it is reported: the list finds the location. */
export interface ReportedProblem extends ConfigProblem {
  /** What the location points at, unless the problem brings one. Default `value`. */
  readonly at?: KeyOrValue | undefined;
}

const MISSING: ReadonlySet<string> = new Set(['missing_key', 'missing_param', 'missing_service']);

/**
 * Collects what is wrong with a config over all phases of the start (sources, keys, plugins, services, pipelines),
 * so that the user sees all of it at once.
 */
export class ProblemList implements Iterable<ConfigProblem> {
  readonly #problems: ConfigProblem[] = [];
  /** Paths of keys in the wrong place: whoever reads on will call them unknown as well. */
  readonly #misplaced = new Set<string>();
  readonly #excused = new Set<string>();
  /** Mappings of which some keys could not be read. */
  readonly #incomplete = new Set<string>();
  readonly #locate: Locate;
  readonly #source: ConfigErrorSource;

  constructor(source: ConfigErrorSource, locate: Locate = () => undefined) {
    this.#source = source;
    this.#locate = locate;
  }

  /** Adds a problem, with the location of its path unless it has one. A key that stands in the wrong place is reported once only. */
  add({ at, location, ...problem }: ReportedProblem): void {
    const place = JSON.stringify(problem.path);
    if (this.#misplaced.has(place) || (MISSING.has(problem.code) && this.#isExcused(problem.path))) return;
    if (problem.code === 'misplaced_key') this.#misplaced.add(place);
    if (problem.code === 'yaml_key') this.#incomplete.add(JSON.stringify(problem.path.slice(0, -1)));
    this.#problems.push({ ...problem, location: location ?? this.#locate(problem.path, at) });
  }

  /** Says that a key is only spelt wrong or stands elsewhere, and was told: that it is missing need not be told too. */
  excuse(path: ConfigPath): void {
    this.#excused.add(JSON.stringify(path));
  }

  #isExcused(path: ConfigPath): boolean {
    return this.#excused.has(JSON.stringify(path)) || this.#incomplete.has(JSON.stringify(path.slice(0, -1)));
  }

  /** Whether something is already known to be wrong with the value at `path` itself. */
  has(path: ConfigPath): boolean {
    const place = JSON.stringify(path);
    return this.#problems.some((problem) => JSON.stringify(problem.path) === place);
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** Throws one {@link ConfigError} with all problems; does nothing when there are none. */
  throwIfAny(): void {
    if (!this.isEmpty) throw this.toError();
  }

  /** All problems as one error. */
  toError(): ConfigError {
    return new ConfigError(this.#problems, this.#source);
  }

  /** In the order in which a reader of the file meets them. */
  [Symbol.iterator](): Iterator<ConfigProblem> {
    return sortProblems(this.#problems)[Symbol.iterator]();
  }
}
