import type { Expression } from '../ast.js';
import type { ExpressionParser } from './expressions.js';

/** Reads `[key]`, `[a, b]` or `[start:stop:step]` behind a value. */
export function parseSubscript(parser: ExpressionParser, object: Expression): Expression {
  const { at } = parser.stream.next();
  const keys: Expression[] = [];
  while (!parser.stream.isOperator(']')) {
    if (keys.length > 0) parser.stream.expectOperator(',');
    const part = keyOrSlice(parser, object, at);
    if (part.isSlice) return closeSlice(parser, part.node, keys.length > 0);
    keys.push(part.node);
  }
  parser.stream.next();
  const [first] = keys;
  const key: Expression = keys.length === 1 && first !== undefined ? first : { kind: 'tuple', items: keys, at };
  return { kind: 'item', object, key, at };
}

function closeSlice({ stream }: ExpressionParser, node: Expression, mixed: boolean): Expression {
  if (mixed || !stream.isOperator(']')) stream.fail('A slice cannot be combined with other keys.', node.at);
  stream.next();
  return node;
}

function keyOrSlice(parser: ExpressionParser, object: Expression, at: Expression['at']): { node: Expression; isSlice: boolean } {
  const { stream } = parser;
  const start = stream.isOperator(':') ? undefined : parser.expression();
  if (start !== undefined && !stream.isOperator(':')) return { node: start, isSlice: false };
  stream.next();
  const stop = slicePart(parser);
  const step = stream.skipOperator(':') ? slicePart(parser) : undefined;
  return { node: { kind: 'slice', object, start, stop, step, at }, isSlice: true };
}

function slicePart({ stream, expression }: ExpressionParser): Expression | undefined {
  const ends = stream.isOperator(':') || stream.isOperator(']') || stream.isOperator(',');
  return ends ? undefined : expression();
}
