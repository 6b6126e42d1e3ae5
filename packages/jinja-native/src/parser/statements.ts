import type { Body, Signature, Statement } from '../ast.js';
import type { Position } from '../errors.js';
import type { Token } from '../lexer/tokens.js';
import { suggestion } from '../suggest.js';
import { type ExpressionParser } from './expressions.js';
import { parseTuple } from './primary.js';
import { parseFor, parseSet, parseWith } from './assignments.js';
import { parseNameTarget } from './targets.js';

/** Tags of Jinja that need a loader of templates, or run code the host did not choose. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  include: 'there is no loader of other templates',
  import: 'there is no loader of other templates',
  from: 'there is no loader of other templates',
  extends: 'there is no loader of other templates',
  do: 'use {% set _ = ... %}',
  break: 'filter the loop with {% for x in list if condition %}',
  continue: 'filter the loop with {% for x in list if condition %}',
  trans: 'translations are up to the host',
};

type Reader = (parser: StatementParser, at: Position) => Statement | Statement[];

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['if', (parser, at) => parser.ifStatement(at)],
  ['for', parseFor],
  ['set', parseSet],
  ['with', parseWith],
  ['macro', (parser, at) => parser.macro(at)],
  ['call', (parser, at) => parser.callBlock(at)],
  ['filter', (parser, at) => parser.filterBlock(at)],
  ['block', (parser, at) => parser.block(at)],
  ['autoescape', (parser, at) => parser.autoescape(at)],
  ['print', (parser, at) => parser.print(at)],
]);

interface OpenBlock {
  readonly tag: string;
  readonly ends: readonly string[];
}

/** Reads text, `{{ }}` and `{% %}` into statements. */
export class StatementParser {
  private readonly open: OpenBlock[] = [];
  private readonly blocks = new Set<string>();

  constructor(readonly expressions: ExpressionParser) {}

  get stream(): ExpressionParser['stream'] {
    return this.expressions.stream;
  }

  template(): Body {
    return this.statements();
  }

  /** Reads the body of a block tag up to one of its end words; leaves the stream on that word. */
  body(tag: string, ends: readonly string[]): Body {
    this.stream.skipOperator(':');
    this.stream.expect('block_end', 'the end of the tag');
    this.open.push({ tag, ends });
    const result = this.stream.nested(() => this.statements());
    this.open.pop();
    return result;
  }

  /** As `body`, and reads over the end word. */
  closedBody(tag: string, end: string): Body {
    const result = this.body(tag, [end]);
    this.stream.next();
    return result;
  }

  private statements(): Body {
    const result: Statement[] = [];
    for (;;) {
      const token = this.stream.current;
      if (token.type === 'eof') return this.endOfTemplate(token, result);
      if (token.type === 'block_begin' && this.atEndWord()) {
        this.stream.next();
        return result;
      }
      this.statement(token, result);
    }
  }

  private statement(token: Token, result: Statement[]): void {
    this.stream.next();
    if (token.type === 'data') result.push({ kind: 'text', text: token.text, at: token.at });
    else if (token.type === 'variable_begin') result.push(this.output());
    else {
      const read = this.tag();
      result.push(...(Array.isArray(read) ? read : [read]));
      this.stream.expect('block_end', 'the end of the tag');
    }
  }

  private endOfTemplate(token: Token, result: Body): Body {
    const block = this.open.at(-1);
    if (block === undefined) return result;
    const ends = block.ends.map((end) => `{% ${end} %}`).join(' or ');
    return this.stream.fail(`The template ends inside {% ${block.tag} %}; expected ${ends}.`, token.at);
  }

  private atEndWord(): boolean {
    const word = this.stream.peek(1);
    return word.type === 'name' && (this.open.at(-1)?.ends.includes(word.text) ?? false);
  }

  private output(): Statement {
    const expression = parseTuple(this.expressions, { read: this.expressions.expression });
    this.stream.expect('variable_end', "'}}'");
    return { kind: 'output', expression, at: expression.at };
  }

