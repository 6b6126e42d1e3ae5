import type { EntityRefInput } from 'open-ticket-ai';
import type { Call } from './call.js';

/** What Request Tracker takes in a search for several states of each lifecycle. */
const GROUPS: readonly string[] = ['__Active__', '__Inactive__', '__Initial__'];

/** The states tickets may have. No API tells them, so that they are params. */
export class StateNames {
  constructor(readonly names: readonly string[]) {}

  /** A state to set. Refuses one that is empty or unknown. */
  set(ref: EntityRefInput | null, call: Call): string {
    return this.known(ref, this.names, call);
  }

  /** A state to search for. */
  searched(ref: EntityRefInput | null, call: Call): string {
    return this.known(ref, [...this.names, ...GROUPS], call);
  }

  private known(ref: EntityRefInput | null, names: readonly string[], call: Call): string {
    const name = ref?.id ?? ref?.name ?? '';
    if (name === '') throw call.failure('state has neither an id nor a name');
    if (names.includes(name)) return name;
    throw call.unknown('state', name, names);
  }
}
