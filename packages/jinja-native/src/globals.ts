import { typeFault, valueFault } from './errors.js';
import { BuiltinFunction, type Keywords, TemplateCallable, VariadicFunction } from './runtime/callables.js';
import { numeric } from './runtime/compare.js';
import { Dict } from './runtime/dict.js';
import { dictEntries } from './runtime/dict-access.js';
import { HostFunction } from './runtime/functions.js';
import { itemsOf } from './runtime/iterate.js';
import type { Run } from './runtime/run.js';
import { isDict, typeName } from './runtime/types.js';
import { Namespace, PyFloat, Range, type Value } from './runtime/values.js';

/** A whole number argument, as Python's functions want it. */
export function integerArgument(value: Value, what: string): number {
  const number = value instanceof PyFloat ? undefined : numeric(value);
  if (number === undefined || !Number.isSafeInteger(Number(number))) throw typeFault(`${what} must be an integer, got ${typeName(value)}.`);
  return Number(number);
}

function makeRange(run: Run, args: readonly Value[]): Range {
  if (args.length === 0 || args.length > 3) throw typeFault(`range() takes 1 to 3 arguments, got ${args.length}.`);
  const [first = 0, second, third = 1] = args.map((value) => integerArgument(value, 'An argument of range()'));
  const step = third;
  if (step === 0) throw valueFault('The step of range() cannot be 0.');
  const range = second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  run.chargeList(range.length);
  return range;
}

/** The entries that `dict()` and `namespace()` take: a dict or pairs, then named values. */
function entriesOf(run: Run, args: readonly Value[], keywords: Keywords): Dict {
  if (args.length > 1) throw typeFault(`At most one value and named values are taken, got ${args.length} values.`);
  const result = new Dict();
  const [source] = args;
  if (source !== undefined) addEntries(run, result, source);
  for (const [name, value] of keywords) result.set(name, value);
  return result;
}

/** Copies entries of a dict, or pairs, into a dict. */
export function addEntries(run: Run, target: Dict, source: Value): void {
  const entries = isDict(source) ? dictEntries(source) : itemsOf(run, source).map((pair) => itemsOf(run, pair));
  run.charge(entries.length);
  for (const entry of entries) {
    if (entry.length !== 2) throw valueFault('A dict is made of pairs of a key and a value.');
    target.set(entry[0], entry[1]);
  }
}

function makeNamespace(run: Run, args: readonly Value[], keywords: Keywords): Namespace {
  const namespace = new Namespace();
  for (const [key, value] of entriesOf(run, args, keywords).entries()) {
    if (typeof key !== 'string') throw typeFault('The names of a namespace() must be texts.');
    namespace.attributes.set(key, value);
  }
  return namespace;
}

/** Gives its values in turn. */
class Cycler extends TemplateCallable {
  readonly name = 'cycler';
  private index = 0;

  constructor(private readonly values: readonly Value[]) {
    super();
  }

  override call(): Value {
    throw typeFault('A cycler is not called itself; use .next().');
  }

  override attribute(name: string): Value {
    if (name === 'current') return this.values[this.index];
    if (name === 'next') return new BuiltinFunction('next', [], () => this.next());
    return name === 'reset' ? new BuiltinFunction('reset', [], () => this.reset()) : undefined;
  }

  private next(): Value {
    const value = this.values[this.index];
    this.index = (this.index + 1) % this.values.length;
    return value;
  }

  private reset(): null {
    this.index = 0;
    return null;
  }
}

function makeCycler(_run: Run, values: readonly Value[]): Cycler {
  if (values.length === 0) throw typeFault('cycler() needs at least one value.');
  return new Cycler(values);
}

/** Gives nothing the first time and its separator ever after. */
function makeJoiner(separator: Value): BuiltinFunction {
  let used = false;
  return new BuiltinFunction('joiner', [], () => {
    const value = used ? separator : '';
    used = true;
    return value;
  });
}

const LIPSUM = new VariadicFunction('lipsum', () => {
  throw typeFault('lipsum() is not supported: it gives random text.');
});

/** What every template can call without the host's doing. */
const STANDARD_GLOBALS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', new VariadicFunction('range', makeRange)],
  ['dict', new VariadicFunction('dict', entriesOf)],
  ['namespace', new VariadicFunction('namespace', makeNamespace)],
  ['cycler', new VariadicFunction('cycler', makeCycler)],
  ['joiner', new BuiltinFunction('joiner', [['sep', ', ']], (_run, [separator]) => makeJoiner(separator))],
  ['lipsum', LIPSUM],
]);

/** The host's globals as templates see them: functions can be called, everything else is data. */
export function wrapGlobals(globals: Readonly<Record<string, unknown>>): Map<string, Value> {
  const result = new Map(STANDARD_GLOBALS);
  for (const [name, value] of Object.entries(globals)) {
    result.set(name, typeof value === 'function' ? new HostFunction(name, value as (...args: unknown[]) => unknown) : value);
  }
  return result;
}
