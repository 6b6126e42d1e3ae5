import { typeFault } from '../errors.js';
import { PyFloat, Markup, Tuple, isUndefined, type Value } from './values.js';

type Slot = [key: Value, value: Value];

/** A dict of the template: any hashable key, in order of insertion; 1, 1.0 and true are one key, '1' is another. */
export class Dict {
  private readonly slots = new Map<unknown, Slot>();

  static from(entries: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  get size(): number {
    return this.slots.size;
  }

  get(key: Value): Value {
    return this.slots.get(hashKey(key))?.[1];
  }

  has(key: Value): boolean {
    return this.slots.has(hashKey(key));
  }

  set(key: Value, value: Value): void {
    const hash = hashKey(key);
    const slot = this.slots.get(hash);
    if (slot === undefined) this.slots.set(hash, [key, value]);
    else slot[1] = value;
  }

  delete(key: Value): boolean {
    return this.slots.delete(hashKey(key));
  }

  clear(): void {
    this.slots.clear();
  }

  entries(): IterableIterator<Slot> {
    return this.slots.values();
  }
}

const UNDEFINED_KEY = Symbol('undefined');

/** One primitive per key, equal where Python's keys are equal. Strings that start with U+0000 get a second one, so none can pose as a tuple. */
export function hashKey(key: Value): unknown {
  if (typeof key === 'string') return key.startsWith('\0') ? `\0s${key}` : key;
  if (typeof key === 'boolean') return Number(key);
  if (typeof key === 'number') return key === 0 ? 0 : key;
  if (key instanceof PyFloat) return key.value === 0 ? 0 : key.value;
  if (key instanceof Tuple) return `\0t${tupleHash(key)}`;
  if (key instanceof Markup) return hashKey(key.text);
  if (isUndefined(key)) return UNDEFINED_KEY;
  return objectHash(key);
}

function objectHash(key: Value): unknown {
  if (typeof key !== 'object' || key === null) return key;
  const prototype: unknown = Object.getPrototypeOf(key);
  const isContainer =
    Array.isArray(key) || key instanceof Dict || key instanceof Map || prototype === null || prototype === Object.prototype;
  if (isContainer) throw typeFault(`A ${Array.isArray(key) ? 'list' : 'dict'} cannot be the key of a dict (unhashable type).`);
  return key;
}

function tupleHash({ items }: Tuple): string {
  return items.map((item) => hashText(hashKey(item))).join(',');
}

function hashText(hash: unknown): string {
  if (typeof hash === 'string') return JSON.stringify(hash);
  if (typeof hash === 'object' && hash !== null) throw typeFault('A tuple that holds objects cannot be the key of a dict.');
  return `${typeof hash}${String(hash)}`;
}
