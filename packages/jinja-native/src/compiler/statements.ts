import type {
  Body,
  IfStatement,
  OutputStatement,
  SetBlockStatement,
  SetStatement,
  Statement,
  TextStatement,
  WithStatement,
} from '../ast.js';
import { Output } from '../runtime/output.js';
import { textOf } from '../runtime/text.js';
import { isTrue } from '../runtime/truth.js';
import { Markup, type Value } from '../runtime/values.js';
import { isBlank } from '../runtime/whitespace.js';
import { compileExpression, type Compilation } from './expressions.js';
import { type Evaluate, type Execute, type Frame, UNSET } from './frame.js';
import { compileBlockFilter } from './invocations.js';
import { compileFor } from './loops.js';
import { compileCallBlock, compileMacro } from './macros.js';
import { boundNames, type Scope } from './scope.js';
import { compileTarget } from './targets.js';

/** Runs statements one after the other. */
export function sequence(steps: readonly Execute[]): Execute {
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return only;
  return (frame, output) => {
    for (const step of steps) step(frame, output);
  };
}

/** Compiles a body into a scope that exists already; its names are declared first, so that macros can see later ones. */
export function compileBody(body: Body, scope: Scope, compilation: Compilation): Execute {
  scope.declareAll(boundNames(body));
  return compileStatements(body, scope, compilation);
}

function compileStatements(body: Body, scope: Scope, compilation: Compilation): Execute {
  return sequence(body.map((statement) => compileStatement(statement, scope, compilation)));
}

/** Compiles a body that opens a scope in the same frame: its names are unset whenever it starts. */
export function compileScoped(body: Body, scope: Scope, compilation: Compilation): Execute {
  const run = compileBody(body, scope, compilation);
  const { slots } = scope;
  if (slots.length === 0) return run;
  return (frame, output) => {
    for (const slot of slots) frame.slots[slot] = UNSET;
    run(frame, output);
  };
}

/** A body as one value: of its only expression, or its text, or null when it is empty. */
export function captured(body: Execute): (frame: Frame) => Value {
  return (frame) => {
    const output = new Output(frame.run);
    body(frame, output);
    return output.finish();
  };
}

function compileStatement(statement: Statement, scope: Scope, compilation: Compilation): Execute {
  switch (statement.kind) {
    case 'text':
      return compileText(statement);
    case 'output':
      return compileOutput(statement, scope, compilation);
    case 'if':
      return compileIf(statement, scope, compilation);
    case 'for':
      return compileFor(statement, scope, compilation);
    case 'set':
      return compileSet(statement, scope, compilation);
    case 'setBlock':
      return compileSetBlock(statement, scope, compilation);
    case 'with':
      return compileWith(statement, scope, compilation);
    case 'macro':
      return compileMacro(statement, scope, compilation);
    case 'callBlock':
      return compileCallBlock(statement, scope, compilation);
    default:
      return compileWrapper(statement, scope, compilation);
  }
}

function compileText({ text }: TextStatement): Execute {
  const blank = isBlank(text);
  return (_frame, output) => output.addText(text, blank);
}

function compileOutput({ expression }: OutputStatement, scope: Scope, compilation: Compilation): Execute {
  const evaluate = compileExpression(expression, scope, compilation);
  const { at } = expression;
  return (frame, output) => {
    const value = evaluate(frame);
    frame.run.at = at;
    output.addValue(value);
  };
}

function compileIf({ branches, otherwise }: IfStatement, scope: Scope, compilation: Compilation): Execute {
  const compiled = branches.map(({ test, body }) => ({
    test: compileExpression(test, scope, compilation),
    body: compileStatements(body, scope, compilation),
  }));
  const last = compileStatements(otherwise, scope, compilation);
  return (frame, output) => {
    const chosen = compiled.find(({ test }) => isTrue(test(frame)));
    (chosen?.body ?? last)(frame, output);
  };
}

function compileSet({ target, value }: SetStatement, scope: Scope, compilation: Compilation): Execute {
  const evaluate = compileExpression(value, scope, compilation);
  const assign = compileTarget(target, scope, compilation);
  return (frame) => assign(frame, evaluate(frame));
}

function compileSetBlock({ target, filter, body }: SetBlockStatement, scope: Scope, compilation: Compilation): Execute {
  const content = markupWhenEscaping(captured(compileScoped(body, scope.block(), compilation)), scope);
  const compile = (node: OutputStatement['expression']) => compileExpression(node, scope, compilation);
  const value = filter === undefined ? content : compileBlockFilter(filter, content, { scope, compile, compilation });
  const assign = compileTarget(target, scope, compilation);
  return (frame) => assign(frame, value(frame));
}

/** Where HTML is escaped, text that was captured counts as safe. */
function markupWhenEscaping(content: Evaluate, { autoescape }: Scope): Evaluate {
  if (!autoescape) return content;
  return (frame) => new Markup(textOf(frame.run, content(frame)));
}

function compileWith({ bindings, body }: WithStatement, scope: Scope, compilation: Compilation): Execute {
  const inner = scope.block();
  const values = bindings.map(({ value }) => compileExpression(value, scope, compilation));
  const targets = bindings.map(({ target }) => compileTarget(target, inner, compilation));
  const run = compileScoped(body, inner.block(), compilation);
  return (frame, output) => {
    const results = values.map((value) => value(frame));
    targets.forEach((assign, index) => assign(frame, results[index]));
    run(frame, output);
  };
}

type WrapperStatement = Extract<Statement, { kind: 'filterBlock' | 'block' | 'autoescape' }>;

function compileWrapper(statement: WrapperStatement, scope: Scope, compilation: Compilation): Execute {
  if (statement.kind === 'autoescape') return compileScoped(statement.body, scope.block(statement.enabled), compilation);
  if (statement.kind === 'block') {
    const outer = statement.scoped ? scope : scope.outermost();
    const body = compileScoped(statement.body, outer.block(scope.autoescape), compilation);
    compilation.blocks.set(statement.name, captured(body));
    return body;
  }
  const content = markupWhenEscaping(captured(compileScoped(statement.body, scope.block(), compilation)), scope);
  const compile = (node: OutputStatement['expression']) => compileExpression(node, scope, compilation);
  const value = compileBlockFilter(statement.filter, content, { scope, compile, compilation });
  return (frame, output) => output.addValue(value(frame));
}
