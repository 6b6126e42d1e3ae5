import { type Position, type TemplateErrorCode, TemplateSyntaxError } from '../errors.js';
import { describeToken, type Token, type TokenType } from '../lexer/tokens.js';

/** The tokens with a reading head, and the depth guard that keeps hostile sources from overflowing the stack. */
export class TokenStream {
  private index = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    readonly name: string | undefined,
    private readonly maxDepth: number,
  ) {}

  get current(): Token {
    return this.peek(0);
  }

  peek(distance: number): Token {
    const token = this.tokens[this.index + distance] ?? this.tokens.at(-1);
    if (token === undefined) throw new TypeError('A token stream needs at least the eof token.');
    return token;
  }

  next(): Token {
    const token = this.current;
    if (this.index < this.tokens.length - 1) this.index++;
    return token;
  }

  isOperator(text: string): boolean {
    return this.current.type === 'operator' && this.current.text === text;
  }

  isName(text: string): boolean {
    return this.current.type === 'name' && this.current.text === text;
  }

  skipOperator(text: string): boolean {
    if (!this.isOperator(text)) return false;
    this.next();
    return true;
  }

  skipName(text: string): boolean {
    if (!this.isName(text)) return false;
    this.next();
    return true;
  }

  expectOperator(text: string): Token {
    if (!this.isOperator(text)) this.fail(`Expected '${text}', got '${describeToken(this.current)}'.`);
    return this.next();
  }

  expect(type: TokenType, what: string): Token {
    if (this.current.type !== type) this.fail(`Expected ${what}, got '${describeToken(this.current)}'.`);
    return this.next();
  }

  fail(problem: string, at: Position = this.current.at, code: TemplateErrorCode = 'SYNTAX'): never {
    throw new TemplateSyntaxError(problem, { code, position: at, source: this.name });
  }

  /** Runs a reader one level deeper. */
  nested<T>(read: () => T): T {
    const depth = this.depth;
    this.deepen();
    const result = read();
    this.depth = depth;
    return result;
  }

  /** Counts one more level until the enclosing `nested` is left: each operator of a chain makes the tree one deeper. */
  deepen(): void {
    if (++this.depth > this.maxDepth) this.fail(`The template nests deeper than ${this.maxDepth} levels; split it into several.`);
  }
}
