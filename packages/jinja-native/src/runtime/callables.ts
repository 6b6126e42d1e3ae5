import { Fault } from '../errors.js';
import type { Run } from './run.js';
import type { Value } from './values.js';

/** Named arguments of a call. */
export type Keywords = ReadonlyMap<string, Value>;
export const NO_KEYWORDS: Keywords = new Map();

/** Anything a template can call: helpers of the host, methods, macros, `range` and the like. */
export abstract class TemplateCallable {
  abstract readonly name: string;
  abstract call(run: Run, args: readonly Value[], keywords: Keywords): Value;

  /** Attributes a template may read, for instance `current` of a cycler. */
  attribute(_name: string): Value {
    return undefined;
  }
}

/** How parameters are declared: a name alone is required; a pair has a default. */
export type Parameter = string | readonly [name: string, fallback: Value];

const parameterName = (parameter: Parameter): string => (typeof parameter === 'string' ? parameter : parameter[0]);

export const argumentFault = (message: string): Fault => new Fault('ARGUMENTS', message);

/** Brings values and names into the order of the parameters, fills in defaults, and refuses what does not fit. */
export function bindArguments(callee: string, parameters: readonly Parameter[], args: readonly Value[], keywords: Keywords): Value[] {
  if (args.length > parameters.length) throw argumentFault(tooMany(callee, parameters, args.length));
  const bound = parameters.map((parameter, index) => bindOne(callee, parameter, index, args, keywords));
  for (const name of keywords.keys()) {
    const index = parameters.findIndex((parameter) => parameterName(parameter) === name);
    if (index === -1) throw argumentFault(unknownArgument(callee, parameters, name));
    if (index < args.length) throw argumentFault(`${callee} got the argument '${name}' twice.`);
  }
  return bound;
}

function tooMany(callee: string, parameters: readonly Parameter[], count: number): string {
  return `${callee} takes at most ${parameters.length} arguments (${parameters.map(parameterName).join(', ')}), got ${count}.`;
}

function unknownArgument(callee: string, parameters: readonly Parameter[], name: string): string {
  const known = parameters.length === 0 ? 'none' : parameters.map(parameterName).join(', ');
  return `${callee} has no argument '${name}'. Arguments: ${known}.`;
}

function bindOne(callee: string, parameter: Parameter, index: number, args: readonly Value[], keywords: Keywords): Value {
  if (index < args.length) return args[index];
  const name = parameterName(parameter);
  if (keywords.has(name)) return keywords.get(name);
  if (typeof parameter === 'string') throw argumentFault(`${callee} needs the argument '${name}'.`);
  return parameter[1];
}

/** A function of the library with declared parameters. */
export class BuiltinFunction extends TemplateCallable {
  constructor(
    readonly name: string,
    private readonly parameters: readonly Parameter[],
    private readonly body: (run: Run, args: Value[]) => Value,
  ) {
    super();
  }

  override call(run: Run, args: readonly Value[], keywords: Keywords): Value {
    return this.body(run, bindArguments(`${this.name}()`, this.parameters, args, keywords));
  }
}

/** A function of the library that takes any arguments. */
export class VariadicFunction extends TemplateCallable {
  constructor(
    readonly name: string,
    private readonly body: (run: Run, args: readonly Value[], keywords: Keywords) => Value,
  ) {
    super();
  }

  override call(run: Run, args: readonly Value[], keywords: Keywords): Value {
    return this.body(run, args, keywords);
  }
}
