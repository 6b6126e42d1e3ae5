import { Fault, typeFault } from '../errors.js';
import { dictKeys, dictSize } from './dict-access.js';
import type { Run } from './run.js';
import { isDict, typeName } from './types.js';
import { DictView, Markup, Range, Tuple, Undefined, type Value } from './values.js';

/** The characters of a text; one per code point, as Python counts them. */
export function characters(text: string): string[] {
  return Array.from(text);
}

const SURROGATE = /[\ud800-\udfff]/;

/** Whether code points and UTF-16 units are the same in this text, so that fast JavaScript operations count right. */
export function isSimpleText(text: string): boolean {
  return !SURROGATE.test(text);
}

export function textLength(text: string): number {
  if (isSimpleText(text)) return text.length;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    length++;
    if ((text.codePointAt(at) ?? 0) > 0xffff) at++;
  }
  return length;
}

/** The items of anything that can be walked; spends one step per item. The array must not be changed. */
export function itemsOf(run: Run, value: Value): readonly Value[] {
  const items = walkable(run, value);
  if (items === undefined) throw typeFault(`${typeName(value)} cannot be iterated: expected a list, a dict or text.`);
  run.charge(items.length);
  return items;
}

function walkable(run: Run, value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[];
  if (typeof value === 'string') return chargedCharacters(run, value);
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : undefined;
  if (value instanceof Tuple || value instanceof DictView) return value.items;
  if (value instanceof Markup) return chargedCharacters(run, value.text);
  if (value instanceof Range) return Array.from({ length: value.length }, (_, index) => value.at(index));
  if (value instanceof Undefined) return [];
  return isDict(value) ? dictKeys(value) : undefined;
}

function chargedCharacters(run: Run, text: string): string[] {
  run.charge(text.length);
  return characters(text);
}

/** Whether `for` can walk the value. */
export function isIterable(value: Value): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return true;
  if (value instanceof Tuple || value instanceof DictView || value instanceof Markup || value instanceof Range) return true;
  return value === undefined || value instanceof Undefined || isDict(value);
}

/** Number of items, or undefined for values that have none. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === 'string') return textLength(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Markup) return textLength(value.text);
  if (value instanceof Tuple || value instanceof DictView) return value.items.length;
  if (value instanceof Range) return value.length;
  if (value === undefined || value instanceof Undefined) return 0;
  return isDict(value) ? dictSize(value) : undefined;
}

/** The error for using a value that is missing. */
export function undefinedFault(value: Value): Fault {
  return new Fault('UNDEFINED', value instanceof Undefined ? value.message : 'The value is undefined');
}
