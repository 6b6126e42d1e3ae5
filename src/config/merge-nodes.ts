import type { ConfigNode, MapEntry, MapNode } from './config-node.js';

/**
 * Lays one tree over another: mappings are merged key by key, everything else in `over` replaces what was there. Both stay as they are.
 * A mapping that several sources share is said to stand in the file, where its reader will look first.
 */
export function mergeNodes(base: ConfigNode | undefined, over: ConfigNode): ConfigNode {
  return base?.kind === 'map' && over.kind === 'map' ? mergeMaps(base, over) : over;
}

function mergeMaps(base: MapNode, over: MapNode): MapNode {
  const entries = new Map<string, MapEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    entries.set(key, { keyAt: entry.keyAt, node: mergeNodes(below?.node, entry.node) });
  }
  return { kind: 'map', entries, at: over.at.kind === 'file' ? over.at : base.at };
}
