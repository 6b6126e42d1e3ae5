import type { Type } from '../api/contract.js';
import { readParamFields, type ParamFieldMetadata } from '../api/params/param-metadata.js';
import {
  toAny,
  toAnyNumber,
  toBoolean,
  toDuration,
  toInteger,
  toList,
  toMap,
  toMember,
  toNumber,
  toSecret,
  toText,
  toTicketId,
  withMessage,
  type Convert,
} from './conversions.js';
import { hasFieldRules, type FieldRules } from './field-rules.js';
import type { ParamKind, ValueType } from './field-schema.js';
import { ParamsClassError } from './params-class.error.js';
import type { ParamsSchema } from './params-schema.js';
import type { Rule } from './rule.js';

/** What is known of a field when its type is worked out. */
export interface FieldFacts extends FieldRules {
  readonly owner: Type<object>;
  readonly name: string;
  readonly metadata: ParamFieldMetadata;
  /** Gives the schema of a nested class. */
  readonly schemaOf: (type: Type<object>) => ParamsSchema;
}

/** Rules that say what a value is; then those that make sense for one kind only, for fields of which nothing else is known. */
const KINDS: ReadonlyMap<string, ParamKind> = new Map([
  ['isString', 'text'],
  ['isInt', 'integer'],
  ['isNumber', 'number'],
  ['isBoolean', 'boolean'],
  ['isArray', 'list'],
]);
const HINTS: ReadonlyMap<string, ParamKind> = new Map([
  ...(['isUrl', 'isEmail', 'minLength', 'maxLength', 'isLength', 'matches'] as const).map((name) => [name, 'text'] as const),
  ...(['min', 'max', 'isPositive', 'isNegative'] as const).map((name) => [name, 'number'] as const),
  ...(['arrayMinSize', 'arrayMaxSize', 'arrayNotEmpty'] as const).map((name) => [name, 'list'] as const),
]);

/** Rules that list the values to choose from, and which of their arguments does. */
const ENUMS: ReadonlyMap<string, number> = new Map([
  ['isIn', 0],
  ['isEnum', 1],
]);

const CONVERT: Readonly<Record<ParamKind, Convert>> = {
  text: toText,
  number: toNumber,
  integer: toInteger,
  boolean: toBoolean,
  duration: toDuration,
  secret: toSecret,
  ticket_id: toTicketId,
  enum: toAny,
  list: toList,
  object: toAny,
  map: toMap,
  steps: toAny,
  any: toAny,
};

const ANY: ValueType = { kind: 'any', convert: toAny };

/** The declared type of a field: from our own decorators, else class-validator's, else the type TypeScript noted. */
export function readValueType(facts: FieldFacts): ValueType {
  const { metadata, rules } = facts;
  if (metadata.nested !== undefined) return nestedType(facts, metadata.nested.type(), metadata.nested.container);
  if (metadata.kind !== undefined) return plain(metadata.kind);
  const design = Reflect.getMetadata('design:type', facts.owner.prototype as object, facts.name) as unknown;
  if (isParamsClass(design)) return nestedType(facts, design, 'none');
  if (facts.isNested) throw unknownNested(facts);
  const own = rules.filter((rule) => !rule.each);
  const each = rules.filter((rule) => rule.each);
  const type = scalarType(own, design);
  if (each.length === 0 && type.kind !== 'list') return type;
  return { ...inAuthorsWords(plain('list'), own), element: each.length === 0 ? ANY : scalarType(each, undefined) };
}

function scalarType(rules: readonly Rule[], design: unknown): ValueType {
  const declared = kindIn(KINDS, rules) ?? designKind(design) ?? kindIn(HINTS, rules);
  const values = enumValues(rules);
  if (values !== undefined) return inAuthorsWords(enumType(values, declared), rules);
  if (declared === 'number' && rules.some(allowsNonFinite)) return inAuthorsWords({ kind: 'number', convert: toAnyNumber }, rules);
  return declared === undefined ? ANY : inAuthorsWords(plain(declared), rules);
}

/** A decorator that says what a value is may come with a message of its own. */
function inAuthorsWords(type: ValueType, rules: readonly Rule[]): ValueType {
  const rule = rules.find(({ name, hasOwnMessage }) => hasOwnMessage && (KINDS.has(name) || ENUMS.has(name)));
  if (rule === undefined) return type;
  return { ...type, convert: withMessage(type.convert, (value) => rule.describe({ value, owner: {}, rendered: true })) };
}

function plain(kind: ParamKind): ValueType {
  return { kind, convert: CONVERT[kind] };
}

/** What is not among the values is converted to what they all are, so that `"3"` from the environment finds `3`. */
function enumType(values: readonly unknown[], declared: ParamKind | undefined): ValueType {
  const kinds = new Set(values.map((value) => typeof value));
  const only = kinds.size === 1 ? [...kinds][0] : undefined;
  const base = declared ?? (only === 'string' ? 'text' : only === 'number' || only === 'boolean' ? only : 'any');
  return { kind: 'enum', values, convert: toMember(new Set(values), CONVERT[base]) };
}

function enumValues(rules: readonly Rule[]): readonly unknown[] | undefined {
  for (const rule of rules) {
    const at = rule.isBuiltIn ? ENUMS.get(rule.name) : undefined;
    if (at !== undefined) return rule.constraints[at] as readonly unknown[];
  }
  return undefined;
}

function kindIn(kinds: ReadonlyMap<string, ParamKind>, rules: readonly Rule[]): ParamKind | undefined {
  const found = rules.filter((rule) => rule.isBuiltIn).map((rule) => kinds.get(rule.name));
  return found.includes('integer') ? 'integer' : found.find((kind) => kind !== undefined);
}

function designKind(design: unknown): ParamKind | undefined {
  if (design === String) return 'text';
  if (design === Number) return 'number';
  if (design === Boolean) return 'boolean';
  return design === Array ? 'list' : undefined;
}

function allowsNonFinite(rule: Rule): boolean {
  const options =
    rule.name === 'isNumber' ? (rule.constraints[0] as { allowNaN?: boolean; allowInfinity?: boolean } | undefined) : undefined;
  return options?.allowNaN === true || options?.allowInfinity === true;
}

function nestedType(facts: FieldFacts, type: Type<object> | undefined, container: 'none' | 'list' | 'map'): ValueType {
  if (typeof type !== 'function') throw unknownNested(facts);
  const object: ValueType = { ...plain('object'), schema: facts.schemaOf(type) };
  return container === 'none' ? object : { ...plain(container), element: object };
}

function isParamsClass(type: unknown): type is Type<object> {
  if (typeof type !== 'function' || type.prototype === undefined) return false;
  return hasFieldRules(type as Type<object>) || readParamFields(type as Type<object>).size > 0;
}

function unknownNested({ owner, name }: FieldFacts): ParamsClassError {
  return new ParamsClassError({ type: owner, field: name }, 'is nested, but its class is not known', {
    hint: `write @Nested(() => ItsParams) on ${name}, with { container: 'list' } for a list and { container: 'map' } for a map`,
  });
}
