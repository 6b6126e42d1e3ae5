import type { FieldSchema, ValueType } from '../params/field-schema.js';
import type { ParamsSchema } from '../params/params-schema.js';
import type { Rule } from '../params/rule.js';
import { TEMPLATE, type JsonSchema } from './json-schema.js';

/** Where definitions of other things are. */
export interface SchemaReferences {
  /** The schema of a nested params class. */
  readonly params: (schema: ParamsSchema) => JsonSchema;
  /** The schema of a list of steps. */
  readonly steps: JsonSchema;
}

/** The numbers that a text may hold, because environment variables are texts. */
const NUMERIC_TEXT: JsonSchema = { type: 'string', pattern: String.raw`^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$` };
const BOOLEAN_TEXT: JsonSchema = { type: 'string', pattern: String.raw`^\s*(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\s*$` };
export const DURATION_TEXT: JsonSchema = { type: 'string', pattern: String.raw`^\s*[\dpP]` };

/**
 * What a config may write for a param: never less than the params class accepts, and as little more as JSON Schema can say.
 *
 * A field under `@ValidateIf` is left open, since whether its rules hold depends on the others.
 */
export function fieldSchema(field: FieldSchema, references: SchemaReferences): JsonSchema {
  const about = aboutField(field);
  if (field.conditions.length > 0) return about;
  const { type, rules } = field;
  const value = valueSchema(type, { own: rules.filter(({ each }) => !each), each: rules.filter(({ each }) => each) }, references);
  const mayBeNull = field.isOptional || field.default === null;
  return { ...about, ...(mayBeNull ? { anyOf: [...alternatives(value), { type: 'null' }] } : value) };
}

function aboutField({ description, default: value, example, type }: FieldSchema): JsonSchema {
  const isWritable = value !== undefined && type.kind !== 'object';
  return {
    ...(description === undefined ? {} : { description }),
    ...(isWritable ? { default: type.kind === 'duration' ? `${Number(value) / 1000}s` : value } : {}),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

/** The rules of a value: those about itself, and those about each of its elements. */
interface ValueRules {
  readonly own: readonly Rule[];
  readonly each: readonly Rule[];
}

function valueSchema(type: ValueType, rules: ValueRules, references: SchemaReferences): JsonSchema {
  if (type.kind === 'steps') return references.steps;
  if (type.kind === 'any') return {};
  const literal = literalSchemas(type, rules, references);
  const isAnyText = literal.length === 1 && literal[0]?.type === 'string' && Object.keys(literal[0]).length === 1;
  return isAnyText ? { type: 'string' } : { anyOf: [...literal, TEMPLATE] };
}

/** The ways in which YAML can write a value itself. */
function literalSchemas(type: ValueType, rules: ValueRules, references: SchemaReferences): JsonSchema[] {
  switch (type.kind) {
    case 'text':
    case 'secret':
      return [{ type: 'string', ...pick(keywordsOf(rules.own), ['minLength', 'maxLength', 'pattern']) }];
    case 'number':
    case 'integer':
      return [{ type: type.kind, ...pick(keywordsOf(rules.own), NUMBER_KEYWORDS) }, NUMERIC_TEXT];
    case 'boolean':
      return [{ type: 'boolean' }, BOOLEAN_TEXT];
    case 'duration':
      return [{ type: 'number', minimum: 0 }, DURATION_TEXT];
    case 'ticket_id':
      return [{ type: 'string', pattern: String.raw`\S` }, { type: 'integer' }];
    case 'enum':
      return [{ enum: [...new Set([...(type.values ?? []), ...(type.values ?? []).map(String)])] }];
    default:
      return [containerSchema(type, rules, references)];
  }
}

const NUMBER_KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;

function containerSchema(type: ValueType, rules: ValueRules, references: SchemaReferences): JsonSchema {
  if (type.kind === 'object') return type.schema === undefined ? { type: 'object' } : references.params(type.schema);
  const element = type.element === undefined ? {} : valueSchema(type.element, { own: rules.each, each: [] }, references);
  if (type.kind === 'map') return { type: 'object', additionalProperties: element };
  return { type: 'array', items: element, ...pick(keywordsOf(rules.own), ['minItems', 'maxItems']) };
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf !== undefined && Object.keys(schema).length === 1 ? schema.anyOf : [schema];
}

/** The keyword of each rule that JSON Schema has one for. A rule that only holds at times, or that is somebody's own, has none. */
function keywordsOf(rules: readonly Rule[]): JsonSchema {
  return Object.assign({}, ...rules.filter((rule) => rule.isBuiltIn && rule.test !== undefined).map(keywordOf)) as JsonSchema;
}

function keywordOf({ name, constraints: [first, second] }: Rule): JsonSchema {
  switch (name) {
    case 'min':
      return { minimum: first as number };
    case 'max':
      return { maximum: first as number };
    case 'isPositive':
      return { exclusiveMinimum: 0 };
    case 'isNegative':
      return { exclusiveMaximum: 0 };
    case 'isNotEmpty':
      return { minLength: 1 };
    case 'minLength':
      return { minLength: first as number };
    case 'maxLength':
      return { maxLength: first as number };
    case 'matches':
      return patternOf(first, second);
    case 'arrayMinSize':
      return { minItems: first as number };
    case 'arrayMaxSize':
      return { maxItems: first as number };
    case 'arrayNotEmpty':
      return { minItems: 1 };
    default:
      return {};
  }
}

function pick(schema: JsonSchema, keywords: readonly (keyof JsonSchema)[]): JsonSchema {
  return Object.fromEntries(keywords.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]));
}

/** Validators of JSON Schema read patterns in Unicode mode, in which not every pattern is one. */
function patternOf(pattern: unknown, flags: unknown): JsonSchema {
  if (!(pattern instanceof RegExp) || flags !== undefined || pattern.flags !== '') return {};
  try {
    return { pattern: new RegExp(pattern.source, 'u').source };
  } catch {
    return {}; // The params class itself judges it.
  }
}
