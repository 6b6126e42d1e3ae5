/** Something wrong with one param, found at boot or when a template was rendered. */
export interface ParamProblem {
  /** What kind of problem it is, where that makes a difference to whoever reports it. */
  readonly kind?: 'unknown' | 'missing' | undefined;
  /** From the params object down: `['ticket_search_criteria', 'limit']`. */
  readonly path: readonly (string | number)[];
  /** What is wrong, to be read after the path: `must be a whole number, but is "ten"`. */
  readonly message: string;
  /** What to do about it, when that is known: `did you mean "limit"?`. */
  readonly hint?: string | undefined;
  /** Of an unknown param: the one that was probably meant. */
  readonly meant?: string | undefined;
}

/** A value that is only known when a step runs: a template, rendered in the scope of the step. */
export interface Slot<S> {
  render(scope: S): unknown;
}

/** How raw params (as YAML gave them) turn into templates and nested steps. The pipeline compiler implements it. */
export interface ParamsSource<S> {
  /** The slot for a text that holds template syntax; `undefined` for a plain text. Reports its own problems. */
  template(text: string, path: readonly (string | number)[]): Slot<S> | undefined;
  /** The slot that gives the `Steps` of a field under `@IsSteps()`. Reports its own problems. */
  steps(raw: unknown, path: readonly (string | number)[], variables: readonly string[]): Slot<S>;
}

/** Raw params of one step or service, checked and compiled once. */
export interface ParamsBinding<P, S> {
  /** All that is wrong with what is known before anything runs. */
  readonly problems: readonly ParamProblem[];
  /** True when nothing depends on the scope: `render` then gives the same frozen instance each time. */
  readonly isStatic: boolean;
  /**
   * A frozen instance of the params class: static fields as checked at boot, templated ones rendered, converted and checked now.
   * Throws `ParamsError` with every problem.
   */
  render(scope: S): P;
}
