import { Fault } from '../errors.js';
import type { FilterRegistry, Invocation, TestRegistry } from '../registry.js';
import { bindArguments, type Keywords } from '../runtime/callables.js';
import type { Run } from '../runtime/run.js';
import type { Value } from '../runtime/values.js';
import { suggestion } from '../suggest.js';

interface Registries {
  readonly filters: FilterRegistry;
  readonly tests: TestRegistry;
}

/** What a filter is given: the run, and the other filters and tests by name. */
export class BoundInvocation implements Invocation {
  constructor(
    readonly run: Run,
    readonly autoescape: boolean,
    private readonly registries: Registries,
  ) {}

  filter(name: string, value: Value, args: readonly Value[], keywords: Keywords): Value {
    const definition = this.registries.filters.get(name);
    if (definition === undefined) throw new Fault('UNKNOWN_FILTER', unknownName('filter', name, this.registries.filters));
    this.run.charge(1);
    if (definition.parameters === 'variadic') return definition.apply(this, value, args, keywords);
    return definition.apply(this, value, bindArguments(`The filter '${name}'`, definition.parameters, args, keywords), keywords);
  }

  test(name: string, value: Value, args: readonly Value[], keywords: Keywords): boolean {
    const definition = this.registries.tests.get(name);
    if (definition === undefined) throw new Fault('UNKNOWN_TEST', unknownName('test', name, this.registries.tests));
    this.run.charge(1);
    if (definition.parameters === 'variadic') return definition.apply(this, value, args);
    return definition.apply(this, value, bindArguments(`The test '${name}'`, definition.parameters, args, keywords));
  }

  hasFilter(name: string): boolean {
    return this.registries.filters.has(name);
  }

  hasTest(name: string): boolean {
    return this.registries.tests.has(name);
  }
}

/** `There is no filter 'uper'. Did you mean 'upper'?`; where nothing is similar, all there are. */
export function unknownName(kind: 'filter' | 'test', name: string, registry: ReadonlyMap<string, unknown>): string {
  const known = [...registry.keys()].toSorted((left, right) => (left < right ? -1 : 1));
  const title = kind === 'filter' ? 'Filters' : 'Tests';
  return `There is no ${kind} '${name}'. ${suggestion(name, known) || `${title}: ${known.join(', ')}.`}`.trimEnd();
}
