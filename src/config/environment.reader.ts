import { FORBIDDEN_KEYS, type ConfigNode, type ListNode, type MapEntry, type MapNode } from './config-node.js';
import type { ConfigPath } from './config-path.js';
import type { Variable } from './dotenv.reader.js';
import { mergeNodes } from './merge-nodes.js';
import { readObject } from './object.reader.js';
import type { ProblemList } from './problem-list.js';

const OURS = /^(?:open_ticket_ai|otai|cfg)(?:__(.*))?$/is;
const MAX_PARTS = 32;

/** A variable that says something about the config, with the parts of its path. */
interface Override extends Variable {
  readonly parts: readonly string[];
}

/** A process' environment as variables. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): readonly Variable[] {
  return Object.entries(env)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => ({ name, value, at: { kind: 'environment', source: `environment variable ${name}` } }));
}

/**
 * Lays variables such as `OTAI__SERVICES__HELPDESK__PARAMS__PASSWORD` over a config, the shorter paths first.
 *
 * Parts are compared with the keys that are there without regard to case, and `_` also stands for `-` and `.`;
 * a part that meets no key becomes a new one in lower case; numbers are places in a list.
 */
export function applyVariables(content: MapNode, variables: readonly Variable[], problems: ProblemList): MapNode {
  const overrides = variables.map(toOverride).filter((override) => override !== undefined);
  const ordered = overrides.toSorted((a, b) => a.parts.length - b.parts.length || (a.name < b.name ? -1 : 1));
  return ordered.reduce((tree, override) => new VariableWriter(override, problems).write(tree), content);
}

function toOverride(variable: Variable): Override | undefined {
  const match = OURS.exec(variable.name);
  if (match === null) return undefined;
  if (match[1] !== undefined) return { ...variable, parts: match[1].split('__') };
  return variable.value.trimStart().startsWith('{') ? { ...variable, parts: [] } : undefined;
}

/** Puts one variable in its place. Trees are copied along the path, never changed. */
class VariableWriter {
  readonly #override: Override;
  readonly #problems: ProblemList;

  constructor(override: Override, problems: ProblemList) {
    this.#override = override;
    this.#problems = problems;
  }

  write(tree: MapNode): MapNode {
    const { parts } = this.#override;
    const isUsable = parts.length <= MAX_PARTS && !parts.some((part) => part === '' || FORBIDDEN_KEYS.has(part.toLowerCase()));
    if (!isUsable) return this.#refuse(tree, [], 'is not a path into the config', 'join the keys by two underscores: OTAI__SERVICES__…');
    const written = this.#put(tree, parts, []);
    return written.kind === 'map' ? written : tree;
  }

  #put(node: ConfigNode | undefined, parts: readonly string[], path: ConfigPath): ConfigNode {
    const [part, ...rest] = parts;
    if (part === undefined) return this.#leaf(node, path);
    const holder = node === undefined || (node.kind === 'scalar' && node.value === null) ? this.#empty(part) : node;
    if (holder.kind === 'list') return this.#putItem(holder, [part, ...rest], path);
    if (holder.kind === 'map') return this.#putEntry(holder, [part, ...rest], path);
    return this.#refuse(holder, path, 'holds a single value, so nothing can be set below it');
  }

  #putEntry(node: MapNode, [part, ...rest]: readonly [string, ...string[]], path: ConfigPath): ConfigNode {
    const matches = matchingKeys(node, part);
    if (matches.length > 1) return this.#refuse(node, path, `holds ${matches.join(' and ')}, and ${part} could be either`);
    const key = matches[0] ?? part.toLowerCase();
    const below = node.entries.get(key);
    const entry: MapEntry = { keyAt: below?.keyAt ?? this.#override.at, node: this.#put(below?.node, rest, [...path, key]) };
    return { ...node, entries: new Map(node.entries).set(key, entry) };
  }

  #putItem(node: ListNode, [part, ...rest]: readonly [string, ...string[]], path: ConfigPath): ConfigNode {
    const place = /^\d{1,6}$/.test(part) ? Number(part) : -1;
    if (place < 0 || place > node.items.length)
      return this.#refuse(node, path, `is a list of ${node.items.length}, which has no place ${part}`, 'count from 0');
    return { ...node, items: node.items.toSpliced(place, 1, this.#put(node.items[place], rest, [...path, place])) };
  }

  /** The value: a text; JSON where it is a whole mapping or list. */
  #leaf(below: ConfigNode | undefined, path: ConfigPath): ConfigNode {
    const { value, at } = this.#override;
    const text: ConfigNode = { kind: 'scalar', value, at };
    if (!/^\s*(?:\{(?![{%#])|\[)/.test(value)) return text;
    try {
      return mergeNodes(below, readObject(JSON.parse(value), { at, problems: this.#problems }, path));
    } catch {
      // A password may begin with a bracket; the param's own check says whether a text is right there.
      if (path.includes('params')) return text;
      return this.#refuse(below ?? { kind: 'scalar', value: null, at }, path, 'is not valid JSON');
    }
  }

  /** What a part goes into where nothing is yet: its number begins a list. */
  #empty(part: string): ListNode | MapNode {
    const { at } = this.#override;
    return part === '0' ? { kind: 'list', items: [], at } : { kind: 'map', entries: new Map(), at };
  }

  #refuse<T extends ConfigNode>(node: T, path: ConfigPath, message: string, hint?: string): T {
    this.#problems.add({ code: 'bad_variable', path, location: this.#override.at, message, hint });
    return node;
  }
}

function matchingKeys(node: MapNode, part: string): readonly string[] {
  const keys = [...node.entries.keys()];
  const same = keys.filter((key) => key.toLowerCase() === part.toLowerCase());
  return same.length > 0 ? same : keys.filter((key) => asVariable(key) === asVariable(part));
}

function asVariable(key: string): string {
  return key.toLowerCase().replaceAll(/[-.]/g, '_');
}
