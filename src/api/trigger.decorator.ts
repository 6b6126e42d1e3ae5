import type { LoggerService } from '@nestjs/common';
import { NoParams, type Type } from './contract.js';
import { writeComponentMetadata } from './metadata.js';

/** What a trigger gets when its pipeline starts. */
export interface TriggerContext<P extends object = object> {
  readonly params: P;
  /** The pipeline it fires. */
  readonly pipeline: string;
  /**
   * Starts a run. Resolves when the run has ended, whatever its outcome; never rejects.
   * While as many runs are still going as the pipeline may have at once (`concurrency`, default 1), the call starts none and resolves at once
   * to `false`; under `overlap: queue` it waits for its turn. It resolves to `false` as well when the trigger is stopped meanwhile.
   */
  readonly fire: (input?: unknown) => Promise<boolean>;
  /** Where the trigger stands, remembered beyond the end of the process where the journal is: the last time it fired, the last message it read. */
  readonly cursor: TriggerCursor;
  readonly logger: LoggerService;
}

/** A small text that a trigger keeps for its pipeline. */
export interface TriggerCursor {
  /** What was last kept; `undefined`: nothing yet. */
  read(): Promise<string | undefined>;
  /** Keeps another text in its place. Resolves once it is safe. */
  move(to: string): Promise<void>;
}

/** When a pipeline is to run, as a scheduler outside this process understands it. Times in milliseconds. */
export type Schedule =
  | { readonly every: number; readonly runAtStart: boolean }
  | {
      readonly cron: string;
      readonly timeZone: string | undefined;
      /** The first time after this one that the pattern matches; `undefined`: it matches none any more. */
      readonly next: (after: number) => number | undefined;
    };

/** Stops a started trigger: clears its timers, closes its listeners. */
export type StopTrigger = () => void | Promise<void>;

/** What a class under `@Trigger` must have. One instance serves all pipelines that use it: state of one use lives in the closure of `start`. */
export interface TriggerHandler<P extends object = object> {
  /** Called once for each pipeline at application bootstrap. Returns what stops it (called before shutdown), or nothing. */
  readonly start: (context: TriggerContext<P>) => StopTrigger | void | Promise<StopTrigger | void>;
  /**
   * The same in other words, when a schedule says it all: a fleet of processes then keeps the schedule, in place of `start`. A trigger without
   * it is started in one process of the fleet.
   */
  readonly schedule?: (params: P) => Schedule;
}

/** What `@Trigger` can say of a trigger beside its name. */
export interface TriggerOptions<P extends object> {
  readonly params?: Type<P>;
  readonly description?: string;
}

/**
 * Makes a class a trigger that YAML can name: it says when a pipeline runs. A trigger is not a pipe.
 *
 * @param name - snake_case, unique within its plugin
 */
export function Trigger<P extends object = NoParams>(
  name: string,
  options: TriggerOptions<P> = {},
): <T extends Type<TriggerHandler<NoInfer<P>>>>(target: T) => void {
  return (target) =>
    writeComponentMetadata(target, {
      kind: 'trigger',
      name,
      params: options.params ?? NoParams,
      injects: {},
      description: options.description,
    });
}
