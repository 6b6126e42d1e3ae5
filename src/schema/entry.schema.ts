import type { Component } from '../discovery/component.js';
import { ParamsSchema } from '../params/params-schema.js';
import { nullable, type JsonSchema } from './json-schema.js';
import { usePattern, useSchema } from './use.schema.js';

/** The kind of entry: a service, a step or a trigger, in one of the two grammars. */
export interface EntryShape {
  readonly components: readonly Component[];
  /** Gives the reference to the params of a class. */
  readonly params: (schema: ParamsSchema) => JsonSchema;
  /** Keys beside `use` and `params`. */
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** Whether `injects` must give what the component asks for. */
  readonly checksInjects: boolean;
  /** Keys that no component's params may have. */
  readonly notParams?: readonly string[];
  /** Patterns of names that may stand under `use` too, without more being known of them. */
  readonly furtherNames?: readonly string[];
}

/** Keys with a text for each; or nothing. */
export const INJECTS: JsonSchema = nullable({ type: 'object', additionalProperties: { type: 'string', minLength: 1 } });

/** An entry that names a component under `use:` and has the params and services which that component asks for. */
export function entrySchema(shape: EntryShape): JsonSchema {
  const { components, properties, required = [], furtherNames } = shape;
  return {
    type: 'object',
    properties: { use: useSchema(components, furtherNames), params: nullable({ type: 'object' }), ...properties },
    required: ['use', ...required],
    additionalProperties: false,
    allOf: components.map((component) => ({
      if: { properties: { use: { type: 'string', pattern: usePattern(component) } }, required: ['use'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: componentSchema(component, shape),
    })),
  };
}

function componentSchema(component: Component, { params, checksInjects, notParams }: EntryShape): JsonSchema {
  const schema = ParamsSchema.of(component.params);
  const needsParams = [...schema.fields.values()].some((field) => field.required && field.type.kind !== 'secret');
  const reference = params(schema);
  const own =
    schema.allowsUnknown && notParams !== undefined ? { allOf: [reference, { propertyNames: { not: { enum: notParams } } }] } : reference;
  const injected = Object.keys(component.injects);
  return {
    properties: { params: needsParams ? own : nullable(own), ...(checksInjects ? { injects: injectsSchema(injected) } : {}) },
    required: [...(needsParams ? ['params'] : []), ...(checksInjects && injected.length > 0 ? ['injects'] : [])],
  };
}

function injectsSchema(names: readonly string[]): JsonSchema {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string', minLength: 1, description: 'The id of a service.' }]));
  const map: JsonSchema = { type: 'object', properties, additionalProperties: false, required: names };
  return names.length === 0 ? nullable(map) : map;
}
