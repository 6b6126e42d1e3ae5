import { findProcess, type ProcessIdentity, type ProcessState } from './process-identity.js';

/** How often an owner says that it lives, and looks at the others, milliseconds. */
export const BEAT = 5_000;
/** After that many of our own beats without one of another owner's, it is dead: 30 seconds. */
const PATIENCE = 6;

/** An owner, and how far its beats have come. */
export interface OwnerBeat extends ProcessIdentity {
  readonly beat: number;
}

/**
 * Tells which owners of a journal are dead. One on this machine by its process alone; one elsewhere when it has not moved while we watched.
 *
 * No clock is read for it: beats are counted, so that neither clocks that differ nor one that is set can take a living owner's runs away. While
 * this process stands still it counts nothing either.
 */
export class OwnerWatch {
  readonly #seen = new Map<string, { readonly beat: number; readonly stillFor: number }>();

  constructor(private readonly find: (owner: ProcessIdentity) => ProcessState = findProcess) {}

  /** Called with all other owners at each of our own beats. */
  observe(owners: readonly OwnerBeat[]): void {
    const known = new Map(this.#seen);
    this.#seen.clear();
    for (const { ownerId, beat } of owners) {
      const before = known.get(ownerId);
      this.#seen.set(ownerId, { beat, stillFor: before?.beat === beat ? before.stillFor + 1 : 0 });
    }
  }

  isDead(owner: OwnerBeat): boolean {
    const state = this.find(owner);
    if (state !== 'unknown') return state === 'gone';
    const seen = this.#seen.get(owner.ownerId);
    return seen !== undefined && seen.beat === owner.beat && seen.stillFor >= PATIENCE;
  }
}
