import type { Expression, Target } from '../ast.js';
import type { ExpressionParser } from './expressions.js';
import { parsePrimary, parseTuple } from './primary.js';
import type { TokenStream } from './token-stream.js';

const LITERAL_NAMES = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

/** A name to be bound, not a literal. */
export function parseNameTarget(stream: TokenStream): string {
  const { text, at } = stream.expect('name', 'a name');
  if (LITERAL_NAMES.has(text)) stream.fail(`Cannot assign to '${text}'.`, at);
  return text;
}

export interface TargetOptions {
  /** A word that ends the target, such as `in`. */
  readonly endWord?: string;
  /** Whether `ns.name` is allowed. */
  readonly namespaces?: boolean;
}

/** What is left of `=` or `in`: a name, `ns.name`, or several of them with commas. */
export function parseTarget(parser: ExpressionParser, { endWord, namespaces = false }: TargetOptions = {}): Target {
  const read = () => parser.stream.nested(() => targetItem(parser, namespaces));
  return toTarget(parser.stream, parseTuple(parser, { read, ...(endWord === undefined ? {} : { endWord }) }));
}

function targetItem(parser: ExpressionParser, namespaces: boolean): Expression {
  const node = parsePrimary(parser);
  if (node.kind !== 'name' || !namespaces || !parser.stream.skipOperator('.')) return node;
  const name = parser.stream.expect('name', 'the name of an attribute').text;
  return { kind: 'attribute', object: node, name, at: node.at };
}

function toTarget(stream: TokenStream, node: Expression): Target {
  if (node.kind === 'name') return { kind: 'name', name: node.name, at: node.at };
  if (node.kind === 'tuple') return { kind: 'tuple', items: node.items.map((item) => toTarget(stream, item)), at: node.at };
  if (node.kind === 'attribute' && node.object.kind === 'name') {
    return { kind: 'namespace', name: node.object.name, attribute: node.name, at: node.at };
  }
  return stream.fail('Only names can be assigned to.', node.at);
}
