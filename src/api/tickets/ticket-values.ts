import { isDeepStrictEqual } from 'node:util';
import type { EntityRef, EntityRefInput, Person, PersonInput } from './ticket.js';

/** Whether a queue, priority, state or type is the one that is meant: by id where both have one, else by name. */
export function isEntity(a: EntityRef | null, b: EntityRefInput | EntityRef | null): boolean {
  if (a === null || b === null) return a === b;
  return isGiven(a.id) && isGiven(b.id) ? a.id === b.id : a.name === b.name;
}

/** Whether a person is the one that is meant: by id, else by email, else by name, the first that both have. */
export function isPerson(a: Person | null, b: PersonInput | Person | null): boolean {
  if (a === null || b === null) return a === b;
  if (isGiven(a.id) && isGiven(b.id)) return a.id === b.id;
  if (isGiven(a.email) && isGiven(b.email)) return a.email.toLowerCase() === b.email.toLowerCase();
  return a.name === b.name;
}

/** Whether two lists of tags are the same; the order means nothing. */
export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && isDeepStrictEqual(new Set(a), new Set(b));
}

function isGiven(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
