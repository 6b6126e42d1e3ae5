import { OtaiError } from '../api/otai.error.js';
import { codeFrame } from './code-frame.js';
import { formatProblem, sortProblems, type ConfigProblem } from './config-problem.js';

/** More problems than this are counted in the message instead of told. */
const MOST_LINES = 100;

/** What a {@link ConfigError} knows of the file it complains about. */
export interface ConfigErrorSource {
  /** How messages call the source: the file's name, or `forRoot options`. */
  readonly name: string;
  /** The file's text, where there is one. It is used for code frames only and never printed whole. */
  readonly text?: string | undefined;
  /** The error underneath, e.g. of the file system. */
  readonly cause?: unknown;
}

/**
 * A config that cannot be used: every problem that was found, the first in the file first.
 *
 * Code `OTAI_CONFIG_INVALID`. The message names the file and the number of problems, then says each in one line.
 */
export class ConfigError extends OtaiError {
  // Private, with a getter: whoever prints an error prints its own properties too, and the message has all of this already.
  readonly #problems: readonly ConfigProblem[];
  readonly #text: string | undefined;
  readonly #file: string;

  constructor(problems: readonly ConfigProblem[], source: ConfigErrorSource) {
    const sorted = sortProblems(problems);
    const lines = sorted.slice(0, MOST_LINES).flatMap((problem) => describe(problem, source));
    if (sorted.length > MOST_LINES) lines.push(`… and ${sorted.length - MOST_LINES} more`);
    super('OTAI_CONFIG_INVALID', [headline(source.name, sorted.length), ...lines].join('\n'), { cause: source.cause });
    this.#problems = sorted;
    this.#file = source.name;
    this.#text = source.text;
  }

  /** Sorted by position. Never empty. */
  get problems(): readonly ConfigProblem[] {
    return this.#problems;
  }

  /** The lines around a problem with a caret under it, for a terminal. `undefined` when the problem does not stand in the config file. */
  codeFrame(problem: ConfigProblem): string | undefined {
    const isHere = problem.location?.kind === 'file' && problem.location.source === this.#file;
    return isHere && this.#text !== undefined ? codeFrame(problem, this.#text) : undefined;
  }
}

/** One line; of a syntax error also the text around it, because its place says more than any words. */
function describe(problem: ConfigProblem, { text }: ConfigErrorSource): readonly string[] {
  const frame = problem.code === 'yaml_syntax' && text !== undefined ? codeFrame(problem, text) : undefined;
  return [formatProblem(problem), ...(frame === undefined ? [] : [frame])];
}

function headline(name: string, count: number): string {
  return `${name}: ${count} ${count === 1 ? 'problem' : 'problems'}`;
}