  private tag(): Statement | Statement[] {
    const { text, at } = this.stream.expect('name', 'the name of a tag');
    const reader = READERS.get(text);
    if (reader !== undefined) return reader(this, at);
    const reason = UNSUPPORTED[text];
    if (reason !== undefined) this.stream.fail(`{% ${text} %} is not supported: ${reason}.`, at, 'UNSUPPORTED');
    return this.unknownTag(text, at);
  }

  private unknownTag(text: string, at: Position): never {
    const block = this.open.at(-1);
    const expected =
      block === undefined ? '' : ` Inside {% ${block.tag} %} expected ${block.ends.map((end) => `{% ${end} %}`).join(' or ')}.`;
    const known = [...READERS.keys(), ...(block?.ends ?? [])];
    return this.stream.fail(
      `Unknown tag '${text}'. ${suggestion(text, known)}Tags: ${[...READERS.keys()].join(', ')}, raw.${expected}`,
      at,
      'UNKNOWN_TAG',
    );
  }

  ifStatement(at: Position): Statement {
    const branches: { test: ReturnType<typeof parseTuple>; body: Body }[] = [];
    let word: string;
    do {
      const test = parseTuple(this.expressions, { read: this.expressions.plainExpression });
      branches.push({ test, body: this.body('if', ['elif', 'else', 'endif']) });
      word = this.stream.next().text;
    } while (word === 'elif');
    const otherwise = word === 'else' ? this.closedBody('if', 'endif') : [];
    return { kind: 'if', branches, otherwise, at };
  }

  macro(at: Position): Statement {
    const name = parseNameTarget(this.stream);
    const signature = this.signature();
    return { kind: 'macro', name, signature, body: this.closedBody('macro', 'endmacro'), at };
  }

  private signature(): Signature {
    const names: string[] = [];
    const defaults: ReturnType<typeof parseTuple>[] = [];
    this.stream.expectOperator('(');
    while (!this.stream.isOperator(')')) {
      if (names.length > 0) this.stream.expectOperator(',');
      names.push(parseNameTarget(this.stream));
      if (this.stream.skipOperator('=')) defaults.push(this.expressions.expression());
      else if (defaults.length > 0) this.stream.fail('A parameter without a default follows one with a default.');
    }
    this.stream.next();
    return { names, defaults };
  }

  callBlock(at: Position): Statement {
    const signature = this.stream.isOperator('(') ? this.signature() : { names: [], defaults: [] };
    const call = this.expressions.expression();
    if (call.kind !== 'call') return this.stream.fail('{% call %} needs a call of a macro, for example {% call box() %}.', at);
    return { kind: 'callBlock', signature, call, body: this.closedBody('call', 'endcall'), at };
  }

  filterBlock(at: Position): Statement {
    const filter = this.expressions.filterChain();
    return { kind: 'filterBlock', filter, body: this.closedBody('filter', 'endfilter'), at };
  }

  block(at: Position): Statement {
    const name = this.stream.expect('name', 'the name of the block').text;
    if (this.blocks.has(name)) this.stream.fail(`The block '${name}' is defined twice.`, at);
    this.blocks.add(name);
    const scoped = this.stream.skipName('scoped');
    if (this.stream.isName('required'))
      this.stream.fail('A required block needs template inheritance, which is not supported.', at, 'UNSUPPORTED');
    const body = this.closedBody('block', 'endblock');
    this.stream.skipName(name);
    return { kind: 'block', name, scoped, body, at };
  }

  autoescape(at: Position): Statement {
    const value = this.expressions.expression();
    const enabled = value.kind === 'const' ? value.value : undefined;
    if (typeof enabled !== 'boolean') return this.stream.fail('{% autoescape %} takes true or false.', at, 'UNSUPPORTED');
    return { kind: 'autoescape', enabled, body: this.closedBody('autoescape', 'endautoescape'), at };
  }

  print(at: Position): Statement[] {
    const outputs: Statement[] = [];
    while (this.stream.current.type !== 'block_end') {
      if (outputs.length > 0) this.stream.expectOperator(',');
      outputs.push({ kind: 'output', expression: this.expressions.expression(), at });
    }
    return outputs;
  }
}
