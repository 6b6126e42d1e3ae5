import type { Type as NestType } from '@nestjs/common';

/** The classes made here, so that the host's explorer leaves what is in these modules to whoever made them. */
const made = new WeakSet<object>();

/**
 * A module class of its own for every call, with a name that is readable in Nest's messages.
 *
 * Nest tells dynamic modules apart by class and metadata, and merges those that look alike: with a class of its own,
 * two plugins, services or applications in one process never look alike.
 */
export function makeModuleClass(name: string): new () => object {
  const type = class {};
  Object.defineProperty(type, 'name', { value: name });
  made.add(type);
  return type;
}

/** Whether a module was made by {@link makeModuleClass}: for a plugin, a configured service or the application as a whole. */
export function isMadeModule(module: NestType | Function | null | undefined): boolean {
  return typeof module === 'function' && made.has(module);
}
