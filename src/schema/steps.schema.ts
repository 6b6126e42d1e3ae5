import { BACKOFF, ON_ERROR } from '../config/otai-config.js';
import type { Component } from '../discovery/component.js';
import type { ParamsSchema } from '../params/params-schema.js';
import { entrySchema, INJECTS } from './entry.schema.js';
import { anyCase, BOOLEAN, closed, nullable, wholeNumber, type JsonSchema } from './json-schema.js';
import { DURATION_TEXT } from './value.schema.js';

/** What differs between the steps of the two grammars. */
export interface StepsGrammar {
  readonly components: readonly Component[];
  readonly params: (schema: ParamsSchema) => JsonSchema;
  /** Whether a step must have an id; in the 1.4 grammar it gets one. */
  readonly needsId: boolean;
  /** The reference to a step of the grammar. */
  readonly step: JsonSchema;
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

/** A length of time that is more than none. */
export const TIME: JsonSchema = nullable({ anyOf: [{ type: 'number', exclusiveMinimum: 0 }, DURATION_TEXT] });

const RETRY: JsonSchema = {
  description: 'How often the step is tried when it fails in a way that may pass. Default: once.',
  anyOf: [
    BOOLEAN,
    closed({
      max_attempts: { description: 'The first one counted. Default: 3.', ...wholeNumber(1, 100) },
      backoff: {
        description: 'How the pauses grow: each twice the one before, or not. Default: exponential.',
        ...nullable(anyCase(BACKOFF)),
      },
      initial: { description: 'The first pause. Default: 1s.', ...TIME },
      max: { description: 'The longest pause. Default: 30s.', ...TIME },
      jitter: { description: 'Whether pauses are shortened at random, down to half. Default: true.', ...BOOLEAN },
      max_duration: { description: 'No attempt begins later than this after the first. Default: 5m.', ...TIME },
    }),
  ],
};

function onErrorSchema(step: JsonSchema): JsonSchema {
  const word = anyCase(ON_ERROR);
  const steps: JsonSchema = {
    description: 'What runs when the step has failed. It can read error.',
    type: 'array',
    minItems: 1,
    items: step,
  };
  const then = { description: 'What happens to the pipeline after that. Default: fail.', ...nullable(word) };
  return {
    description: 'What happens when the step fails. Default: fail.',
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the config
    anyOf: [word, closed({ steps, then }, ['steps']), { type: 'null' }],
  };
}

/** One step. */
export function stepSchema({ components, params, needsId, step }: StepsGrammar): JsonSchema {
  const id: JsonSchema = {
    description: 'The name of the step: others read its result by it.',
    allOf: [{ type: 'string', pattern: String.raw`\S` }, NOT_A_NAME],
  };
  return entrySchema({
    components,
    params,
    checksInjects: true,
    notParams: ['if', 'depends_on', 'retry', 'on_error', 'injects'],
    required: needsId ? ['id'] : [],
    properties: {
      id: needsId ? id : nullable({ allOf: [{ type: 'string' }, NOT_A_NAME] }),
      injects: INJECTS,
      if: CONDITION,
      depends_on: DEPENDS_ON,
      retry: RETRY,
      timeout: { description: 'How long an attempt may take. Default: as long as it likes.', ...TIME },
      on_error: onErrorSchema(step),
    },
  });
}
