import { readFileSync } from 'node:fs';

/** One case of the corpus: a template, what it is rendered with, and what Jinja2 gives. */
export interface CorpusCase {
  readonly name: string;
  readonly category: string;
  readonly tier: 'core' | 'quirk';
  readonly template: string;
  readonly context: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly expected: { readonly value: TaggedValue } | { readonly error: string; readonly message: string; readonly lineno?: number };
}

/** A Python value with its type. */
export interface TaggedValue {
  readonly t: string;
  readonly v?: unknown;
}

interface CorpusFile {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly cases: readonly CorpusCase[];
}

/** What the library must hand over for values JSON cannot write. */
export interface Tags {
  readonly float: (value: number) => unknown;
}

/** An object with attributes only. */
class Attributes {
  constructor(values: object) {
    Object.assign(this, values);
  }
}

const FLOATS: Readonly<Record<string, number>> = { inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY, nan: Number.NaN };

/** Turns the tags of the fixture into values. */
export function decode(value: unknown, tags: Tags): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(item, tags));
  if (typeof value !== 'object' || value === null) return value;
  const tagged = value as Record<string, unknown>;
  if ('$float' in tagged) return tags.float(FLOATS[String(tagged['$float'])] ?? Number(tagged['$float']));
  if ('$tuple' in tagged) return decode(tagged['$tuple'], tags);
  if ('$obj' in tagged) return new Attributes(decode(tagged['$obj'], tags) as object);
  return Object.fromEntries(Object.entries(tagged).map(([key, item]) => [key, decode(item, tags)]));
}

/** Reads the corpus. */
export function readCorpus(): CorpusFile {
  return JSON.parse(readFileSync(new URL('./fixtures/cases.json', import.meta.url), 'utf8')) as CorpusFile;
}

/** Variables of a case. */
export function contextOf(file: CorpusFile, { context }: CorpusCase, tags: Tags): Record<string, unknown> {
  const reference = (context as { $ref?: string } | undefined)?.$ref;
  return decode(reference === undefined ? (context ?? {}) : file.contexts[reference], tags) as Record<string, unknown>;
}

function sameItems(actual: unknown, items: readonly TaggedValue[]): boolean {
  return Array.isArray(actual) && actual.length === items.length && items.every((item, index) => matches(actual[index], item));
}

function sameDict(actual: unknown, pairs: readonly (readonly [TaggedValue, TaggedValue])[]): boolean {
  if (typeof actual !== 'object' || actual === null) return false;
  const entries = actual instanceof Map ? [...actual] : Object.entries(actual);
  return (
    entries.length === pairs.length &&
    pairs.every(([key, item]) => entries.some((entry) => matches(entry[0], key) && matches(entry[1], item)))
  );
}

/** Whether a JavaScript value is the Python value: numbers by value, tuples as arrays, dicts as objects or Maps. */
export function matches(actual: unknown, { t, v }: TaggedValue): boolean {
  switch (t) {
    case 'none':
      return actual === null;
    case 'undefined':
      return actual === undefined;
    case 'bigint':
      return typeof actual === 'bigint' && String(actual) === v;
    case 'float':
      return Object.is(actual, typeof v === 'string' ? FLOATS[v] : v);
    case 'list':
    case 'tuple':
      return sameItems(actual, v as readonly TaggedValue[]);
    case 'dict':
      return sameDict(actual, v as readonly (readonly [TaggedValue, TaggedValue])[]);
    case 'failmarker':
      return actual instanceof FailMarker;
    default:
      return ['bool', 'int', 'str'].includes(t) && actual === v;
  }
}

/** What `fail()` of the corpus gives. */
export class FailMarker {}
