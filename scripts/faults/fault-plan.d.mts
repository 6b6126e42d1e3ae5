import type { DoorFault } from './door.mjs';
import type { Random } from './random.mjs';

/** All kinds of faults. */
export const FAULT_KINDS: readonly string[];

/** What goes wrong with the requests of one door, drawn in the order of the requests. */
export class FaultPlan {
  constructor(random: Random, options: { readonly rate: number; readonly maxWaitMs: number });
  heal(): void;
  hurt(): void;
  next(now?: number): DoorFault | undefined;
}
