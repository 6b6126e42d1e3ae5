import type { Expression } from '../ast.js';
import { describeToken, type Token } from '../lexer/tokens.js';
import type { ExpressionParser } from './expressions.js';

const LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** A name, a literal or something in brackets. */
export function parsePrimary(parser: ExpressionParser): Expression {
  const { stream } = parser;
  const token = stream.current;
  if (token.type === 'name') return nameOrLiteral(stream.next());
  if (token.type === 'string') return stringLiteral(parser);
  if (token.type === 'integer' || token.type === 'float') return { kind: 'const', value: stream.next().value, at: token.at };
  if (stream.isOperator('(')) return parenthesized(parser);
  if (stream.isOperator('[')) return { kind: 'list', items: listItems(parser), at: token.at };
  if (stream.isOperator('{')) return dictLiteral(parser);
  return stream.fail(`Expected an expression, got '${describeToken(token)}'.`);
}

function nameOrLiteral(token: Token): Expression {
  if (LITERALS.has(token.text)) return { kind: 'const', value: LITERALS.get(token.text), at: token.at };
  return { kind: 'name', name: token.text, at: token.at };
}

/** Strings side by side are one string. */
function stringLiteral({ stream }: ExpressionParser): Expression {
  const { at } = stream.current;
  let value = '';
  while (stream.current.type === 'string') value += stream.next().text;
  return { kind: 'const', value, at };
}

function parenthesized(parser: ExpressionParser): Expression {
  parser.stream.next();
  const node = parseTuple(parser, { read: parser.expression, mayBeEmpty: true });
  parser.stream.expectOperator(')');
  return node;
}

function listItems(parser: ExpressionParser): Expression[] {
  const items: Expression[] = [];
  parser.stream.next();
  while (!parser.stream.isOperator(']')) {
    if (items.length > 0) parser.stream.expectOperator(',');
    if (parser.stream.isOperator(']')) break;
    items.push(parser.expression());
  }
  parser.stream.next();
  return items;
}

function dictLiteral(parser: ExpressionParser): Expression {
  const { at } = parser.stream.next();
  const pairs: [Expression, Expression][] = [];
  while (!parser.stream.isOperator('}')) {
    if (pairs.length > 0) parser.stream.expectOperator(',');
    if (parser.stream.isOperator('}')) break;
    const key = parser.expression();
    parser.stream.expectOperator(':');
    pairs.push([key, parser.expression()]);
  }
  parser.stream.next();
  return { kind: 'dict', pairs, at };
}

export interface TupleOptions {
  readonly read: () => Expression;
  /** `()` is an empty tuple; without brackets nothing is not. */
  readonly mayBeEmpty?: boolean;
  /** A word that ends the tuple, such as `in`. */
  readonly endWord?: string;
}

/** One expression, or several with commas between them as a tuple. */
export function parseTuple({ stream }: ExpressionParser, { read, mayBeEmpty = false, endWord }: TupleOptions): Expression {
  const { at } = stream.current;
  const items: Expression[] = [];
  let isTuple = false;
  while (!endsTuple(stream, endWord)) {
    items.push(read());
    if (!stream.skipOperator(',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple && only !== undefined) return only;
  if (items.length === 0 && !mayBeEmpty) stream.fail(`Expected an expression, got '${describeToken(stream.current)}'.`);
  return { kind: 'tuple', items, at };
}

function endsTuple(stream: ExpressionParser['stream'], endWord: string | undefined): boolean {
  const { type } = stream.current;
  return type === 'variable_end' || type === 'block_end' || stream.isOperator(')') || (endWord !== undefined && stream.isName(endWord));
}
