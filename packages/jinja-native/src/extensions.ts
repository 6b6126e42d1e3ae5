import type { FilterDefinition, FilterRegistry, Invocation, TestDefinition, TestRegistry } from './registry.js';
import { HostFunction } from './runtime/functions.js';
import { isTrue } from './runtime/truth.js';
import type { Value } from './runtime/values.js';
import { type Keywords, NO_KEYWORDS } from './runtime/callables.js';

/** A filter or test of the host; mark it with `hostFunction` to get the host first. */
export type Extension = (...args: never[]) => unknown;

type Apply = (invocation: Invocation, value: Value, args: readonly Value[], keywords: Keywords) => Value;

function applyHost(name: string, extension: Extension): Apply {
  const fn = new HostFunction(name, extension as (...args: unknown[]) => unknown);
  return ({ run }, value, args, keywords) => fn.call(run, [value, ...args], keywords);
}

/** The standard filters and those of the host; the host's win. */
export function extensionFilters(standard: FilterRegistry, own: Readonly<Record<string, Extension>>): FilterRegistry {
  const definitions = Object.entries(own).map(([name, extension]): [string, FilterDefinition] => {
    return [name, { name, parameters: 'variadic', apply: applyHost(name, extension) }];
  });
  return new Map([...standard, ...definitions]);
}

/** The standard tests and those of the host; the host's win. */
export function extensionTests(standard: TestRegistry, own: Readonly<Record<string, Extension>>): TestRegistry {
  const definitions = Object.entries(own).map(([name, extension]): [string, TestDefinition] => {
    const apply = applyHost(name, extension);
    return [
      name,
      { name, parameters: 'variadic', apply: (invocation, value, args) => isTrue(apply(invocation, value, args, NO_KEYWORDS)) },
    ];
  });
  return new Map([...standard, ...definitions]);
}
