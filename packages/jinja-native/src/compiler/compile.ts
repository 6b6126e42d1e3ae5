import type { Body, Expression } from '../ast.js';
import { textOf } from '../runtime/text.js';
import { isBlank } from '../runtime/whitespace.js';
import { compileExpression, type Compilation } from './expressions.js';
import type { Evaluate } from './frame.js';
import { Scope } from './scope.js';
import { SelfReference } from './self.js';
import { captured, compileBody } from './statements.js';
import { usesName } from './uses.js';

export interface CompiledBody {
  readonly evaluate: Evaluate;
  readonly size: number;
}

/** Turns a whole template into one function; templates of text and expressions only get a short way. */
export function compileTemplate(body: Body, compilation: Compilation): CompiledBody {
  const scope = Scope.root();
  if (usesName(body, 'self')) return compileWithSelf(body, scope, compilation);
  const evaluate =
    compileSingle(body, scope, compilation) ?? compileTexts(body, scope, compilation) ?? captured(compileBody(body, scope, compilation));
  return { evaluate, size: scope.layout.size };
}

/** A template that mentions `self` has its blocks there as functions. */
function compileWithSelf(body: Body, scope: Scope, compilation: Compilation): CompiledBody {
  const slot = scope.declare('self');
  const evaluate = captured(compileBody(body, scope, compilation));
  const withSelf: Evaluate = (frame) => {
    frame.slots[slot] = new SelfReference(frame, compilation.blocks);
    return evaluate(frame);
  };
  return { evaluate: withSelf, size: scope.layout.size };
}

/** One expression among white space: its value. */
function compileSingle(body: Body, scope: Scope, compilation: Compilation): Evaluate | undefined {
  let single: Expression | undefined;
  for (const statement of body) {
    if (statement.kind === 'text' && isBlank(statement.text)) continue;
    if (statement.kind !== 'output' || single !== undefined) return undefined;
    single = statement.expression;
  }
  if (single === undefined) return undefined;
  const evaluate = compileExpression(single, scope, compilation);
  const { at } = single;
  return (frame) => {
    const value = evaluate(frame);
    frame.run.at = at;
    return value;
  };
}

/** Text and expressions without tags: they are joined. */
function compileTexts(body: Body, scope: Scope, compilation: Compilation): Evaluate | undefined {
  const pieces: (string | Evaluate)[] = [];
  for (const statement of body) {
    if (statement.kind === 'text') pieces.push(statement.text);
    else if (statement.kind === 'output') pieces.push(printing(statement.expression, scope, compilation));
    else return undefined;
  }
  return pieces.some((piece) => typeof piece !== 'string') ? joining(pieces) : undefined;
}

function printing(expression: Expression, scope: Scope, compilation: Compilation): Evaluate {
  const evaluate = compileExpression(expression, scope, compilation);
  const { at } = expression;
  return (frame) => {
    const value = evaluate(frame);
    frame.run.at = at;
    return textOf(frame.run, value);
  };
}

function joining(pieces: readonly (string | Evaluate)[]): Evaluate {
  return (frame) => {
    let text = '';
    for (const piece of pieces) text += typeof piece === 'string' ? piece : (piece(frame) as string);
    frame.run.chargeText(text.length);
    return text;
  };
}
