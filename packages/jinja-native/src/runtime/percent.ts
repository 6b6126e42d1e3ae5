import { Fault, typeFault, valueFault } from '../errors.js';
import { numeric } from './compare.js';
import { dictGet, dictHas } from './dict-access.js';
import { escapeText } from './escape.js';
import { floatFor, floatParts, integerParts, type NumberParts } from './number-format.js';
import { quote } from './quote.js';
import type { Run } from './run.js';
import { reprOf, textOf } from './text.js';
import { textLength } from './iterate.js';
import { isDict, isInteger, typeName } from './types.js';
import { isUndefined, Markup, PyFloat, Range, Tuple, Undefined, type Value } from './values.js';

const SPEC = /%(?:\((?<key>[^()]*)\))?(?<flags>[#0\- +]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d*))?[hlL]?(?<type>[diouxXeEfFgGcrsa%])?/y;

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Formats one text: reads its specs from left to right and takes the values in turn. */
class PercentFormatter {
  private used = 0;
  private readonly values: readonly Value[];

  constructor(
    private readonly run: Run,
    private readonly source: Value,
    private readonly escape: boolean,
  ) {
    this.values = source instanceof Tuple ? source.items : [source];
  }

  format(template: string): string {
    let result = '';
    let from = 0;
    for (let at = template.indexOf('%'); at !== -1; at = template.indexOf('%', from)) {
      result += template.slice(from, at);
      SPEC.lastIndex = at;
      const match = SPEC.exec(template);
      result += this.piece(match?.groups ?? {});
      this.run.chargeText(result.length);
      from = SPEC.lastIndex;
    }
    this.refuseLeftovers();
    return result + template.slice(from);
  }

  private refuseLeftovers(): void {
    const { source } = this;
    const isMapping = isDict(source) || Array.isArray(source) || source instanceof Range || isUndefined(source);
    const spare = this.used < this.values.length && !isMapping;
    if (spare) throw typeFault('There are more values than places for them in this format.');
  }

  private piece({ key, flags = '', width, precision, type }: Record<string, string | undefined>): string {
    if (type === undefined) throw valueFault("A '%' in a format must be followed by one of d i o u x X e E f F g G c r s a %.");
    if (type === '%') return '%';
    const places = { width: this.size(width) ?? 0, precision: precision === '' ? 0 : this.size(precision) };
    const left = places.width < 0 ? `${flags}-` : flags;
    const spec: Spec = { flags: left, width: Math.abs(places.width), precision: places.precision, type };
    this.run.chargeText(spec.width);
    const text = pad(this.valueParts(key === undefined ? this.next() : this.byKey(key), spec), spec);
    return this.escape ? escapeText(text) : text;
  }

  private size(text: string | undefined): number | undefined {
    if (text !== '*') return text === undefined || text === '' ? undefined : Number(text);
    const value = this.next();
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw typeFault("'*' in a format needs an integer.");
    return value;
  }

  private next(): Value {
    if (this.used >= this.values.length) throw typeFault('There are fewer values than places for them in this format.');
    return this.values[this.used++];
  }

  private byKey(key: string): Value {
    if (!isDict(this.source)) throw typeFault(`'%(${key})s' needs a dict of values.`);
    this.used = 1;
    if (!dictHas(this.source, key)) throw new Fault('VALUE', `The format wants the key '${key}', which the dict does not have.`);
    return dictGet(this.source, key);
  }

  private valueParts(value: Value, spec: Spec): NumberParts | string {
    switch (spec.type) {
      case 's':
        return cut(this.escape && value instanceof Markup ? value.text : textOf(this.run, value), spec.precision);
      case 'r':
        return cut(reprOf(this.run, value), spec.precision);
      case 'a':
        return cut(asciiOnly(typeof value === 'string' ? quote(value) : reprOf(this.run, value)), spec.precision);
      case 'c':
        return character(value);
      default:
        return numberParts(value, spec);
    }
  }
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : Array.from(text).slice(0, precision).join('');
}

function asciiOnly(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16)}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

function character(value: Value): string {
  if (typeof value === 'string' && textLength(value) === 1) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 0x10ffff) return String.fromCodePoint(value);
  throw typeFault("'%c' needs one character or its code.");
}

function numberParts(value: Value, { type, precision, flags }: Spec): NumberParts {
  const style = { type: type === 'u' || type === 'i' ? 'd' : type, precision, alternate: flags.includes('#') };
  if (value instanceof Undefined) throw new Fault('UNDEFINED', value.message);
  if ('eEfFgG'.includes(type)) return floatParts(floatFor(`%${type}`, value), style);
  const parts = integerParts(wholeNumber(value, type), style);
  return { ...parts, digits: parts.digits.padStart(Math.min(precision ?? 0, 1000), '0') };
}

/** `%d` cuts floats; the other integer formats refuse them. */
function wholeNumber(value: Value, type: string): number | bigint {
  const number = numeric(value);
  if (number === undefined || (!'diu'.includes(type) && isFraction(value)))
    throw typeFault(`'%${type}' needs a number, got ${typeName(value)}.`);
  if (typeof number === 'bigint') return number;
  if (!Number.isFinite(number)) throw valueFault(`'%${type}' cannot show ${String(number)}.`);
  return BigInt(Math.trunc(number));
}

const isFraction = (value: Value): boolean => value instanceof PyFloat || (typeof value === 'number' && !isInteger(value));

function pad(parts: NumberParts | string, { flags, width }: Spec): string {
  if (typeof parts === 'string') return flags.includes('-') ? padText(parts, width, 'end') : padText(parts, width, 'start');
  const sign = parts.negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const head = sign + parts.prefix;
  if (flags.includes('-')) return (head + parts.digits).padEnd(width);
  return flags.includes('0') ? head + parts.digits.padStart(width - head.length, '0') : (head + parts.digits).padStart(width);
}

function padText(text: string, width: number, side: 'start' | 'end'): string {
  const spaces = ' '.repeat(Math.max(0, width - textLength(text)));
  return side === 'end' ? text + spaces : spaces + text;
}

/** `text % values` */
export function formatPercent(run: Run, template: Value, values: Value): Value {
  if (template instanceof Markup) return new Markup(new PercentFormatter(run, values, true).format(template.text));
  return new PercentFormatter(run, values, false).format(String(template));
}
