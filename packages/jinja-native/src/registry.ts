import type { Parameter } from './runtime/callables.js';
import type { Run } from './runtime/run.js';
import type { Value } from './runtime/values.js';

/** What a filter or a test knows of its place beside its values. */
export interface Invocation {
  readonly run: Run;
  /** Whether the template escapes HTML where the filter stands. */
  readonly autoescape: boolean;
  /** Applies another filter by name, as `map` needs it. */
  filter(name: string, value: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value;
  /** Applies a test by name, as `select` needs it. */
  test(name: string, value: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>): boolean;
  /** Whether a filter of the name exists. */
  hasFilter(name: string): boolean;
  /** Whether a test of the name exists. */
  hasTest(name: string): boolean;
}

/** A filter with the arguments it declares; `variadic` ones get everything as it came. */
export interface FilterDefinition {
  readonly name: string;
  readonly parameters: readonly Parameter[] | 'variadic';
  /** Bound arguments in order of the parameters; for variadic filters the positional ones. */
  apply(invocation: Invocation, value: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value;
}

export interface TestDefinition {
  readonly name: string;
  readonly parameters: readonly Parameter[] | 'variadic';
  apply(invocation: Invocation, value: Value, args: readonly Value[]): boolean;
}

export type FilterRegistry = ReadonlyMap<string, FilterDefinition>;
export type TestRegistry = ReadonlyMap<string, TestDefinition>;

/** A filter whose arguments are bound by name before it is called. */
export function filter(
  name: string,
  parameters: readonly Parameter[],
  apply: (invocation: Invocation, value: Value, args: readonly Value[]) => Value,
): FilterDefinition {
  return { name, parameters, apply };
}

/** A filter that takes any arguments. */
export function variadicFilter(name: string, apply: FilterDefinition['apply']): FilterDefinition {
  return { name, parameters: 'variadic', apply };
}

/** The definitions by name, with second names for some. */
export function register<T extends { readonly name: string }>(
  definitions: readonly T[],
  aliases: Readonly<Record<string, string>> = {},
): Map<string, T> {
  const registry = new Map(definitions.map((definition) => [definition.name, definition]));
  for (const [alias, name] of Object.entries(aliases)) {
    const definition = registry.get(name);
    if (definition !== undefined) registry.set(alias, definition);
  }
  return registry;
}
