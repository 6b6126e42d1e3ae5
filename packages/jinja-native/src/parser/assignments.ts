import type { Expression, Statement, Target } from '../ast.js';
import type { Position } from '../errors.js';
import { parseTuple } from './primary.js';
import type { StatementParser } from './statements.js';
import { parseTarget } from './targets.js';

/** `{% for target in iterable if filter recursive %}` */
export function parseFor(parser: StatementParser, at: Position): Statement {
  const { expressions, stream } = parser;
  const target = parseTarget(expressions, { endWord: 'in' });
  if (!stream.skipName('in')) stream.fail("Expected 'in', for example {% for item in items %}.");
  const iterable = parseTuple(expressions, { read: expressions.plainExpression, endWord: 'recursive' });
  const filter = stream.skipName('if') ? expressions.expression() : undefined;
  const recursive = stream.skipName('recursive');
  const body = parser.body('for', ['endfor', 'else']);
  const otherwise = stream.next().text === 'else' ? parser.closedBody('for', 'endfor') : [];
  return { kind: 'for', target, iterable, filter, recursive, body, otherwise, at };
}

/** `{% set target = value %}` or `{% set target %}…{% endset %}` */
export function parseSet(parser: StatementParser, at: Position): Statement {
  const { expressions, stream } = parser;
  const target = parseTarget(expressions, { namespaces: true });
  if (stream.skipOperator('=')) return { kind: 'set', target, value: parseTuple(expressions, { read: expressions.expression }), at };
  const filter = stream.skipOperator('|') ? expressions.filterChain() : undefined;
  if (target.kind === 'tuple') stream.fail('A set block fills one name only.', at);
  return { kind: 'setBlock', target, filter, body: parser.closedBody('set', 'endset'), at };
}

/** `{% with a = 1, b = 2 %}` */
export function parseWith(parser: StatementParser, at: Position): Statement {
  const { expressions, stream } = parser;
  const bindings: { target: Target; value: Expression }[] = [];
  while (stream.current.type !== 'block_end') {
    if (bindings.length > 0) stream.expectOperator(',');
    const target = parseTarget(expressions);
    stream.expectOperator('=');
    bindings.push({ target, value: expressions.expression() });
  }
  return { kind: 'with', bindings, body: parser.closedBody('with', 'endwith'), at };
}
