import { Fault, typeFault, valueFault } from '../errors.js';
import { textLength } from './iterate.js';
import { floatFor, floatParts, formatFault, integerFor, integerParts, type NumberParts } from './number-format.js';
import type { Run } from './run.js';
import { textOf } from './text.js';
import { isInteger, typeName } from './types.js';
import { Markup, PyFloat, isUndefined, Undefined, type Value } from './values.js';

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC =
  /^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/su;

function parseSpec(text: string): Spec {
  const groups = SPEC.exec(text)?.groups;
  if (groups === undefined) throw valueFault(`The format '${text}' cannot be read.`);
  const { fill, align = '', sign = '', alternate, zero, width = '0', grouping = '', precision, type = '' } = groups;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align || (zero === undefined ? '' : '='),
    sign,
    alternate: alternate !== undefined,
    zero: zero !== undefined,
    width: Number(width),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

/** One value in the form a format spec such as `>10`, `05d` or `,.2f` asks for. */
export function formatValue(run: Run, value: Value, specText: string): string {
  if (specText === '') return textOf(run, value);
  const spec = parseSpec(specText);
  run.chargeText(spec.width);
  if (typeof value === 'string' || value instanceof Markup) return formatText(textOf(run, value), spec);
  if (isUndefined(value)) throw new Fault('UNDEFINED', value instanceof Undefined ? value.message : 'The value is undefined');
  if (typeof value === 'boolean' && spec.type === '' && spec.precision === undefined)
    return aligned({ negative: false, prefix: '', digits: value ? '1' : '0' }, spec);
  if (isInteger(value) || typeof value === 'boolean') return formatInteger(value, spec);
  if (typeof value === 'number' || value instanceof PyFloat) return formatFloat(value, spec);
  throw typeFault(`${typeName(value)} takes no format, got '${specText}'.`);
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') throw formatFault(spec.type, text);
  if (spec.grouping !== '' || spec.alternate || spec.sign !== '') throw valueFault('Text takes no sign and no digit grouping in a format.');
  if (spec.align === '=' && !spec.zero) throw valueFault("'=' in a format is for numbers.");
  const cut = spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join('');
  return placed(cut, spec, spec.align === '' || spec.align === '=' ? '<' : spec.align);
}

function formatInteger(value: number | bigint | boolean, spec: Spec): string {
  const { type, precision, alternate } = spec;
  if ('eEfFgG%'.includes(type) && type !== '') return aligned(floatParts(floatFor(type, value), { type, precision, alternate }), spec);
  if (precision !== undefined) throw valueFault('An integer takes no precision in a format.');
  if (type === 'c') return placed(String.fromCodePoint(Number(value)), spec, spec.align || '<');
  if (!['', 'd', 'n', 'x', 'X', 'o', 'b'].includes(type)) throw formatFault(type, value);
  return aligned(integerParts(integerFor(type, value), { type, precision, alternate }), spec);
}

function formatFloat(value: number | PyFloat, spec: Spec): string {
  const { type, precision, alternate } = spec;
  if (!['', 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%'].includes(type)) throw formatFault(type, value);
  return aligned(floatParts(floatFor(type, value), { type: type === 'n' ? 'g' : type, precision, alternate }), spec);
}

function grouped(digits: string, { grouping, type }: Spec): string {
  if (grouping === '') return digits;
  const size = ['x', 'X', 'o', 'b'].includes(type) ? 4 : 3;
  const [, whole = '', rest = ''] = (size === 4 ? /^([0-9a-fA-F]*)(.*)$/s : /^(\d*)(.*)$/s).exec(digits) ?? [];
  let result = '';
  for (let end = whole.length; end > 0; end -= size)
    result = whole.slice(Math.max(0, end - size), end) + (result === '' ? '' : grouping + result);
  return result + rest;
}

function aligned(parts: NumberParts, spec: Spec): string {
  const sign = parts.negative ? '-' : spec.sign.replace('-', '');
  const digits = grouped(parts.digits, spec);
  const head = sign + parts.prefix;
  if (spec.align !== '=') return placed(head + digits, spec, spec.align || '>');
  if (spec.grouping !== '' && spec.fill === '0') return head + groupedZeros(parts.digits, spec, spec.width - head.length);
  return head + digits.padStart(spec.width - head.length, spec.fill);
}

/** Zeros in front are grouped too: `{:09,}` of 1234 is `0,001,234`. */
function groupedZeros(digits: string, spec: Spec, width: number): string {
  let padded = digits;
  while (grouped(padded, spec).length < width) padded = `0${padded}`;
  return grouped(padded, spec);
}

function placed(text: string, { fill, width }: Spec, align: string): string {
  const space = Math.max(0, width - textLength(text));
  const before = align === '<' ? 0 : align === '^' ? Math.floor(space / 2) : space;
  return fill.repeat(before) + text + fill.repeat(space - before);
}
