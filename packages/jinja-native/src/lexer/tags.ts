import { TemplateSyntaxError } from '../errors.js';
import { skipSpaces } from '../runtime/whitespace.js';
import { float } from '../runtime/values.js';
import { normalizeInteger } from '../runtime/integers.js';
import { PositionCounter } from './positions.js';
import { decodeString, EscapeProblem } from './strings.js';
import type { Token, TokenType } from './tokens.js';

const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{L}\p{Nl}_\p{Mn}\p{Mc}\p{Nd}\p{Pc}]+/uy;
const NAME_START = /^[\p{L}\p{Nl}_]/u;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[+\-/*%~[\](){}><=.:|,;]/y;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Reads the tokens between `{{` and `}}` or `{%` and `%}`. */
export class TagReader {
  private readonly expected: string[] = [];

  constructor(
    private readonly source: string,
    private readonly name: string | undefined,
    private readonly positions: PositionCounter,
    private readonly tokens: Token[],
  ) {}

  /** Reads up to the end sign and gives the offset behind it, or the end of the source when the tag is not closed. */
  read(from: number, kind: 'variable' | 'block'): number {
    let at = skipSpaces(this.source, from);
    while (at < this.source.length) {
      const end = this.expected.length === 0 ? this.endSign(at, kind) : undefined;
      if (end !== undefined) return end;
      at = skipSpaces(this.source, this.readToken(at));
    }
    return at;
  }

  fail(problem: string, offset: number): never {
    throw new TemplateSyntaxError(problem, { code: 'SYNTAX', position: this.positions.at(offset), source: this.name });
  }

  private push(type: TokenType, text: string, offset: number, value?: unknown): void {
    this.tokens.push({ type, text, at: this.positions.at(offset), value });
  }

  private endSign(at: number, kind: 'variable' | 'block'): number | undefined {
    const sign = kind === 'variable' ? '}}' : '%}';
    const lead = this.source.charAt(at);
    const marked = lead === '-' || (lead === '+' && kind === 'block');
    const start = marked ? at + 1 : at;
    if (!this.source.startsWith(sign, start)) return undefined;
    this.push(kind === 'variable' ? 'variable_end' : 'block_end', sign, at);
    if (lead === '-') return skipSpaces(this.source, start + 2);
    const trims = kind === 'block' && lead !== '+' && this.trimBlocks;
    return start + (trims && this.source.charAt(start + 2) === '\n' ? 3 : 2);
  }

  /** Whether the line break behind a block tag goes away. */
  trimBlocks = true;

  private match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.source)?.[0];
  }

  private readToken(at: number): number {
    const char = this.source.charAt(at);
    if (char === "'" || char === '"') return this.readString(at, char);
    if (char >= '0' && char <= '9') return this.readNumber(at);
    const name = this.match(NAME, at);
    if (name !== undefined) return this.readName(name, at);
    const operator = this.match(OPERATOR, at);
    if (operator === undefined) return this.fail(`Unexpected character ${JSON.stringify(this.characterAt(at))}.`, at);
    this.balance(operator, at);
    this.push('operator', operator, at);
    return at + operator.length;
  }

  private characterAt(at: number): string {
    return String.fromCodePoint(this.source.codePointAt(at) ?? 0);
  }

  private readName(name: string, at: number): number {
    if (!NAME_START.test(name)) return this.fail(`'${name}' is not a name: names start with a letter or _.`, at);
    this.push('name', name, at);
    return at + name.length;
  }

  private readNumber(at: number): number {
    const decimal = this.source.charAt(at - 1) === '.' ? undefined : this.match(FLOAT, at);
    if (decimal !== undefined) {
      const value = Number(decimal.replaceAll('_', ''));
      if (!Number.isFinite(value)) return this.fail(`${decimal} is too large for a float.`, at);
      this.push('float', decimal, at, float(value));
      return at + decimal.length;
    }
    const integer = this.match(INTEGER, at) ?? '';
    const digits = integer.replaceAll('_', '');
    if (digits.length > 4_300) return this.fail('This number has too many digits; 4,300 are the limit.', at);
    this.push('integer', integer, at, normalizeInteger(BigInt(/^0+$/.test(digits) ? '0' : digits)));
    return at + integer.length;
  }

  private readString(at: number, quote: string): number {
    let end = at + 1;
    while (end < this.source.length && this.source.charAt(end) !== quote) end += this.source.charAt(end) === '\\' ? 2 : 1;
    if (end >= this.source.length) return this.fail(`The string that starts with ${quote} here is not closed.`, at);
    this.push('string', this.decode(at, end), at);
    return end + 1;
  }

  private decode(start: number, end: number): string {
    try {
      return decodeString(this.source.slice(start + 1, end));
    } catch (error) {
      if (error instanceof EscapeProblem) return this.fail(`In this string, ${error.message}.`, start);
      throw error;
    }
  }

  private balance(operator: string, at: number): void {
    const closing = CLOSING[operator];
    if (closing !== undefined) this.expected.push(closing);
    if (operator !== ')' && operator !== ']' && operator !== '}') return;
    const expected = this.expected.pop();
    if (expected === undefined) this.fail(`Unexpected '${operator}': nothing is open here.`, at);
    if (expected !== operator) this.fail(`Unexpected '${operator}', expected '${expected}'.`, at);
  }
}
