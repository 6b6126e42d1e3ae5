import type { PipeResult } from './pipe-result.js';

/** How a pipe runs the steps it holds. */
export interface StepsRunOptions {
  /** Further names that templates inside can read, e.g. `{ ticket }`. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Shown in events and errors to tell the rounds of a loop apart, e.g. `0` or the ticket's id. */
  readonly label?: string;
}

/**
 * The value of a params field under `@IsSteps()`: steps nested in this one, compiled at boot.
 *
 * Inside them, results of the steps around are visible, and `get_parent_param` reads the params of the pipe that holds them.
 */
export interface Steps {
  readonly length: number;
  /**
   * Runs them in order, in a scope of their own. Succeeds with the data of all steps merged (a later key wins) when none failed;
   * is skipped when all were; otherwise fails with the error of the first that did. Never rejects.
   */
  run(options?: StepsRunOptions): Promise<PipeResult>;
}
