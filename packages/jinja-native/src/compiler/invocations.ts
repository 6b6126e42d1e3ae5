import type { Arguments, CallNode, Expression, FilterNode, TestNode } from '../ast.js';
import { Fault, type Position, TemplateSyntaxError, typeFault } from '../errors.js';
import type { FilterDefinition, Invocation, TestDefinition } from '../registry.js';
import { bindArguments, type Keywords, NO_KEYWORDS, TemplateCallable } from '../runtime/callables.js';
import { dictEntries } from '../runtime/dict-access.js';
import { itemsOf } from '../runtime/iterate.js';
import type { Run } from '../runtime/run.js';
import { isDict, typeName } from '../runtime/types.js';
import { isUndefined, Undefined, type Value } from '../runtime/values.js';
import type { Compilation } from './expressions.js';
import type { Evaluate, Frame } from './frame.js';
import { BoundInvocation } from './invocation.js';
import type { Scope } from './scope.js';

type Compile = (child: Expression) => Evaluate;

interface CompiledArguments {
  readonly positional: (frame: Frame) => readonly Value[];
  readonly keywords: (frame: Frame) => Keywords;
}

const NO_VALUES: readonly Value[] = [];

/** Makes the functions that compute the arguments; most calls have plain values only. */
export function compileArguments(args: Arguments, compile: Compile): CompiledArguments {
  return { positional: compilePositional(args, compile), keywords: compileKeywords(args, compile) };
}

function compilePositional({ positional, rest }: Arguments, compile: Compile): (frame: Frame) => readonly Value[] {
  const values = positional.map(compile);
  const [first, second] = values;
  const spread = rest === undefined ? undefined : compile(rest);
  if (spread !== undefined) return (frame) => [...values.map((value) => value(frame)), ...itemsOf(frame.run, spread(frame))];
  if (first === undefined) return () => NO_VALUES;
  if (second === undefined) return (frame) => [first(frame)];
  return (frame) => values.map((value) => value(frame));
}

function compileKeywords({ keywords, keywordRest }: Arguments, compile: Compile): (frame: Frame) => Keywords {
  if (keywords.length === 0 && keywordRest === undefined) return () => NO_KEYWORDS;
  const values = keywords.map(({ name, value }) => [name, compile(value)] as const);
  const spread = keywordRest === undefined ? undefined : compile(keywordRest);
  return (frame) => {
    const result = new Map<string, Value>();
    for (const [name, value] of values) result.set(name, value(frame));
    if (spread !== undefined) addKeywords(result, spread(frame));
    return result;
  };
}

function addKeywords(target: Map<string, Value>, source: Value): void {
  if (!isDict(source)) throw typeFault(`'**' needs a dict, got ${typeName(source)}.`);
  for (const [key, value] of dictEntries(source)) {
    if (typeof key !== 'string') throw typeFault("The keys of a dict behind '**' must be texts.");
    if (target.has(key)) throw new Fault('ARGUMENTS', `The argument '${key}' is given twice.`);
    target.set(key, value);
  }
}

function notCallable(run: Run, callee: Value): Fault {
  if (callee instanceof Undefined) return new Fault('UNDEFINED', callee.message);
  if (isUndefined(callee)) return new Fault('UNDEFINED', 'What is called here is undefined');
  run.charge(1);
  return typeFault(`${typeName(callee)} cannot be called. Templates can call the functions and methods they are given, nothing from data.`);
}

/** `callee(arguments)` */
export function compileCall(node: CallNode, compile: Compile): Evaluate {
  const callee = compile(node.callee);
  const { positional, keywords } = compileArguments(node.args, compile);
  const { at } = node;
  return (frame) => {
    const { run } = frame;
    const target = callee(frame);
    const args = positional(frame);
    const named = keywords(frame);
    run.at = at;
    run.charge(1);
    if (!(target instanceof TemplateCallable)) throw notCallable(run, target);
    return target.call(run, args, named);
  };
}

type Bind = (frame: Frame) => { args: readonly Value[]; keywords: Keywords };

/** Arguments of a filter or test: their number and names are checked once, when the template is compiled. */
function compileBinding(
  callee: string,
  { parameters }: FilterDefinition | TestDefinition,
  node: FilterNode | TestNode,
  context: Context,
): Bind {
  const { positional, keywords } = compileArguments(node.args, context.compile);
  if (parameters === 'variadic') return (frame) => ({ args: positional(frame), keywords: keywords(frame) });
  checkArguments(callee, parameters, node.args, { position: node.at, source: context.compilation.source });
  return (frame) => ({ args: bindArguments(callee, parameters, positional(frame), keywords(frame)), keywords: NO_KEYWORDS });
}

type Declared = Exclude<FilterDefinition['parameters'], 'variadic'>;

function checkArguments(
  callee: string,
  parameters: Declared,
  node: Arguments,
  place: { position: Position; source: string | undefined },
): void {
  if (node.rest !== undefined || node.keywordRest !== undefined) return;
  const names = new Map(node.keywords.map(({ name }) => [name, undefined]));
  try {
    bindArguments(
      callee,
      parameters,
      Array.from(node.positional, () => undefined),
      names,
    );
  } catch (error) {
    throw error instanceof Fault ? new TemplateSyntaxError(error.message, { ...place, code: error.code }) : error;
  }
}

function definitionOf<T>(registry: ReadonlyMap<string, T>, name: string): T {
  const definition = registry.get(name);
  if (definition === undefined) throw new TypeError(`'${name}' must be checked by the parser.`);
  return definition;
}

/** What compiling a filter or test needs beside its node. */
interface Context {
  readonly scope: Scope;
  readonly compile: Compile;
  readonly compilation: Compilation;
}

/** `input | name(arguments)` */
export function compileFilter(node: FilterNode, context: Context): Evaluate {
  if (node.input === undefined) throw new TypeError('A filter without input belongs to a block.');
  return applyFilter(node, context.compile(node.input), context);
}

/** The filters of a block, on what the block gives. */
export function compileBlockFilter(node: FilterNode, block: Evaluate, context: Context): Evaluate {
  const inner = node.input?.kind === 'filter' ? compileBlockFilter(node.input, block, context) : block;
  return applyFilter(node, inner, context);
}

function applyFilter(node: FilterNode, input: Evaluate, context: Context): Evaluate {
  const definition = definitionOf(context.compilation.filters, node.name);
  const bind = compileBinding(`The filter '${node.name}'`, definition, node, context);
  const { at } = node;
  return (frame) => {
    const { run } = frame;
    const value = input(frame);
    const { args, keywords } = bind(frame);
    run.at = at;
    run.charge(1);
    return definition.apply(invocation(run, context), value, args, keywords);
  };
}

function invocation(run: Run, { scope, compilation }: Context): Invocation {
  return new BoundInvocation(run, scope.autoescape, compilation);
}

/** `input is name(arguments)` */
export function compileTest(node: TestNode, context: Context): Evaluate {
  const definition = definitionOf(context.compilation.tests, node.name);
  const input = context.compile(node.input);
  const bind = compileBinding(`The test '${node.name}'`, definition, node, context);
  const { at } = node;
  return (frame) => {
    const value = input(frame);
    const { args } = bind(frame);
    frame.run.at = at;
    return definition.apply(invocation(frame.run, context), value, args);
  };
}
