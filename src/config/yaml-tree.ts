import { EVENT_ID, type AliasEvent, type Event, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml';
import type { ConfigLimits } from './config-limits.js';
import { FORBIDDEN_KEYS, type ConfigNode, type MapEntry } from './config-node.js';
import { NodeBounds } from './node-bounds.js';
import { BARE_TEMPLATE, DANGEROUS_KEY, MERGE_KEY, NOT_TEXT, type YamlProblem } from './yaml-problem.js';
import { readScalar, scalarOffset } from './yaml-scalar.js';

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

/** Builds one document's tree out of js-yaml's events: values with positions, aliases resolved, bounds kept, dangerous keys refused. */
export class YamlTreeBuilder {
  readonly #source: YamlTreeSource;
  readonly #anchors = new Map<string, ConfigNode | 'open'>();
  readonly #bounds: NodeBounds;
  #position = 0;
  #aliases = 0;

  constructor(source: YamlTreeSource) {
    this.#source = source;
    this.#bounds = new NodeBounds(source.limits);
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
    if ('value' in reading) return { kind: 'scalar', value: reading.value, at: this.#source.locate(offset) };
    this.#source.report({ code: 'yaml_value', path, offset, message: reading.problem, hint: reading.hint });
    return this.#nothing(offset);
  }

  #list(event: SequenceEvent, path: YamlProblem['path']): ConfigNode {
    const items: ConfigNode[] = [];
    while (!this.#atEnd()) items.push(this.#value([...path, items.length], event.start));
    return this.#bounded({ kind: 'list', items, at: this.#source.locate(event.start) }, items, event.start);
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
    return this.#bounded({ kind: 'map', entries, at: this.#source.locate(event.start) }, nodes, event.start);
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
      const isTemplate = this.#source.text.startsWith('{{', offset - 1);
      return this.#refuseKey(path, offset, isTemplate ? BARE_TEMPLATE : NOT_TEXT);
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
    const [message, hint] =
      node === 'open'
        ? [`is inside &${name} and refers to it (*${name})`, 'write the value out']
        : [`refers to *${name}, but no &${name} stands before it`, 'a text that begins with * must be in quotes'];
    this.#source.report({ code: 'yaml_alias', path, offset, message, hint });
    return this.#nothing(offset);
  }

  /** Keeps the bounds that count what aliases expand to. */
  #bounded(node: ConfigNode, children: readonly ConfigNode[], offset: number): ConfigNode {
    const excess = this.#bounds.add(node, children);
    return excess === undefined ? node : this.#source.fail({ code: 'limit', path: [], offset, message: excess });
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
