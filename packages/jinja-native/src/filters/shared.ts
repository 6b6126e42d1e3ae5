import { typeFault } from '../errors.js';
import type { Invocation } from '../registry.js';
import { getItem } from '../runtime/attributes.js';
import { foldCaseLower } from '../runtime/case.js';
import { numeric, stringOf } from '../runtime/compare.js';
import type { Run } from '../runtime/run.js';
import { isTrue } from '../runtime/truth.js';
import { textOf } from '../runtime/text.js';
import { typeName } from '../runtime/types.js';
import { Markup, PyFloat, isUndefined, Tuple, type Value } from '../runtime/values.js';

/** Text of any value for a filter that changes text. */
export function softText(run: Run, value: Value): string {
  const result = textOf(run, value);
  run.chargeText(result.length);
  return result;
}

/** Applies a change to the text of a value; safe markup stays safe markup. */
export function changeText(run: Run, value: Value, change: (text: string) => string): string | Markup {
  const result = change(softText(run, value));
  run.chargeText(result.length);
  return value instanceof Markup ? new Markup(result) : result;
}

/** An integer argument of a filter; floats are refused as Python's functions do. */
export function integer(value: Value, what: string): number {
  const number = value instanceof PyFloat ? undefined : numeric(value);
  if (number === undefined || !Number.isSafeInteger(Number(number))) throw typeFault(`${what} must be an integer, got ${typeName(value)}.`);
  return Number(number);
}

export const truth = isTrue;

/** A text argument of a filter. */
export function text(value: Value, what: string): string {
  const result = stringOf(value);
  if (result === undefined) throw typeFault(`${what} must be text, got ${typeName(value)}.`);
  return result;
}

type Getter = (item: Value) => Value;

/** Parts of a path such as `priority.name` or `items.0`. */
function pathParts(attribute: Value): Value[] {
  const path = stringOf(attribute);
  if (path === undefined) return [attribute];
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Reads an attribute or a path of attributes of an item; the default stands for every part that is missing. */
export function attributeGetter({ run }: Invocation, attribute: Value, fallback?: Value): Getter {
  if (attribute === null) return (item) => item;
  const parts = pathParts(attribute);
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = getItem(run, value, part);
      if (fallback !== undefined && fallback !== null && isUndefined(value)) value = fallback;
    }
    return value;
  };
}

/** As `attributeGetter` for several attributes with commas between them: the keys of a sort. */
export function attributesGetter(invocation: Invocation, attribute: Value, after: Getter): Getter {
  const path = stringOf(attribute);
  if (path === undefined || !path.includes(',')) {
    const getter = attributeGetter(invocation, attribute);
    return (item) => new Tuple([after(getter(item))]);
  }
  const getters = path.split(',').map((part) => attributeGetter(invocation, part));
  return (item) => new Tuple(getters.map((getter) => after(getter(item))));
}

/** The value without regard to case, when it is text and case does not matter. */
export function caseKey(caseSensitive: Value): Getter {
  return isTrue(caseSensitive) ? (value) => value : foldCaseLower;
}
