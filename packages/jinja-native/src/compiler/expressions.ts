import type { CompareNode, ConcatNode, ConditionNode, Expression, LogicNode, SliceNode, UnaryNode } from '../ast.js';
import { OPERATIONS, signed } from '../runtime/arithmetic.js';
import { getAttribute, getItem } from '../runtime/attributes.js';
import { equals, ordered } from '../runtime/compare.js';
import { contains } from '../runtime/contains.js';
import { Dict } from '../runtime/dict.js';
import { escapeHtml } from '../runtime/escape.js';
import type { Run } from '../runtime/run.js';
import { getSlice } from '../runtime/slices.js';
import { textOf } from '../runtime/text.js';
import { isTrue } from '../runtime/truth.js';
import { Markup, Tuple, Undefined, type Value } from '../runtime/values.js';
import type { Evaluate } from './frame.js';
import { compileCall, compileFilter, compileTest } from './invocations.js';
import { readName, type Surroundings } from './names.js';
import type { Scope } from './scope.js';
import type { FilterRegistry, TestRegistry } from '../registry.js';

/** What every part of the compiler shares for one template. */
export interface Compilation extends Surroundings {
  readonly filters: FilterRegistry;
  readonly tests: TestRegistry;
  /** Blocks by name, for `self.name()`; filled while the template is compiled. */
  readonly blocks: Map<string, Evaluate>;
  /** Name of the template, for errors. */
  readonly source: string | undefined;
}

type Compare = (run: Run, left: Value, right: Value) => boolean;

const COMPARISONS: Readonly<Record<CompareNode['rest'][number]['operator'], Compare>> = {
  '==': equals,
  '!=': (run, left, right) => !equals(run, left, right),
  '<': (run, left, right) => ordered(run, '<', left, right),
  '<=': (run, left, right) => ordered(run, '<=', left, right),
  '>': (run, left, right) => ordered(run, '>', left, right),
  '>=': (run, left, right) => ordered(run, '>=', left, right),
  in: (run, left, right) => contains(run, right, left),
  'not in': (run, left, right) => !contains(run, right, left),
};

/** Turns an expression into a function that gives its value. */
export function compileExpression(node: Expression, scope: Scope, compilation: Compilation): Evaluate {
  const compile = (child: Expression): Evaluate => compileExpression(child, scope, compilation);
  switch (node.kind) {
    case 'const':
      return constant(node.value);
    case 'name':
      return readName(node.name, scope, compilation);
    case 'list':
    case 'tuple':
    case 'dict':
      return compileContainer(node, compile);
    case 'attribute':
    case 'item':
      return compileAccess(node, compile);
    case 'slice':
      return compileSlice(node, compile);
    case 'call':
      return compileCall(node, compile);
    case 'filter':
      return compileFilter(node, { scope, compile, compilation });
    case 'test':
      return compileTest(node, { scope, compile, compilation });
    default:
      return compileOperator(node, scope, compile);
  }
}

type Compile = (child: Expression) => Evaluate;
type OperatorNode = Extract<Expression, { kind: 'unary' | 'binary' | 'logic' | 'compare' | 'concat' | 'condition' }>;
type ContainerNode = Extract<Expression, { kind: 'list' | 'tuple' | 'dict' }>;
type AccessNode = Extract<Expression, { kind: 'attribute' | 'item' }>;

function constant(value: Value): Evaluate {
  return () => value;
}

function compileContainer(node: ContainerNode, compile: Compile): Evaluate {
  if (node.kind !== 'dict') {
    const items = node.items.map(compile);
    if (node.kind === 'list') return (frame) => items.map((item) => item(frame));
    return (frame) => new Tuple(items.map((item) => item(frame)));
  }
  const pairs = node.pairs.map(([key, value]) => [compile(key), compile(value)] as const);
  return (frame) => {
    const dict = new Dict();
    for (const [key, value] of pairs) {
      const hashed = key(frame);
      frame.run.at = node.at;
      dict.set(hashed, value(frame));
    }
    return dict;
  };
}

function compileAccess(node: AccessNode, compile: Compile): Evaluate {
  const object = compile(node.object);
  const { at } = node;
  if (node.kind === 'attribute') {
    const { name } = node;
    return (frame) => {
      const owner = object(frame);
      frame.run.at = at;
      return getAttribute(frame.run, owner, name);
    };
  }
  const key = compile(node.key);
  return (frame) => {
    const owner = object(frame);
    const index = key(frame);
    frame.run.at = at;
    return getItem(frame.run, owner, index);
  };
}

