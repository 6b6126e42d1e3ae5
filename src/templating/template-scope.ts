import type { PipeResult } from '../api/pipe-result.js';

/** Reads environment variables: process environment over `.env`, or what the application supplied. */
export type EnvReader = (name: string) => string | undefined;

/** What the templates of one step can see: the host object of every render. */
export interface TemplateScope {
  /** The result of an earlier step, of this level or one around it. */
  get(id: string): PipeResult | undefined;
  /** Every visible result by step id, for templates that read `pipe_results`. */
  visibleResults(): ReadonlyMap<string, PipeResult>;
  /** The params of the pipes that hold this step, the nearest first. */
  readonly parentParams: readonly Readonly<Record<string, unknown>>[];
  /** Names that templates can read directly, e.g. the `ticket` of a for_each. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly input: unknown;
  readonly env: EnvReader;
}
