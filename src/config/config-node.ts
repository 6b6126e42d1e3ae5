import type { ConfigPath } from './config-path.js';
import type { KeyOrValue, SourceLocation } from './source-location.js';

/** A text, number, boolean, null, or (from JavaScript options) any other object, with the place it came from. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: unknown;
  readonly at: SourceLocation;
}

/** A list, with the place it begins at. */
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  readonly at: SourceLocation;
}

/** A key of a mapping and what it holds. */
export interface MapEntry {
  readonly keyAt: SourceLocation;
  readonly node: ConfigNode;
}

/** A mapping, with the place it begins at. */
export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly at: SourceLocation;
}

/** A value of a config that remembers where it came from. All sources are read into such trees, and merged as trees. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

/** Keys that would reach an object's prototype. No source may use them. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The tree as ordinary frozen values. Nodes that aliases share become values that are shared. */
export function toPlain(node: ConfigNode, seen = new Map<ConfigNode, unknown>()): unknown {
  if (node.kind === 'scalar') return node.value;
  const known = seen.get(node);
  if (known !== undefined) return known;
  const value = Object.freeze(
    node.kind === 'list'
      ? node.items.map((item) => toPlain(item, seen))
      : Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.node, seen)])),
  );
  seen.set(node, value);
  return value;
}

/** Where the value (or the key) at a path came from; for what is not there, where the mapping around it did. */
export function locateNode(root: ConfigNode, path: ConfigPath, at: KeyOrValue = 'value'): SourceLocation {
  let node = root;
  let keyAt = root.at;
  for (const part of path) {
    const next = child(node, part);
    if (next === undefined) return node.at;
    node = next.node;
    keyAt = next.keyAt;
  }
  return at === 'key' ? keyAt : node.at;
}

function child(node: ConfigNode, part: string | number): MapEntry | undefined {
  if (node.kind === 'map') return node.entries.get(String(part));
  const item = node.kind === 'list' && typeof part === 'number' ? node.items[part] : undefined;
  return item && { node: item, keyAt: item.at };
}
