import type { ParamsSchema } from '../params/params-schema.js';
import type { JsonSchema } from './json-schema.js';
import { fieldSchema } from './value.schema.js';

/**
 * The definitions of params classes, each made once however often it is referred to.
 *
 * A secret is never required: it often comes from an environment variable laid over the file.
 */
export class ParamsDefinitions {
  readonly #names = new Map<ParamsSchema, string>();
  readonly #definitions: Record<string, JsonSchema> = {};

  /**
   * @param steps - the schema of a list of nested steps
   * @param prefix - keeps the names of two such collections apart
   */
  constructor(
    private readonly steps: JsonSchema,
    private readonly prefix: string,
  ) {}

  /** All definitions so far, by name. */
  get all(): Readonly<Record<string, JsonSchema>> {
    return this.#definitions;
  }

  /** A reference to the definition of a class. */
  readonly refer = (schema: ParamsSchema): JsonSchema => {
    const known = this.#names.get(schema);
    if (known !== undefined) return refer(known);
    const name = this.#freeName(`${this.prefix}${schema.type.name}`);
    this.#names.set(schema, name);
    this.#definitions[name] = this.#define(schema);
    return refer(name);
  };

  #define(schema: ParamsSchema): JsonSchema {
    const fields = [...schema.fields.values()];
    const references = { params: this.refer, steps: this.steps };
    const required = fields.filter((field) => field.required && field.type.kind !== 'secret').map(({ name }) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, references)])),
      additionalProperties: schema.allowsUnknown,
      ...(required.length === 0 ? {} : { required }),
    };
  }

  /** Two plugins may each have a class of the same name. */
  #freeName(wanted: string): string {
    let name = wanted;
    for (let i = 2; Object.hasOwn(this.#definitions, name) || [...this.#names.values()].includes(name); i++) name = `${wanted}_${i}`;
    return name;
  }
}

/** A reference to a definition of the same schema. */
export function refer(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}
