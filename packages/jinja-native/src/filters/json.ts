import { typeFault, valueFault } from '../errors.js';
import { filter, type FilterDefinition } from '../registry.js';
import { dictEntries } from '../runtime/dict-access.js';
import { floatText } from '../runtime/float-text.js';
import type { Run } from '../runtime/run.js';
import { sortValues } from '../runtime/sort.js';
import { isDict, isInteger, typeName } from '../runtime/types.js';
import { Markup, PyFloat, Tuple, type Value } from '../runtime/values.js';
import { integer } from './shared.js';

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** A JSON string in ASCII, with the signs of HTML escaped too. */
function quoteJson(text: string): string {
  const body = text.replaceAll(/[^ !#-%(-;=?-[\]-~]/g, (unit) => SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${body}"`;
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  return floatText(value);
}

function jsonScalar(value: Value): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (isInteger(value)) return String(value);
  if (typeof value === 'number') return jsonFloat(value);
  if (value instanceof PyFloat) return jsonFloat(value.value);
  if (typeof value === 'string') return quoteJson(value);
  return value instanceof Markup ? quoteJson(value.text) : undefined;
}

function jsonKey(key: Value): string {
  if (typeof key === 'string' || key instanceof Markup) return jsonScalar(key) ?? '';
  const text = jsonScalar(key);
  if (text === undefined) throw typeFault(`A key in JSON must be text, a number, a boolean or none, got ${typeName(key)}.`);
  return `"${text}"`;
}

/** Writes JSON with sorted keys, on one line or indented. */
class JsonWriter {
  private length = 0;

  constructor(
    private readonly run: Run,
    private readonly indent: string | undefined,
  ) {}

  write(value: Value, depth = 0): string {
    const text = jsonScalar(value) ?? this.container(value, depth);
    this.run.charge(1);
    this.length += text.length;
    if (this.length > this.run.limits.textLength) this.run.chargeText(this.length);
    return text;
  }

  private container(value: Value, depth: number): string {
    this.run.checkDepth(depth);
    const items = value instanceof Tuple ? value.items : Array.isArray(value) ? (value as readonly Value[]) : undefined;
    if (items !== undefined)
      return this.brackets(
        '[',
        Array.from(items, (item) => this.write(item, depth + 1)),
        ']',
        depth,
      );
    if (!isDict(value)) throw typeFault(`${typeName(value)} cannot be written as JSON.`);
    const entries = sortValues(this.run, dictEntries(value), (entry) => (entry as readonly Value[])[0]) as (readonly [Value, Value])[];
    return this.brackets(
      '{',
      entries.map(([key, item]) => `${jsonKey(key)}: ${this.write(item, depth + 1)}`),
      '}',
      depth,
    );
  }

  private brackets(open: string, parts: readonly string[], close: string, depth: number): string {
    if (parts.length === 0) return open + close;
    if (this.indent === undefined) return open + parts.join(', ') + close;
    const margin = `\n${this.indent.repeat(depth + 1)}`;
    return `${open}${margin}${parts.join(`,${margin}`)}\n${this.indent.repeat(depth)}${close}`;
  }
}

function indentOf(value: Value): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return value;
  const width = integer(value, 'The indent');
  if (width > 100) throw valueFault('The indent of tojson can be 100 at most.');
  return ' '.repeat(Math.max(0, width));
}

export const JSON_FILTERS: readonly FilterDefinition[] = [
  filter('tojson', [['indent', null]], ({ run }, value, [indent]) => new Markup(new JsonWriter(run, indentOf(indent)).write(value))),
];
