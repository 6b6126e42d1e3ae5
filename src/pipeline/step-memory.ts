import type { PipeResult } from '../api/pipe-result.js';
import type { CompiledStep } from './compiled-pipeline.js';
import type { RunScope } from './run-scope.js';

/** A step execution at its place in a run. */
export interface PlacedStep {
  readonly step: CompiledStep;
  /** Unique in the run: the path, with `#2` after it when the steps come by a second time. */
  readonly place: string;
  readonly startedAt: number;
}

/** The attempts that a step has behind it. */
export interface TriedBefore {
  readonly attempts: number;
  /** When the first began, milliseconds since 1970. */
  readonly since: number;
}

/** What a run knows of its steps from before, and what it notes down of them. */
export interface StepMemory {
  /** A step that is about to begin, at its path. */
  place(step: CompiledStep, path: string): PlacedStep;
  /** The result the step has already, so that it is not executed; `undefined`: it is. */
  recover(placed: PlacedStep, scope: RunScope): PipeResult | undefined | Promise<PipeResult | undefined>;
  /** Whether the step had begun, or `ended`, before: whoever watches has been told then. */
  wasHere(placed: PlacedStep): 'begun' | 'ended' | undefined;
  /** How often the step was tried before, and since when; `undefined`: it was not. */
  triedBefore(placed: PlacedStep): TriedBefore | undefined;
  /** Called before a step is executed that must not be executed twice. */
  begin(placed: PlacedStep): Promise<void>;
  finish(placed: PlacedStep, result: PipeResult): void;
}

/** Gives each step execution of a run a place of its own. */
export class StepPlaces {
  /** How often a path has been come by. */
  readonly #visits = new Map<string, number>();

  at(path: string): string {
    const visits = (this.#visits.get(path) ?? 0) + 1;
    this.#visits.set(path, visits);
    return visits === 1 ? path : `${path}#${visits}`;
  }
}

/** The path of a step, without the number of its visit. */
export function pathOf(place: string): string {
  return place.replace(/#\d+$/, '');
}

/** Whether executing the step again is how its result is had again: it does nothing itself, or only holds other steps. */
export function isHadAgain({ pipe, stepsFields }: CompiledStep): boolean {
  return stepsFields.length > 0 || pipe.component.effect === 'none';
}
