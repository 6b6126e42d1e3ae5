import { typeFault } from '../errors.js';
import type { Parameter } from '../runtime/callables.js';
import { stringOf } from '../runtime/compare.js';
import { escapeText } from '../runtime/escape.js';
import type { Run } from '../runtime/run.js';
import { typeName } from '../runtime/types.js';
import { Markup, Tuple, type Value } from '../runtime/values.js';
import type { MethodDefinition } from './methods.js';

type TextCode = (run: Run, text: string, args: readonly Value[]) => Value;

const textSelf = (self: Value): string => (self instanceof Markup ? self.text : (self as string));

/** A method whose result is about the text: numbers, booleans. */
export function check(parameters: readonly Parameter[], code: TextCode): MethodDefinition {
  return { parameters, call: (run, self, args) => charged(run, code, textSelf(self), args) };
}

/** A method whose result is made of the text: on safe markup it gives safe markup, and escapes its arguments. */
export function transform(parameters: readonly Parameter[], code: TextCode): MethodDefinition {
  return {
    parameters,
    call: (run, self, args) => {
      if (!(self instanceof Markup)) return charged(run, code, textSelf(self), args.map(plainArgument));
      return markup(charged(run, code, self.text, args.map(escapedArgument)));
    },
  };
}

function charged(run: Run, code: TextCode, text: string, args: readonly Value[]): Value {
  run.chargeText(text.length);
  const result = code(run, text, args);
  if (typeof result === 'string') run.chargeText(result.length);
  return result;
}

const plainArgument = (value: Value): Value => (value instanceof Markup ? value.text : value);
const escapedArgument = (value: Value): Value => (typeof value === 'string' ? escapeText(value) : plainArgument(value));

function markup(value: Value): Value {
  if (typeof value === 'string') return new Markup(value);
  if (Array.isArray(value)) return (value as readonly Value[]).map(markup);
  return value instanceof Tuple ? new Tuple(value.items.map(markup)) : value;
}

/** An argument that must be text. */
export function textArgument(value: Value, what: string): string {
  const text = stringOf(value);
  if (text === undefined) throw typeFault(`${what} must be text, got ${typeName(value)}.`);
  return text;
}
