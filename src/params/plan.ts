import type { Problems } from './problems.js';

/** What is left of a raw value once it is compiled: the value itself, or how to get it in the scope of a step. */
export type Plan<S> = FixedPlan | RenderedPlan<S>;

export interface FixedPlan {
  readonly fixed: true;
  readonly value: unknown;
}

export interface RenderedPlan<S> {
  readonly fixed: false;
  readonly render: Render<S>;
}

/** Gives the value, or reports at least one problem (what it gives then means nothing). */
export type Render<S> = (scope: S, problems: Problems) => unknown;

/** The value of an optional field that is not given: the initializer of the class stays. */
export const ABSENT = Symbol('absent');

export function fixed(value: unknown): FixedPlan {
  return { fixed: true, value };
}

/** The plan of a value that is wrong: its problem is reported, so nothing will be rendered. */
export const FAILED: FixedPlan = fixed(undefined);