function compileSlice(node: SliceNode, compile: Compile): Evaluate {
  const nothing = constant(null);
  const [start, stop, step] = [node.start, node.stop, node.step].map((part) => (part === undefined ? nothing : compile(part)));
  const object = compile(node.object);
  return (frame) => {
    const owner = object(frame);
    const bounds = { start: start?.(frame), stop: stop?.(frame), step: step?.(frame) };
    frame.run.at = node.at;
    return getSlice(frame.run, owner, bounds);
  };
}

function compileOperator(node: OperatorNode, scope: Scope, compile: Compile): Evaluate {
  switch (node.kind) {
    case 'unary':
      return compileUnary(node, compile);
    case 'binary':
      return compileBinary(node, compile);
    case 'logic':
      return compileLogic(node, compile);
    case 'compare':
      return compileComparison(node, compile);
    case 'concat':
      return compileConcat(node, scope, compile);
    default:
      return compileCondition(node, compile);
  }
}

function compileUnary(node: UnaryNode, compile: Compile): Evaluate {
  const operand = compile(node.operand);
  const { operator, at } = node;
  if (operator === 'not') return (frame) => !isTrue(operand(frame));
  return (frame) => {
    const value = operand(frame);
    frame.run.at = at;
    return signed(operator, value);
  };
}

function compileBinary(node: Extract<Expression, { kind: 'binary' }>, compile: Compile): Evaluate {
  const operation = OPERATIONS[node.operator];
  const left = compile(node.left);
  const right = compile(node.right);
  const { at } = node;
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.run.at = at;
    return operation(frame.run, a, b);
  };
}

function compileLogic(node: LogicNode, compile: Compile): Evaluate {
  const left = compile(node.left);
  const right = compile(node.right);
  const stopsAt = node.operator === 'or';
  return (frame) => {
    const value = left(frame);
    return isTrue(value) === stopsAt ? value : right(frame);
  };
}

function compileComparison(node: CompareNode, compile: Compile): Evaluate {
  const first = compile(node.first);
  const rest = node.rest.map(({ operator, operand, at }) => ({ compare: COMPARISONS[operator], operand: compile(operand), at }));
  const [only] = rest;
  if (rest.length === 1 && only !== undefined) return compileOneComparison(first, only);
  return (frame) => {
    let left = first(frame);
    for (const { compare, operand, at } of rest) {
      const right = operand(frame);
      frame.run.at = at;
      if (!compare(frame.run, left, right)) return false;
      left = right;
    }
    return true;
  };
}

interface Comparison {
  readonly compare: Compare;
  readonly operand: Evaluate;
  readonly at: Expression['at'];
}

function compileOneComparison(first: Evaluate, { compare, operand, at }: Comparison): Evaluate {
  return (frame) => {
    const left = first(frame);
    const right = operand(frame);
    frame.run.at = at;
    return compare(frame.run, left, right);
  };
}

function compileConcat(node: ConcatNode, scope: Scope, compile: Compile): Evaluate {
  const items = node.items.map(compile);
  const { at } = node;
  const { autoescape } = scope;
  return (frame) => {
    const values = items.map((item) => item(frame));
    frame.run.at = at;
    return autoescape && values.some((value) => value instanceof Markup) ? joinMarkup(frame.run, values) : joinText(frame.run, values);
  };
}

function joinText(run: Run, values: readonly Value[]): string {
  let text = '';
  for (const value of values) text += textOf(run, value);
  run.chargeText(text.length);
  return text;
}

function joinMarkup(run: Run, values: readonly Value[]): Markup {
  return new Markup(
    joinText(
      run,
      values.map((value) => escapeHtml(value instanceof Markup ? value : textOf(run, value))),
    ),
  );
}

function compileCondition(node: ConditionNode, compile: Compile): Evaluate {
  const test = compile(node.test);
  const consequent = compile(node.consequent);
  const { line } = node.at;
  const nothing = new Undefined(() => `the inline if-expression on line ${line} evaluated to false and no else section was defined.`);
  const otherwise = node.otherwise === undefined ? constant(nothing) : compile(node.otherwise);
  return (frame) => (isTrue(test(frame)) ? consequent(frame) : otherwise(frame));
}
