import { Dict } from './dict.js';
import { isPlainMap } from './types.js';
import { Markup, PyFloat, type Value } from './values.js';

export type DictLike = Dict | Map<unknown, unknown> | Record<string, unknown>;

/** Own data property of an object: never a getter, never something inherited. */
export function ownValue(object: object, key: string): Value {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** Whether the object itself has the property as data. */
export function hasOwnValue(object: object, key: string): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  return descriptor !== undefined && 'value' in descriptor && descriptor.enumerable === true;
}

function stringKey(key: Value): string | undefined {
  return key instanceof Markup ? key.text : typeof key === 'string' ? key : undefined;
}

const mapKey = (key: Value): unknown => (key instanceof PyFloat ? key.value : (stringKey(key) ?? key));

/** The value of a key, or undefined when there is none. */
export function dictGet(dict: DictLike, key: Value): Value {
  if (dict instanceof Dict) return dict.get(key);
  if (isPlainMap(dict)) return dict.get(mapKey(key));
  const name = stringKey(key);
  return name === undefined ? undefined : ownValue(dict, name);
}

export function dictHas(dict: DictLike, key: Value): boolean {
  if (dict instanceof Dict) return dict.has(key);
  if (isPlainMap(dict)) return dict.has(mapKey(key));
  const name = stringKey(key);
  return name !== undefined && hasOwnValue(dict, name);
}

export function dictEntries(dict: DictLike): (readonly [Value, Value])[] {
  if (dict instanceof Dict) return Array.from(dict.entries());
  if (isPlainMap(dict)) return Array.from(dict);
  return Object.keys(dict)
    .filter((key) => hasOwnValue(dict, key))
    .map((key) => [key, ownValue(dict, key)] as const);
}

export function dictKeys(dict: DictLike): Value[] {
  if (dict instanceof Dict) return Array.from(dict.entries(), ([key]) => key);
  return isPlainMap(dict) ? Array.from(dict.keys()) : Object.keys(dict).filter((key) => hasOwnValue(dict, key));
}

export function dictSize(dict: DictLike): number {
  return dict instanceof Dict || isPlainMap(dict) ? dict.size : dictKeys(dict).length;
}
