import type { Component } from '../discovery/component.js';
import type { ParamsSchema } from '../params/params-schema.js';
import { entrySchema, INJECTS } from './entry.schema.js';
import { anyCase, nullable, type JsonSchema } from './json-schema.js';

/** What differs between the steps of the two grammars. */
export interface StepsGrammar {
  readonly components: readonly Component[];
  readonly params: (schema: ParamsSchema) => JsonSchema;
  /** Whether a step must have an id; in the 1.4 grammar it gets one. */
  readonly needsId: boolean;
}

/** Names that would reach an object's prototype. */
export const NOT_A_NAME: JsonSchema = { not: { enum: ['__proto__', 'constructor', 'prototype'] } };

/** A name of a service or a pipeline. */
export const NAME: JsonSchema = { allOf: [{ type: 'string', pattern: String.raw`^[A-Za-z0-9][\w.\-]*$` }, NOT_A_NAME] };

const CONDITION: JsonSchema = {
  description: 'The step runs only when this is true.',
  anyOf: [
    { type: 'boolean' },
    { type: 'string', pattern: String.raw`\{[{%#]|^\s*(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\s*$` },
    { type: 'null' },
  ],
};

const DEPENDS_ON: JsonSchema = {
  description: 'Steps that must have succeeded.',
  anyOf: [{ type: 'string' }, { type: 'array', items: nullable({ type: 'string' }) }, { type: 'null' }],
};

/** One step. */
export function stepSchema({ components, params, needsId }: StepsGrammar): JsonSchema {
  const id: JsonSchema = {
    description: 'The name of the step: others read its result by it.',
    allOf: [{ type: 'string', pattern: String.raw`\S` }, NOT_A_NAME],
  };
  return entrySchema({
    components,
    params,
    checksInjects: true,
    notParams: ['if', 'depends_on', 'on_error', 'injects'],
    required: needsId ? ['id'] : [],
    properties: {
      id: needsId ? id : nullable({ allOf: [{ type: 'string' }, NOT_A_NAME] }),
      injects: INJECTS,
      if: CONDITION,
      depends_on: DEPENDS_ON,
      on_error: {
        description: 'What happens to the pipeline when the step fails. Default: fail.',
        ...nullable(anyCase(['fail', 'continue'])),
      },
    },
  });
}
