import { adopt } from '../runtime/own.js';
import { undefinedName, type Value } from '../runtime/values.js';
import { type Evaluate, type Frame, UNSET } from './frame.js';
import type { Scope, SlotReference } from './scope.js';

/** What the compiler knows of the world around a template. */
export interface Surroundings {
  readonly globals: ReadonlyMap<string, Value>;
  /** Whether the template changes lists or dicts, so that the host's must be copied. */
  readonly copies: boolean;
}

/** Reads the name as an own property of the variables, then among the globals. */
function readContext(name: string, { globals, copies }: Surroundings): Evaluate {
  const fallback = globals.has(name) ? globals.get(name) : undefinedName(name);
  const adoptFallback = copies && typeof fallback === 'object';
  return ({ run }) => {
    const value: Value = Object.getOwnPropertyDescriptor(run.variables, name)?.value;
    if (value === undefined) return adoptFallback ? adopt(run, fallback) : fallback;
    return copies ? adopt(run, value) : value;
  };
}

function frameAt(frame: Frame, hops: number): Frame {
  let target = frame;
  for (let left = hops; left > 0; left--) target = target.parent ?? target;
  return target;
}

function readSlot({ hops, slot }: SlotReference, otherwise: Evaluate): Evaluate {
  if (hops === 0) {
    return (frame) => {
      const value = frame.slots[slot];
      return value === UNSET ? otherwise(frame) : value;
    };
  }
  return (frame) => {
    const value = frameAt(frame, hops).slots[slot];
    return value === UNSET ? otherwise(frame) : value;
  };
}

/** Reads a name: bound by the template, else by the host. */
export function readName(name: string, scope: Scope, surroundings: Surroundings): Evaluate {
  return scope.find(name).reduceRight((otherwise, reference) => readSlot(reference, otherwise), readContext(name, surroundings));
}
