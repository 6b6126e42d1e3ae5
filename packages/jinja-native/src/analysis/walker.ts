import type { Arguments, Body, CallNode, Expression, ForStatement, IfStatement, NameNode, Signature, Statement } from '../ast.js';
import { boundNames, targetNames } from '../compiler/scope.js';
import { HostFunction } from '../runtime/functions.js';
import { isCallable } from '../runtime/types.js';
import { PyFloat, type Value } from '../runtime/values.js';
import type { CallReference, NameReference } from '../references.js';
import { asksForName, guardsOf } from './guards.js';
import { childrenOf } from './children.js';

const MACRO_NAMES = ['varargs', 'kwargs', 'caller'];

type Literal = string | number | undefined;

/** Collects free names and calls of globals; `bound` and `guarded` are what holds at the node it looks at. */
export class ReferenceWalker {
  readonly calls: CallReference[] = [];
  private readonly found = new Map<string, NameReference>();
  private bound: ReadonlySet<string> = new Set(['self']);
  private guarded: ReadonlySet<string> = new Set();

  constructor(private readonly globals: ReadonlyMap<string, Value>) {}

  foundNames(): NameReference[] {
    return [...this.found.values()];
  }

  template(body: Body): void {
    this.statements(body);
  }

  private statements(body: Body): void {
    for (const statement of body) this.statement(statement, body);
  }

  /** Walks something where more names are bound, and forgets them afterwards. */
  private within(names: Iterable<string>, walk: () => void): void {
    const outer = this.bound;
    this.bind(names);
    walk();
    this.bound = outer;
  }

  private bind(names: Iterable<string>): void {
    this.bound = new Set([...this.bound, ...names]);
  }

  /** Walks something that only runs when these names are defined. */
  private guarding(names: ReadonlySet<string>, walk: () => void): void {
    const outer = this.guarded;
    this.guarded = new Set([...outer, ...names]);
    walk();
    this.guarded = outer;
  }

  private statement(node: Statement, siblings: Body): void {
    switch (node.kind) {
      case 'text':
        return;
      case 'output':
        return this.expression(node.expression);
      case 'if':
        return this.ifStatement(node);
      case 'for':
        return this.forStatement(node);
      case 'set':
        this.expression(node.value);
        return this.bind(targetNames(node.target));
      case 'macro':
        this.bind([node.name]);
        return this.macro(node.signature, [...MACRO_NAMES, ...boundNames(siblings)], node.body);
      default:
        return this.blockStatement(node);
    }
  }

  private blockStatement(node: Exclude<Statement, { kind: 'text' | 'output' | 'if' | 'for' | 'set' | 'macro' }>): void {
    switch (node.kind) {
      case 'setBlock':
        this.within([], () => this.statements(node.body));
        if (node.filter !== undefined) this.expression(node.filter);
        return this.bind(targetNames(node.target));
      case 'with':
        for (const { value } of node.bindings) this.expression(value);
        return this.within(
          node.bindings.flatMap(({ target }) => targetNames(target)),
          () => this.statements(node.body),
        );
      case 'callBlock':
        this.expression(node.call);
        return this.macro(node.signature, [], node.body);
      case 'filterBlock':
        this.expression(node.filter);
        return this.within([], () => this.statements(node.body));
      default:
        return this.within([], () => this.statements(node.body));
    }
  }

  private macro(signature: Signature, names: readonly string[], body: Body): void {
    this.within([...names, ...signature.names], () => {
      for (const value of signature.defaults) this.expression(value);
      this.statements(body);
    });
  }

  private ifStatement({ branches, otherwise }: IfStatement): void {
    const outer = this.guarded;
    for (const { test, body } of branches) {
      const guards = guardsOf(test);
      this.expression(test);
      this.guarding(guards.whenTrue, () => this.statements(body));
      this.guarded = new Set([...this.guarded, ...guards.whenFalse]);
    }
    this.statements(otherwise);
    this.guarded = outer;
  }

  private forStatement({ target, iterable, filter, body, otherwise }: ForStatement): void {
    this.expression(iterable);
    this.within(targetNames(target), () => {
      if (filter !== undefined) this.expression(filter);
      this.within(['loop'], () => this.statements(body));
    });
    this.within([], () => this.statements(otherwise));
  }

  private expression(node: Expression): void {
    if (node.kind === 'name') return this.name(node, this.guarded.has(node.name));
    if (node.kind === 'call') this.call(node);
    if (asksForName(node)) return this.question(node);
    if (node.kind === 'condition' || node.kind === 'logic') return this.branching(node);
    for (const child of childrenOf(node)) this.expression(child);
  }

  /** A node that asks whether a name is there; the rest of it is walked as usual. */
  private question(node: Expression): void {
    const [input, ...rest] = childrenOf(node);
    if (input?.kind === 'name') this.name(input, true);
    else if (input !== undefined) this.expression(input);
    for (const child of rest) this.expression(child);
  }

  private branching(node: Extract<Expression, { kind: 'condition' | 'logic' }>): void {
    const first = node.kind === 'condition' ? node.test : node.left;
    const { whenTrue, whenFalse } = guardsOf(first);
    this.expression(first);
    if (node.kind === 'logic') return this.guarding(node.operator === 'and' ? whenTrue : whenFalse, () => this.expression(node.right));
    this.guarding(whenTrue, () => this.expression(node.consequent));
    const { otherwise } = node;
    if (otherwise !== undefined) this.guarding(whenFalse, () => this.expression(otherwise));
  }

  private name({ name, at }: NameNode, guarded: boolean): void {
    if (this.bound.has(name) || this.globals.has(name)) return;
    const known = this.found.get(name);
    const place = known ?? { name, line: at.line, column: at.column };
    this.found.set(name, { ...place, guarded: (known?.guarded ?? true) && guarded });
  }

  private call({ callee, args, at }: CallNode): void {
    if (callee.kind !== 'name' || this.bound.has(callee.name)) return;
    const fn = this.globals.get(callee.name);
    if (isCallable(fn)) this.calls.push({ callee: callee.name, args: literals(fn, args), line: at.line, column: at.column });
  }
}

function literals(fn: Value, { positional, keywords }: Arguments): Literal[] {
  const values = positional.map(literal);
  const parameters = fn instanceof HostFunction ? fn.parameters : undefined;
  for (const { name, value } of keywords) {
    const index = parameters?.indexOf(name) ?? -1;
    if (index === -1) continue;
    while (values.length <= index) values.push(undefined);
    values[index] = literal(value);
  }
  return values;
}

function literal(node: Expression): Literal {
  const value = node.kind === 'const' ? node.value : undefined;
  if (value instanceof PyFloat) return value.value;
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
