import type { Output } from '../runtime/output.js';
import type { Run } from '../runtime/run.js';
import type { Value } from '../runtime/values.js';

/** Marks a name of the template that has no value yet; the name then means what it means outside. */
export const UNSET: unique symbol = Symbol('unset');

/** Names of one running piece of the template: the template itself, a macro, a call block or a recursive loop. */
export class Frame {
  readonly slots: Value[];

  constructor(
    readonly run: Run,
    /** The frame around the definition, not around the call. */
    readonly parent: Frame | undefined,
    size: number,
  ) {
    this.slots = size === 0 ? NO_SLOTS : Array.from({ length: size }, () => UNSET);
  }
}

const NO_SLOTS: Value[] = [];

/** A compiled expression. */
export type Evaluate = (frame: Frame) => Value;
/** A compiled statement. */
export type Execute = (frame: Frame, output: Output) => void;
