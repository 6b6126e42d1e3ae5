import type { CatalogedService } from './service.catalog.js';

interface Node {
  readonly injected: ReadonlyMap<string, CatalogedService>;
}

/** Every circle of services that inject each other, once: `[a, b, a]`. */
export function findServiceCycles(services: ReadonlyMap<string, Node>): readonly (readonly string[])[] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (id: string, way: readonly string[]): void => {
    const at = way.indexOf(id);
    if (at >= 0) cycles.push([...way.slice(at), id]);
    if (at >= 0 || done.has(id)) return;
    for (const { entry } of services.get(id)?.injected.values() ?? []) visit(entry.id, [...way, id]);
    done.add(id);
  };
  for (const id of services.keys()) visit(id, []);
  return cycles;
}
