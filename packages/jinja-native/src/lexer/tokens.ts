import type { Position } from '../errors.js';

export type TokenType =
  'data' | 'variable_begin' | 'variable_end' | 'block_begin' | 'block_end' | 'name' | 'string' | 'integer' | 'float' | 'operator' | 'eof';

/** A piece of the source. `text` is decoded for strings and as written for the rest; `value` holds numbers. */
export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly at: Position;
  readonly value?: unknown;
}

const LABELS: Partial<Record<TokenType, string>> = {
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  eof: 'end of template',
  data: 'template text',
};

/** The token as an error message names it. */
export function describeToken(token: Token): string {
  if (token.type === 'name' || token.type === 'operator') return token.text;
  return LABELS[token.type] ?? token.type;
}
