import { Dict } from './dict.js';
import { DictView, Markup, Namespace, PyFloat, Range, Tuple, Undefined, type Value } from './values.js';
import { TemplateCallable } from './callables.js';

const VIEW_NAMES = { keys: 'dict_keys', values: 'dict_values', items: 'dict_items' };

/** Whole numbers that JavaScript holds exactly, and bigint. */
export function isInteger(value: Value): value is number | bigint {
  return Number.isSafeInteger(value) || typeof value === 'bigint';
}

/** An object of `{}`, `Object.create(null)` or JSON: its prototype is the end of a chain or absent. */
function isPlainObject(value: Value): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || (!Array.isArray(value) && Object.getPrototypeOf(prototype) === null);
}

export function isPlainMap(value: Value): value is Map<unknown, unknown> {
  return value instanceof Map && Object.getPrototypeOf(value) === Map.prototype;
}

/** Whether the value is a dict, of the host or of the template. */
export function isDict(value: Value): value is Dict | Map<unknown, unknown> | Record<string, unknown> {
  return value instanceof Dict || isPlainObject(value) || isPlainMap(value);
}

/** The Python name of the value's type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value !== 'object') return primitiveName(value);
  if (Array.isArray(value)) return 'list';
  if (value instanceof DictView) return VIEW_NAMES[value.kind];
  for (const [type, name] of CLASS_NAMES) if (value instanceof type) return name;
  return isDict(value) ? 'dict' : className(value);
}

function primitiveName(value: Value): string {
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (isInteger(value)) return 'int';
  if (typeof value === 'number') return 'float';
  return value === undefined ? 'Undefined' : typeof value;
}

/** Name of the class of an object of the host, read without running its code. */
function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null) return 'object';
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name: unknown = typeof constructor === 'function' ? Object.getOwnPropertyDescriptor(constructor, 'name')?.value : undefined;
  return typeof name === 'string' && name !== '' ? name : 'object';
}

const CLASS_NAMES: readonly (readonly [new (...args: never[]) => object, string])[] = [
  [PyFloat, 'float'],
  [Tuple, 'tuple'],
  [Markup, 'Markup'],
  [Range, 'range'],
  [Dict, 'dict'],
  [Undefined, 'Undefined'],
  [Namespace, 'Namespace'],
  [Date, 'datetime'],
];

/** `str object` or `None`, as messages about missing attributes name the owner. */
export function ownerName(value: Value): string {
  return value === null ? 'None' : `${typeName(value)} object`;
}

/** Whether templates may call the value. Functions of the host's data are not callable. */
export function isCallable(value: Value): value is TemplateCallable {
  return value instanceof TemplateCallable;
}
