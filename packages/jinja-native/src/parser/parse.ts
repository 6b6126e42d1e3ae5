import type { Body } from '../ast.js';
import { TemplateSyntaxError } from '../errors.js';
import { tokenize } from '../lexer/lexer.js';
import type { Limits } from '../limits.js';
import { ExpressionParser, type Vocabulary } from './expressions.js';
import { StatementParser } from './statements.js';
import { TokenStream } from './token-stream.js';

export interface ParseOptions {
  readonly name?: string | undefined;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly limits: Limits;
  readonly vocabulary: Vocabulary;
}

/** Source to tree; throws `TemplateSyntaxError` with the place. */
export function parseTemplate(source: string, options: ParseOptions): Body {
  const { name, limits, vocabulary } = options;
  if (source.length > limits.sourceLength) {
    const problem = `The template has ${source.length} characters; ${limits.sourceLength} are allowed (limit sourceLength).`;
    throw new TemplateSyntaxError(problem, { code: 'LIMIT', position: { line: 1, column: 1 }, source: name });
  }
  const stream = new TokenStream(tokenize(source, options), name, limits.nesting);
  return new StatementParser(new ExpressionParser(stream, vocabulary)).template();
}
