import type { Type } from '../contract.js';

/** Something a param asks of the services its pipe injects, and where in the param. */
export interface ParamNeed {
  /** As the service's class names it in its `lacks`. */
  readonly capability: string;
  readonly path: readonly string[];
}

const FIELDS = 'otai:params:fields';
const OPEN = 'otai:params:open';

/** What the decorators of this folder say of one field, beside what class-validator's say. */
export interface ParamFieldMetadata {
  description?: string;
  example?: unknown;
  nested?: { readonly type: () => Type<object>; readonly container: 'none' | 'list' | 'map' };
  /** A type class-validator has no word for. */
  kind?: 'duration' | 'secret' | 'ticket_id' | 'steps';
  /** What its value asks of the injected services, from the raw value. */
  needs?: (raw: unknown) => readonly ParamNeed[];
  /** Of a `steps` field: the names its templates can read, computed from the raw params of the step that holds them. */
  variables?: (rawParams: Readonly<Record<string, unknown>>) => readonly string[];
}

/** Adds to what is known of a field. Decorators of this folder call it. */
export function extendParamField(prototype: object, field: string | symbol, addition: ParamFieldMetadata): void {
  const own = (Reflect.getOwnMetadata(FIELDS, prototype) as Map<string, ParamFieldMetadata> | undefined) ?? new Map();
  own.set(String(field), { ...own.get(String(field)), ...addition });
  Reflect.defineMetadata(FIELDS, own, prototype);
}

/** What is known of every field of a params class, those of the classes it extends included (the nearest wins). */
export function readParamFields(type: Type<object>): ReadonlyMap<string, ParamFieldMetadata> {
  const fields = new Map<string, ParamFieldMetadata>();
  for (
    let p: object | null = type.prototype as object;
    p !== null && p !== Object.prototype;
    p = Object.getPrototypeOf(p) as object | null
  ) {
    const own = Reflect.getOwnMetadata(FIELDS, p) as Map<string, ParamFieldMetadata> | undefined;
    for (const [name, field] of own ?? []) fields.set(name, { ...field, ...fields.get(name) });
  }
  return fields;
}

/** Lets a params class keep keys it does not declare. */
export function markOpen(type: object): void {
  Reflect.defineMetadata(OPEN, true, type);
}

/** Whether a params class keeps keys it does not declare. */
export function isOpen(type: Type<object>): boolean {
  return Reflect.getMetadata(OPEN, type) === true;
}
