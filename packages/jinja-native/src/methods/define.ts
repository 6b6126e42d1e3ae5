import type { Parameter } from '../runtime/callables.js';
import type { Run } from '../runtime/run.js';
import type { Value } from '../runtime/values.js';
import type { MethodDefinition } from './methods.js';

/** A method with declared parameters on a value of a known kind. */
export function method<S>(parameters: readonly Parameter[], call: (run: Run, self: S, args: readonly Value[]) => Value): MethodDefinition {
  return { parameters, call: (run, self, args) => call(run, self as S, args) };
}
