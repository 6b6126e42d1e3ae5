import type { BinaryOperator, CompareOperator, Expression, FilterNode } from '../ast.js';
import { describeToken } from '../lexer/tokens.js';
import { parseArguments, NO_ARGUMENTS } from './arguments.js';
import { parsePrimary } from './primary.js';
import { parseSubscript } from './subscripts.js';
import type { TokenStream } from './token-stream.js';

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
/** Words that end an expression after a test instead of being its argument. */
const NOT_AN_ARGUMENT = new Set(['else', 'or', 'and']);
const ARGUMENT_STARTS = new Set(['name', 'string', 'integer', 'float']);

/** Knows which filters and tests exist, so that an unknown one is refused where it stands. */
export interface Vocabulary {
  filter(name: string, stream: TokenStream, at: Expression['at']): void;
  test(name: string, stream: TokenStream, at: Expression['at']): void;
}

/** Reads expressions, lowest precedence first: inline if, or, and, not, comparison, +, ~, *, **, sign, postfix, filter. */
export class ExpressionParser {
  constructor(
    readonly stream: TokenStream,
    private readonly vocabulary: Vocabulary,
  ) {}

  readonly expression = (): Expression => this.stream.nested(() => this.condition());

  /** An expression without inline if, as `for` and `if` tags want it. */
  readonly plainExpression = (): Expression => this.stream.nested(() => this.or());

  private condition(): Expression {
    let node = this.or();
    while (this.stream.isName('if')) {
      this.stream.deepen();
      this.stream.next();
      const test = this.or();
      const otherwise = this.stream.skipName('else') ? this.stream.nested(() => this.condition()) : undefined;
      node = { kind: 'condition', test, consequent: node, otherwise, at: node.at };
    }
    return node;
  }

