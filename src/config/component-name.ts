const BASE_PREFIX = /^(?:otai_base|otai-base|open_ticket_ai\.base):/;

/** A component's name as the rest of the library knows it: the older spellings of the prefix `base:` become it. */
export function canonicalUse(use: string): string {
  return use.replace(BASE_PREFIX, 'base:');
}
