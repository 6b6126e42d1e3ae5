import { DEFAULT_LIMITS } from './config-limits.js';
import { FORBIDDEN_KEYS, type ConfigNode, type MapEntry } from './config-node.js';
import type { ConfigPath } from './config-path.js';
import type { ProblemList } from './problem-list.js';
import type { SourceLocation } from './source-location.js';

/** Where an object came from, and where its problems go. */
export interface ObjectSource {
  readonly at: SourceLocation;
  readonly problems: ProblemList;
}

/**
 * Reads a JavaScript object (options in code, JSON in an environment variable) into a tree.
 * Plain objects and lists are copied; anything else (a `Secret`, a `URL`, a function) stays what it is.
 */
export function readObject(value: unknown, source: ObjectSource, path: ConfigPath = []): ConfigNode {
  const { at } = source;
  if (path.length > DEFAULT_LIMITS.maxDepth) return refuse(source, path, `is nested more than ${DEFAULT_LIMITS.maxDepth} levels deep`);
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item, i) => readObject(item, source, [...path, i])) };
  if (!isPlainObject(value)) return { kind: 'scalar', at, value };
  return { kind: 'map', at, entries: readEntries(value, source, path) };
}

function readEntries(value: object, source: ObjectSource, path: ConfigPath): Map<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  for (const [key, item] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) refuse(source, [...path, key], 'is not allowed as a key');
    else if (item !== undefined) entries.set(key, { keyAt: source.at, node: readObject(item, source, [...path, key]) });
  }
  return entries;
}

function refuse({ at, problems }: ObjectSource, path: ConfigPath, message: string): ConfigNode {
  problems.add({ code: 'bad_object', path: path.slice(0, 8), message, location: at });
  return { kind: 'scalar', at, value: null };
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}