  private or(): Expression {
    let left = this.and();
    while (this.stream.isName('or')) {
      this.stream.deepen();
      const { at } = this.stream.next();
      left = { kind: 'logic', operator: 'or', left, right: this.and(), at };
    }
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.stream.isName('and')) {
      this.stream.deepen();
      const { at } = this.stream.next();
      left = { kind: 'logic', operator: 'and', left, right: this.not(), at };
    }
    return left;
  }

  private not(): Expression {
    if (!this.stream.isName('not')) return this.comparison();
    const { at } = this.stream.next();
    return { kind: 'unary', operator: 'not', operand: this.stream.nested(() => this.not()), at };
  }

  private comparison(): Expression {
    const first = this.sum();
    const rest: { operator: CompareOperator; operand: Expression; at: Expression['at'] }[] = [];
    for (;;) {
      const { at } = this.stream.current;
      const operator = this.comparisonOperator();
      if (operator === undefined) break;
      rest.push({ operator, operand: this.sum(), at });
    }
    return rest.length === 0 ? first : { kind: 'compare', first, rest, at: first.at };
  }

  private comparisonOperator(): CompareOperator | undefined {
    const { type, text } = this.stream.current;
    if (type === 'operator' && COMPARISONS.has(text)) return this.stream.next().text as CompareOperator;
    if (type !== 'name') return undefined;
    if (this.stream.skipName('in')) return 'in';
    const follower = this.stream.peek(1);
    if (text !== 'not' || follower.type !== 'name' || follower.text !== 'in') return undefined;
    this.stream.next();
    this.stream.next();
    return 'not in';
  }

  private chain(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.stream.isOperator(candidate));
      if (operator === undefined) return left;
      this.stream.deepen();
      const { at } = this.stream.next();
      left = { kind: 'binary', operator, left, right: operand(), at };
    }
  }

  private sum(): Expression {
    return this.chain(['+', '-'], () => this.concatenation());
  }

  private concatenation(): Expression {
    const items = [this.product()];
    const { at } = this.stream.current;
    while (this.stream.skipOperator('~')) items.push(this.product());
    const [first] = items;
    return items.length === 1 && first !== undefined ? first : { kind: 'concat', items, at };
  }

  private product(): Expression {
    return this.chain(['*', '/', '//', '%'], () => this.power());
  }

  /** `**` is left to right here, and a sign binds tighter: `-2 ** 2` is 4. So it is in Jinja. */
  private power(): Expression {
    return this.chain(['**'], () => this.unary(true));
  }

  private unary(withFilters: boolean): Expression {
    const node = this.postfix(this.signed());
    return withFilters ? this.filters(node) : node;
  }

  private signed(): Expression {
    const { text, at } = this.stream.current;
    if (!this.stream.isOperator('-') && !this.stream.isOperator('+')) return parsePrimary(this);
    this.stream.next();
    const operand = this.stream.nested(() => this.unary(false));
    return { kind: 'unary', operator: text === '-' ? '-' : '+', operand, at };
  }

  /** Attributes, items and calls behind a value. */
  postfix(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.isOperator('.')) node = this.attribute(node);
      else if (this.stream.isOperator('[')) node = parseSubscript(this, node);
      else if (this.stream.isOperator('(')) node = this.call(node);
      else return node;
      this.stream.deepen();
    }
  }

  private call(callee: Expression): Expression {
    return { kind: 'call', callee, args: parseArguments(this.stream, this.expression), at: callee.at };
  }

  private attribute(object: Expression): Expression {
    const dot = this.stream.next();
    const token = this.stream.current;
    if (token.type === 'name') return { kind: 'attribute', object, name: this.stream.next().text, at: token.at };
    if (token.type !== 'integer') this.stream.fail(`Expected a name or number after '.', got '${describeToken(token)}'.`, dot.at);
    this.stream.next();
    return { kind: 'item', object, key: { kind: 'const', value: token.value, at: token.at }, at: token.at };
  }

  /** Filters, tests and calls behind a value. */
  private filters(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.skipOperator('|')) node = this.filter(node);
      else if (this.stream.isName('is')) node = this.test(node);
      else if (this.stream.isOperator('(')) node = this.call(node);
      else return node;
      this.stream.deepen();
    }
  }

  /** One filter; the stream stands on its name. */
  filter(input: Expression | undefined): FilterNode {
    const { at } = this.stream.current;
    const name = this.dottedName('the name of a filter');
    this.vocabulary.filter(name, this.stream, at);
    const args = this.stream.isOperator('(') ? parseArguments(this.stream, this.expression) : NO_ARGUMENTS;
    return { kind: 'filter', input, name, args, at };
  }

  /** One filter or several joined by `|`, on the text of a block. */
  filterChain(): FilterNode {
    let node = this.filter(undefined);
    while (this.stream.skipOperator('|')) {
      this.stream.deepen();
      node = this.filter(node);
    }
    return node;
  }

  private dottedName(what: string): string {
    let name = this.stream.expect('name', what).text;
    while (this.stream.skipOperator('.')) name += `.${this.stream.expect('name', what).text}`;
    return name;
  }

  private test(input: Expression): Expression {
    const { at } = this.stream.next();
    const negated = this.stream.skipName('not');
    const place = this.stream.current.at;
    const name = this.dottedName('the name of a test');
    this.vocabulary.test(name, this.stream, place);
    const args = this.testArguments();
    const node: Expression = { kind: 'test', input, name, args, at: place };
    return negated ? { kind: 'unary', operator: 'not', operand: node, at } : node;
  }

  private testArguments(): FilterNode['args'] {
    const { type, text } = this.stream.current;
    if (this.stream.isOperator('(')) return parseArguments(this.stream, this.expression);
    const opens = this.stream.isOperator('[') || this.stream.isOperator('{');
    if (!opens && (!ARGUMENT_STARTS.has(type) || (type === 'name' && NOT_AN_ARGUMENT.has(text)))) return NO_ARGUMENTS;
    if (this.stream.isName('is')) this.stream.fail("Tests cannot be chained with 'is'; join them with 'and'.");
    const argument = this.stream.nested(() => this.postfix(parsePrimary(this)));
    return { positional: [argument], keywords: [] };
  }
}
