/** A JSON Schema (draft 07), as far as this library writes one. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** A text with a template in it: it may stand wherever a value of another type is wanted. */
export const TEMPLATE: JsonSchema = { type: 'string', pattern: String.raw`\{[{%#]` };

/** The same, or `null`, which counts as nothing. */
export function nullable(schema: JsonSchema): JsonSchema {
  // Editors tell what is wrong in far fewer words when there is no choice between two schemas.
  if (typeof schema.type === 'string' && schema.enum === undefined) return { ...schema, type: [schema.type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/** An object with these keys and no others. */
export function closed(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, additionalProperties: false, ...(required.length === 0 ? {} : { required }) };
}

/** One of some words in any case; editors offer them as they are given. */
export function anyCase(words: readonly string[]): JsonSchema {
  const spellings = words.map((word) => Array.from(word, anyCaseLetter).join(''));
  return { anyOf: [{ enum: words }, { type: 'string', pattern: `^(?:${spellings.join('|')})$` }] };
}

function anyCaseLetter(letter: string): string {
  return /[a-z]/i.test(letter) ? `[${letter.toLowerCase()}${letter.toUpperCase()}]` : letter;
}

/** True or false, also as the texts that environment variables give; or nothing. */
export const BOOLEAN: JsonSchema = { enum: [true, false, 'true', 'false', null] };

/** A whole number within limits, also as a text; or nothing. */
export function wholeNumber(minimum: number, maximum: number): JsonSchema {
  return { anyOf: [{ type: 'integer', minimum, maximum }, { type: 'string', pattern: String.raw`^\d{1,9}$` }, { type: 'null' }] };
}
