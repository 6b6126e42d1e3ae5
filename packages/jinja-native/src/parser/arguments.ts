import type { Arguments, Expression } from '../ast.js';
import type { Position } from '../errors.js';
import type { TokenStream } from './token-stream.js';

export const NO_ARGUMENTS: Arguments = { positional: [], keywords: [] };

class ArgumentReader {
  private readonly positional: Expression[] = [];
  private readonly keywords: { name: string; value: Expression }[] = [];
  private rest: Expression | undefined;
  private keywordRest: Expression | undefined;

  constructor(
    private readonly stream: TokenStream,
    private readonly expression: () => Expression,
    private readonly start: Position,
  ) {}

  read(): Arguments {
    while (!this.stream.isOperator(')')) {
      this.readOne();
      if (!this.stream.isOperator(')')) this.stream.expectOperator(',');
    }
    this.stream.next();
    const { positional, keywords, rest, keywordRest } = this;
    return { positional, keywords, rest, keywordRest };
  }

  private readOne(): void {
    if (this.stream.isOperator('*')) return this.readRest();
    if (this.stream.isOperator('**')) return this.readKeywordRest();
    const follower = this.stream.peek(1);
    const isKeyword = this.stream.current.type === 'name' && follower.type === 'operator' && follower.text === '=';
    if (isKeyword) return this.readKeyword();
    this.ensure(this.rest === undefined && this.keywordRest === undefined && this.keywords.length === 0);
    this.positional.push(this.expression());
  }

  private readRest(): void {
    this.ensure(this.rest === undefined && this.keywordRest === undefined);
    this.stream.next();
    this.rest = this.expression();
  }

  private readKeywordRest(): void {
    this.ensure(this.keywordRest === undefined);
    this.stream.next();
    this.keywordRest = this.expression();
  }

  private readKeyword(): void {
    this.ensure(this.keywordRest === undefined);
    const name = this.stream.next().text;
    this.stream.next();
    if (this.keywords.some((keyword) => keyword.name === name)) this.stream.fail(`The argument '${name}' is given twice.`, this.start);
    this.keywords.push({ name, value: this.expression() });
  }

  private ensure(inOrder: boolean): void {
    if (!inOrder) this.stream.fail('Arguments must come in this order: values, then name=value, then *list, then **dict.', this.start);
  }
}

/** Reads `(a, b, name=c, *d, **e)`; the stream stands on the opening bracket. */
export function parseArguments(stream: TokenStream, expression: () => Expression): Arguments {
  const open = stream.expectOperator('(');
  return new ArgumentReader(stream, expression, open.at).read();
}
