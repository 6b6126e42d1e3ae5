/**
 * A module class of its own for every call, with a name that is readable in Nest's messages.
 *
 * Nest tells dynamic modules apart by class and metadata, and merges those that look alike: with a class of its own,
 * two plugins, services or applications in one process never look alike.
 */
export function makeModuleClass(name: string): new () => object {
  const type = class {};
  Object.defineProperty(type, 'name', { value: name });
  return type;
}
