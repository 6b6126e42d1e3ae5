import type { Convert } from './conversions.js';
import type { Condition } from './field-rules.js';
import type { ParamsSchema } from './params-schema.js';
import type { Rule } from './rule.js';

/** What a param can hold, in the words of the reference: the class behind `object` and `map` says more. */
export type ParamKind =
  'text' | 'number' | 'integer' | 'boolean' | 'duration' | 'secret' | 'ticket_id' | 'enum' | 'list' | 'object' | 'map' | 'steps' | 'any';

/** The declared type of a value: of a field, of an element of a list, of a value of a map. */
export interface ValueType {
  readonly kind: ParamKind;
  /** Of an `enum`: the values to choose from, in the order of the decorator. */
  readonly values?: readonly unknown[];
  /** Of a `list` or `map`: the type of what it holds. */
  readonly element?: ValueType;
  /** Of an `object`: the nested params. */
  readonly schema?: ParamsSchema;
  /** Whether none counts as not given. */
  readonly isOptional?: boolean;
  /** How one value becomes this type; of kinds that hold values, how the container itself is checked is up to the compiler. */
  readonly convert: Convert;
}

/** A rule of class-validator in readable form, for references and JSON Schema. */
export interface Constraint {
  /** As class-validator calls it: `min`, `isUrl`, `arrayMaxSize`; a custom validator's own name. */
  readonly name: string;
  /** The arguments of the decorator. */
  readonly arguments: readonly unknown[];
  /** Whether it is about every element of a list instead of the list. */
  readonly each: boolean;
  /** `must not be less than 1`. */
  readonly text: string;
}

/** One param: everything its decorators, its type and its initializer say. */
export interface FieldSchema {
  readonly name: string;
  readonly type: ValueType;
  /** Whether it must be given: it has no default and neither `@IsOptional()` nor a condition. */
  readonly required: boolean;
  /** `@IsOptional()`: `null` counts as not given. */
  readonly isOptional: boolean;
  /** What the initializer of the class gives, frozen; `undefined` when there is none. A duration is in milliseconds. */
  readonly default: unknown;
  readonly description: string | undefined;
  readonly example: unknown;
  readonly constraints: readonly Constraint[];
  /** Of `steps`: the names templates inside can read, from the raw params around. */
  readonly variables: ((raw: Readonly<Record<string, unknown>>) => readonly string[]) | undefined;
  /** @internal */
  readonly rules: readonly Rule[];
  /** @internal */
  readonly conditions: readonly Condition[];
}
