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
  return new ObjectReader(source).read(value, path);
}

class ObjectReader {
  readonly #source: ObjectSource;
  /** Objects that were read, or are being read: each is read once, however often it is referred to. */
  readonly #seen = new Map<object, ConfigNode | 'open'>();

  constructor(source: ObjectSource) {
    this.#source = source;
  }

  read(value: unknown, path: ConfigPath): ConfigNode {
    if (!Array.isArray(value) && !isPlainObject(value)) return { kind: 'scalar', at: this.#source.at, value };
    const known = this.#seen.get(value);
    if (known === 'open') return this.#refuse(path, 'refers to an object around it');
    if (known !== undefined) return known;
    if (path.length > DEFAULT_LIMITS.maxDepth) return this.#refuse(path, `is nested more than ${DEFAULT_LIMITS.maxDepth} levels deep`);
    this.#seen.set(value, 'open');
    const node = this.#collection(value, path);
    this.#seen.set(value, node);
    return node;
  }

  #collection(value: object, path: ConfigPath): ConfigNode {
    const { at } = this.#source;
    if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item, i) => this.read(item, [...path, i])) };
    return { kind: 'map', at, entries: this.#entries(value, path) };
  }

  #entries(value: object, path: ConfigPath): Map<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const [key, item] of Object.entries(value)) {
      if (FORBIDDEN_KEYS.has(key)) this.#refuse([...path, key], 'is not allowed as a key');
      else if (item !== undefined) entries.set(key, { keyAt: this.#source.at, node: this.read(item, [...path, key]) });
    }
    return entries;
  }

  #refuse(path: ConfigPath, message: string): ConfigNode {
    const { at, problems } = this.#source;
    problems.add({ code: 'bad_object', path, message, location: at });
    return { kind: 'scalar', at, value: null };
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Also Object.prototype of another realm: that of a test runner's sandbox.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
