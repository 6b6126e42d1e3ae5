import type { ComponentKind } from '../api/metadata.js';
import { useName, type Component } from '../discovery/component.js';
import type { FieldSchema, ValueType } from '../params/field-schema.js';
import { ParamsSchema } from '../params/params-schema.js';

/** What can be said of a component without building it: generated from its decorator and its params class. Plain JSON. */
export interface ComponentReference {
  readonly kind: ComponentKind;
  /** What a config writes behind `use:`. */
  readonly use: string;
  /** The class, which a config can name as well. */
  readonly className: string;
  /** `null` for a component of the host application. */
  readonly plugin: string | null;
  readonly description: string | null;
  readonly injects: readonly InjectReference[];
  readonly params: readonly ParamReference[];
  /** Whether keys that are not declared are kept, for the steps inside. */
  readonly allowsUnknownParams: boolean;
}

/** A service that a component asks for. */
export interface InjectReference {
  readonly name: string;
  /** The class that the service must be of: `TicketSystem`. */
  readonly contract: string;
}

/** One param. */
export interface ParamReference {
  readonly name: string;
  /** In words: `list of text`, `one of: internal, public`, `length of time`. */
  readonly type: string;
  readonly required: boolean;
  /** As YAML would say it; `null` when there is none. */
  readonly default: unknown;
  readonly description: string | null;
  /** `null` when there is none. */
  readonly example: unknown;
  /** What its values must satisfy beside the type, in words. A validator that has no words of its own is left out. */
  readonly rules: readonly string[];
  /** Of an object, or of what a list or map holds; empty for anything else. A class inside itself is not repeated. */
  readonly params: readonly ParamReference[];
}

/** Describes a component from its decorator and its params class. */
export function describeComponent(component: Component): ComponentReference {
  const schema = ParamsSchema.of(component.params);
  return {
    kind: component.kind,
    use: useName(component),
    className: component.type.name,
    plugin: component.plugin,
    description: component.description ?? null,
    injects: Object.entries(component.injects).map(([name, contract]) => ({ name, contract: contract.name })),
    params: describeFields(schema, []),
    allowsUnknownParams: schema.allowsUnknown,
  };
}

/** The types whose own rule says no more than the type does. */
const TYPE_RULES: ReadonlySet<string> = new Set([
  'isString',
  'isInt',
  'isNumber',
  'isBoolean',
  'isArray',
  'isObject',
  'isDefined',
  'isIn',
  'isEnum',
]);

function describeFields(schema: ParamsSchema, around: readonly ParamsSchema[]): ParamReference[] {
  if (around.includes(schema)) return [];
  return [...schema.fields.values()].map((field) => describeField(field, [...around, schema]));
}

function describeField(field: FieldSchema, around: readonly ParamsSchema[]): ParamReference {
  const nested = nestedSchema(field.type);
  // Decorators are applied from the bottom up; the reference tells them as they stand in the class.
  const constraints = field.constraints.toReversed().filter(({ name, text }) => !TYPE_RULES.has(name) && text !== name);
  return {
    name: field.name,
    type: describeType(field.type),
    required: field.required,
    default: describeDefault(field),
    description: field.description ?? null,
    example: field.example ?? null,
    rules: constraints.map(({ text, each }) => (each ? `each ${text}` : text)),
    params: nested === undefined ? [] : describeFields(nested, around),
  };
}

function nestedSchema({ schema, element }: ValueType): ParamsSchema | undefined {
  return schema ?? (element === undefined ? undefined : nestedSchema(element));
}

const WORDS = {
  text: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  duration: 'length of time',
  secret: 'secret text',
  ticket_id: 'id',
  object: 'object',
  steps: 'steps',
  any: 'anything',
} as const;

/** A type in the words of messages and documentation. */
function describeType({ kind, values = [], element }: ValueType): string {
  if (kind === 'enum') return `one of: ${values.map(String).join(', ')}`;
  if (kind !== 'list' && kind !== 'map') return WORDS[kind];
  const of = element === undefined || element.kind === 'any' ? '' : ` of ${describeType(element)}`;
  return `${kind === 'list' ? 'list' : 'map'}${of}`;
}

/** Durations are milliseconds in code and seconds in YAML; a params object's defaults are told field by field. */
function describeDefault({ default: value, type }: FieldSchema): unknown {
  if (type.kind === 'duration' && typeof value === 'number') return `${value / 1000}s`;
  return type.kind === 'object' || value === undefined ? null : value;
}
