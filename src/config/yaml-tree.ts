import { EVENT_ID, SCALAR_STYLE, type AliasEvent, type Event, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml';
import type { ConfigLimits } from './config-limits.js';
import { FORBIDDEN_KEYS, type ConfigNode, type MapEntry } from './config-node.js';
import { readScalar } from './yaml-scalar.js';

/** Something wrong with the YAML itself. */
export interface YamlProblem {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** What a tree is built from and reported to. */
export interface YamlTreeSource {
  readonly text: string;
  readonly events: readonly Event[];
  readonly limits: ConfigLimits;
  readonly locate: (offset: number) => ConfigNode['at'];
  readonly report: (problem: YamlProblem) => void;
  /** Reports a problem after which reading makes no sense. */
  readonly fail: (problem: YamlProblem) => never;
}

type ValueEvent = Exclude<Event, { type: 1 | 6 }>;
interface Measure {
  readonly size: number;
  readonly depth: number;
}

/** Builds one document's tree out of js-yaml's events: values with positions, aliases resolved, bounds kept, dangerous keys refused. */
export class YamlTreeBuilder {
  readonly #source: YamlTreeSource;
  readonly #anchors = new Map<string, ConfigNode | 'open'>();
  readonly #measures = new Map<ConfigNode, Measure>();
  #position = 0;
  #aliases = 0;

  constructor(source: YamlTreeSource) {
    this.#source = source;
  }

  /** The tree of the document whose first event is the next after `start`. */
  build(start: number): ConfigNode {
    this.#position = start;
    return this.#value([], 0);
  }

  #value(path: YamlProblem['path'], keyOffset: number): ConfigNode {
    const event = this.#next() as ValueEvent;
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event, path);
    const anchor = event.anchorStart < 0 ? undefined : this.#source.text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const node = this.#collectionOrScalar(event, path, keyOffset);
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #collectionOrScalar(event: Exclude<ValueEvent, AliasEvent>, path: YamlProblem['path'], keyOffset: number): ConfigNode {
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event, path, keyOffset);
    this.#checkTag(event, path);
    return event.type === EVENT_ID.SEQUENCE ? this.#list(event, path) : this.#map(event, path);
  }

  #scalar(event: ScalarEvent, path: YamlProblem['path'], keyOffset: number): ConfigNode {
    const reading = readScalar(this.#source.text, event, this.#tag(event));
    const offset = scalarOffset(event, this.#source.text) ?? keyOffset;
    if ('value' in reading) return this.#measured({ kind: 'scalar', value: reading.value, at: this.#source.locate(offset) }, []);
    this.#source.report({ code: 'yaml_value', path, offset, message: reading.problem, hint: reading.hint });
    return this.#nothing(offset);
  }

  #list(event: SequenceEvent, path: YamlProblem['path']): ConfigNode {
    const items: ConfigNode[] = [];
    while (!this.#atEnd()) items.push(this.#value([...path, items.length], event.start));
    return this.#measured({ kind: 'list', items, at: this.#source.locate(event.start) }, items);
  }

  #map(event: MappingEvent, path: YamlProblem['path']): ConfigNode {
    const entries = new Map<string, MapEntry>();
    while (!this.#atEnd()) {
      const offset = this.#keyOffset(event.start);
      const key = this.#key(path, offset);
      const node = this.#value(key === undefined ? path : [...path, key], offset);
      if (key !== undefined) this.#addEntry(entries, { key, node, offset, path: [...path, key] });
    }
    const nodes = [...entries.values()].map((entry) => entry.node);
    return this.#measured({ kind: 'map', entries, at: this.#source.locate(event.start) }, nodes);
  }

  #addEntry(entries: Map<string, MapEntry>, { key, node, offset, path }: NewEntry): void {
    const first = entries.get(key);
    if (first === undefined) entries.set(key, { keyAt: this.#source.locate(offset), node });
    else
      this.#source.report({
        code: 'duplicate_key',
        path,
        offset,
        message: `is there twice: the first is in line ${first.keyAt.line}`,
        hint: 'keep one of them',
      });
  }

  /** Reads a key; reports one that cannot be used, and gives `undefined` for it. */
  #key(path: YamlProblem['path'], offset: number): string | undefined {
    const event = this.#source.events[this.#position] as ValueEvent;
    if (event.type !== EVENT_ID.SCALAR) {
      this.#value(path, offset);
      return this.#refuseKey(path, offset, NOT_TEXT);
    }
    this.#position++;
    const reading = readScalar(this.#source.text, event, this.#tag(event));
    const key = 'value' in reading ? reading.value : undefined;
    if (typeof key !== 'string') return this.#refuseKey(path, offset, NOT_TEXT);
    if (key === '<<') return this.#refuseKey([...path, key], offset, MERGE_KEY);
    if (FORBIDDEN_KEYS.has(key)) return this.#refuseKey([...path, key], offset, DANGEROUS_KEY);
    return key;
  }

  #refuseKey(path: YamlProblem['path'], offset: number, why: Pick<YamlProblem, 'code' | 'message' | 'hint'>): undefined {
    this.#source.report({ ...why, path, offset });
  }

  #keyOffset(fallback: number): number {
    const event = this.#source.events[this.#position] as ValueEvent;
    if (event.type === EVENT_ID.SCALAR) return scalarOffset(event, this.#source.text) ?? fallback;
    return event.type === EVENT_ID.ALIAS ? event.anchorStart - 1 : event.start;
  }

  #alias(event: AliasEvent, path: YamlProblem['path']): ConfigNode {
    const name = this.#source.text.slice(event.anchorStart, event.anchorEnd);
    const offset = event.anchorStart - 1;
    if (++this.#aliases > this.#source.limits.maxAliases)
      this.#source.fail({ code: 'limit', path, offset, message: `uses more than ${this.#source.limits.maxAliases} aliases (*${name})` });
    const node = this.#anchors.get(name);
    if (node !== undefined && node !== 'open') return node;
    const message =
      node === 'open' ? `is inside &${name} and refers to it (*${name})` : `refers to *${name}, but no &${name} stands before it`;
    this.#source.report({ code: 'yaml_alias', path, offset, message, hint: 'a text that begins with * must be in quotes' });
    return this.#nothing(offset);
  }

  /** Keeps the bounds that count what aliases expand to. */
  #measured(node: ConfigNode, children: readonly ConfigNode[]): ConfigNode {
    let size = 1;
    let depth = 0;
    for (const child of children) {
      const measure = this.#measures.get(child);
      size += measure?.size ?? 1;
      depth = Math.max(depth, measure?.depth ?? 0);
    }
    this.#measures.set(node, { size, depth: depth + 1 });
    this.#checkBounds(size, depth + 1);
    return node;
  }

  #checkBounds(size: number, depth: number): void {
    const { maxNodes, maxDepth } = this.#source.limits;
    const offset = 0;
    if (size > maxNodes)
      this.#source.fail({
        code: 'limit',
        path: [],
        offset,
        message: `the file holds more than ${maxNodes} values when its aliases are expanded`,
      });
    if (depth > maxDepth)
      this.#source.fail({
        code: 'limit',
        path: [],
        offset,
        message: `the file is nested more than ${maxDepth} levels deep when its aliases are expanded`,
      });
  }

  #checkTag(event: SequenceEvent | MappingEvent, path: YamlProblem['path']): void {
    const tag = this.#tag(event);
    const expected = event.type === EVENT_ID.SEQUENCE ? '!!seq' : '!!map';
    if (tag !== '' && tag !== '!' && tag !== expected)
      this.#source.report({
        code: 'yaml_value',
        path,
        offset: event.tagStart,
        message: `has the YAML tag ${tag}, which is not supported`,
        hint: 'leave the tag out',
      });
  }

  #tag({ tagStart, tagEnd }: { readonly tagStart: number; readonly tagEnd: number }): string {
    return tagStart < 0 ? '' : this.#source.text.slice(tagStart, tagEnd);
  }

  #nothing(offset: number): ConfigNode {
    return { kind: 'scalar', value: null, at: this.#source.locate(offset) };
  }

  #next(): Event {
    return this.#source.events[this.#position++] as Event;
  }

  /** Whether the collection being read ends here; steps over its end. */
  #atEnd(): boolean {
    const isEnd = this.#source.events[this.#position]?.type === EVENT_ID.POP;
    if (isEnd) this.#position++;
    return isEnd;
  }
}

interface NewEntry {
  readonly key: string;
  readonly node: ConfigNode;
  readonly offset: number;
  readonly path: YamlProblem['path'];
}

const NOT_TEXT = {
  code: 'yaml_key',
  message: 'has a key that is not a text',
  hint: 'put the key in quotes; put a template {{ … }} in quotes too',
};
const MERGE_KEY = {
  code: 'yaml_key',
  message: 'is a merge key, which is not supported',
  hint: 'write the keys out, or use an alias for the whole value',
};
const DANGEROUS_KEY = { code: 'yaml_key', message: 'is not allowed as a key', hint: 'choose another name' };

/** Where a scalar begins for the reader: at its quote, at the first letter of a block. `undefined` for an empty one. */
function scalarOffset(event: ScalarEvent, text: string): number | undefined {
  if (event.valueStart < 0) return undefined;
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) return event.valueStart - 1;
  if (event.style === SCALAR_STYLE.PLAIN) return event.valueStart;
  const blank = /[ \r\n]*/y;
  blank.lastIndex = event.valueStart;
  return Math.min(event.valueStart + (blank.exec(text)?.[0].length ?? 0), text.length);
}
