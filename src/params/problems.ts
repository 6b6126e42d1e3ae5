import type { ParamProblem } from './params-binding.js';
import { ParamsError } from './params.error.js';

/** From the params object down to a value. */
export type Path = readonly (string | number)[];

/** Collects what is wrong. Made for each rendering, so it holds nothing until there is a problem. */
export class Problems {
  #list: ParamProblem[] | undefined;
  #cause: unknown;

  get count(): number {
    return this.#list === undefined ? 0 : this.#list.length;
  }

  get list(): readonly ParamProblem[] {
    return this.#list ?? [];
  }

  add(path: Path, message: string, hint?: string): void {
    this.push(hint === undefined ? { path, message } : { path, message, hint });
  }

  push(problem: ParamProblem): void {
    (this.#list ??= []).push(problem);
  }

  /** Keeps the first error underneath, to be the cause of the `ParamsError`. */
  addCause(cause: unknown): void {
    this.#cause ??= cause;
  }

  /** Takes over what another one collected. */
  addAll(other: Problems): void {
    for (const problem of other.list) this.push(problem);
    this.#cause ??= other.#cause;
  }

  /** Whether there is a problem with the value at `path` or with something inside it. */
  touches(path: Path): boolean {
    return this.list.some((problem) => path.every((part, index) => problem.path[index] === part));
  }

  toError(): ParamsError {
    return new ParamsError(this.list, this.#cause);
  }
}
