import { type Parameter, bindArguments, type Keywords, TemplateCallable } from '../runtime/callables.js';
import { Dict } from '../runtime/dict.js';
import type { Run } from '../runtime/run.js';
import { isDict } from '../runtime/types.js';
import { Markup, PyFloat, Tuple, type Value } from '../runtime/values.js';
import { DICT_METHODS } from './dict.js';
import { LIST_METHODS, TUPLE_METHODS } from './list.js';
import { numberAttribute, numberMethods } from './number.js';
import { STRING_METHODS } from './string.js';

/** A method of the closed list: parameters by name, and the code; `variadic` ones get everything as it came. */
export interface MethodDefinition {
  readonly parameters: readonly Parameter[] | 'variadic';
  call(run: Run, self: Value, args: readonly Value[], keywords: Keywords): Value;
}

export type MethodTable = ReadonlyMap<string, MethodDefinition>;

/** A method with the value it belongs to. */
class BoundMethod extends TemplateCallable {
  constructor(
    readonly name: string,
    private readonly self: Value,
    private readonly definition: MethodDefinition,
  ) {
    super();
  }

  override call(run: Run, args: readonly Value[], keywords: Keywords): Value {
    const { parameters } = this.definition;
    if (parameters === 'variadic') return this.definition.call(run, this.self, args, keywords);
    return this.definition.call(run, this.self, bindArguments(`${this.name}()`, parameters, args, keywords), keywords);
  }
}

function tableOf(value: Value): MethodTable | undefined {
  if (typeof value === 'string' || value instanceof Markup) return STRING_METHODS;
  if (typeof value !== 'object' || value instanceof PyFloat) return numberMethods(value);
  if (value === null) return undefined;
  if (Array.isArray(value)) return LIST_METHODS;
  if (value instanceof Tuple) return TUPLE_METHODS;
  return value instanceof Dict || isDict(value) ? DICT_METHODS : undefined;
}

/** The method or number attribute of that name, or undefined. */
export function methodOf(value: Value, name: string): Value {
  const definition = tableOf(value)?.get(name);
  if (definition !== undefined) return new BoundMethod(name, value, definition);
  return typeof value === 'object' && !(value instanceof PyFloat) ? undefined : numberAttribute(value, name);
}
