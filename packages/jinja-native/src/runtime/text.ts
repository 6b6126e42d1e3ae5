import { typeFault } from '../errors.js';
import { TemplateCallable } from './callables.js';
import { Dict } from './dict.js';
import { dictEntries } from './dict-access.js';
import { floatText } from './float-text.js';
import { quote } from './quote.js';
import type { Run } from './run.js';
import { isDict, isInteger, typeName } from './types.js';
import { DictView, Markup, Namespace, PyFloat, Range, Tuple, isUndefined, type Value } from './values.js';

/** The value as `{{ }}` prints it beside other text, like Python's `str()`. */
export function textOf(run: Run, value: Value): string {
  if (typeof value === 'string') return value;
  if (isUndefined(value)) return '';
  if (value instanceof Markup) return value.text;
  return reprOf(run, value);
}

/** The value as it is printed inside a list, like Python's `repr()`. */
export function reprOf(run: Run, value: Value): string {
  return scalarText(value) ?? new ReprWriter(run).write(value);
}

function numberText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : floatText(value);
}

/** Text of values that hold no others. */
function scalarText(value: Value): string | undefined {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof PyFloat) return floatText(value.value);
  if (value instanceof Markup) return `Markup(${quote(value.text)})`;
  if (isUndefined(value)) return 'Undefined';
  return value instanceof Range ? rangeText(value) : undefined;
}

function rangeText({ start, stop, step }: Range): string {
  return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}

/** `2024-05-01 08:30:00+00:00` */
function dateText(date: Date): string {
  const time = date.getTime();
  if (Number.isNaN(time)) throw typeFault('An invalid date cannot be printed.');
  const text = new Date(time).toISOString().replace('T', ' ').replace('Z', '+00:00');
  return text.replace('.000+', '+');
}

/** Writes nested values; counts what it writes, so that shared or endless values cannot blow up. */
class ReprWriter {
  private length = 0;

  constructor(private readonly run: Run) {}

  write(value: Value, depth = 0): string {
    const text = scalarText(value) ?? this.container(value, depth);
    this.length += text.length;
    this.run.charge(1);
    if (this.length > this.run.limits.textLength) this.run.chargeText(this.length);
    return text;
  }

  private container(value: Value, depth: number): string {
    this.run.checkDepth(depth);
    if (Array.isArray(value)) return `[${this.list(value, depth)}]`;
    if (value instanceof Tuple) return `(${this.list(value.items, depth)}${value.items.length === 1 ? ',' : ''})`;
    if (value instanceof DictView) return `dict_${value.kind}([${this.list(value.items, depth)}])`;
    if (value instanceof Namespace) return `<Namespace ${this.dict(Dict.from(value.attributes), depth)}>`;
    if (isDict(value)) return this.dict(value, depth);
    return opaqueText(value);
  }

  private list(items: readonly Value[], depth: number): string {
    return Array.from(items, (item) => this.write(item, depth + 1)).join(', ');
  }

  private dict(dict: Parameters<typeof dictEntries>[0], depth: number): string {
    const pairs = dictEntries(dict).map(([key, value]) => `${this.write(key, depth + 1)}: ${this.write(value, depth + 1)}`);
    return `{${pairs.join(', ')}}`;
  }
}

function opaqueText(value: Value): string {
  if (value instanceof TemplateCallable) throw typeFault(`'${value.name}' is a function; call it with ${value.name}().`);
  if (typeof value === 'function') throw typeFault('A JavaScript function cannot be printed.');
  if (value instanceof Date) return dateText(value);
  return isInteger(value) ? String(value) : `<${typeName(value)} object>`;
}
