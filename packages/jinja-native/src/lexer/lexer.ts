import { isSpace, skipSpaces, trimmedEnd } from '../runtime/whitespace.js';
import { PositionCounter } from './positions.js';
import { TagReader } from './tags.js';
import type { Token } from './tokens.js';

export interface LexerOptions {
  readonly name?: string | undefined;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
}

/** Every line break becomes one `\n`, and one line break at the very end goes away. */
export function normalizeSource(source: string): string {
  const lines = source.includes('\r') ? source.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : source;
  return lines.endsWith('\n') ? lines.slice(0, -1) : lines;
}

const RAW_BEGIN = /\{%[-+]?[^\S]*raw[^\S]*(-?)%\}/y;
const RAW_END = /\{%([-+]?)[^\S]*endraw[^\S]*([-+]?)%\}/g;

/** Splits a source into text and tags. One instance reads one source once. */
class Lexer {
  private readonly tokens: Token[] = [];
  private readonly positions: PositionCounter;
  private readonly tags: TagReader;
  /** Whether what was read last ended with a line break, so that `lstripBlocks` may look at the start of the next text. */
  private lineStarting = true;

  constructor(
    private readonly source: string,
    private readonly options: LexerOptions,
  ) {
    this.positions = new PositionCounter(source);
    this.tags = new TagReader(source, options.name, this.positions, this.tokens);
    this.tags.trimBlocks = options.trimBlocks;
  }

  read(): Token[] {
    let at = 0;
    while (at < this.source.length) at = this.readPiece(at);
    const last = this.tokens.at(-1);
    this.tokens.push({ type: 'eof', text: '', at: last?.at ?? { line: 1, column: 1 } });
    return this.tokens;
  }

  /** Reads text up to the next tag, and that tag; gives the offset behind it. */
  private readPiece(at: number): number {
    const open = this.nextTag(at);
    if (open === -1) return this.pushText(at, this.source.length);
    const sign = this.source.charAt(open + 1);
    const raw = sign === '%' ? this.matchAt(RAW_BEGIN, open) : undefined;
    this.pushText(at, this.textEnd(at, open, sign));
    const next = raw === undefined ? this.readTag(open, sign) : this.readRaw(open, raw);
    this.lineStarting = this.source.charAt(next - 1) === '\n';
    return next;
  }

  private nextTag(from: number): number {
    for (let at = this.source.indexOf('{', from); at !== -1; at = this.source.indexOf('{', at + 1)) {
      const next = this.source.charAt(at + 1);
      if (next === '{' || next === '%' || next === '#') return at;
    }
    return -1;
  }

  private matchAt(pattern: RegExp, at: number): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.source) ?? undefined;
  }

  /** Where the text before a tag ends, once white space control is applied. */
  private textEnd(start: number, open: number, sign: string): number {
    const control = this.source.charAt(open + 2);
    if (control === '-') return start + trimmedEnd(this.source.slice(start, open));
    if (control === '+' || sign === '{' || !this.options.lstripBlocks) return open;
    let at = open;
    while (at > start && this.source.charAt(at - 1) !== '\n' && isSpace(this.source.charCodeAt(at - 1))) at--;
    const atLineStart = at > start ? this.source.charAt(at - 1) === '\n' : this.lineStarting;
    return atLineStart ? at : open;
  }

  private pushText(start: number, end: number): number {
    if (end > start) this.tokens.push({ type: 'data', text: this.source.slice(start, end), at: this.positions.at(start) });
    return end;
  }

  private readTag(open: number, sign: string): number {
    if (sign === '#') return this.skipComment(open);
    const kind = sign === '{' ? 'variable' : 'block';
    const control = this.source.charAt(open + 2);
    this.tokens.push({ type: `${kind}_begin`, text: `{${sign}`, at: this.positions.at(open) });
    return this.tags.read(open + (control === '-' || control === '+' ? 3 : 2), kind);
  }

  private skipComment(open: number): number {
    const close = this.source.indexOf('#}', open + 2);
    if (close === -1) this.tags.fail("This comment is not closed; it must end with '#}'.", open);
    const control = close > open + 2 ? this.source.charAt(close - 1) : '';
    return this.afterTag(close + 2, control);
  }

  private afterTag(end: number, control: string): number {
    if (control === '-') return skipSpaces(this.source, end);
    const trims = control !== '+' && this.options.trimBlocks && this.source.charAt(end) === '\n';
    return trims ? end + 1 : end;
  }

  private readRaw(open: number, begin: RegExpExecArray): number {
    const behind = open + begin[0].length;
    const start = begin[1] === '-' ? skipSpaces(this.source, behind) : behind;
    const end = this.matchAt(RAW_END, start);
    if (end === undefined) return this.tags.fail("This raw block is not closed; it must end with '{% endraw %}'.", open);
    this.lineStarting = this.source.charAt(start - 1) === '\n';
    this.pushText(start, this.textEnd(start, end.index, '%'));
    return this.afterTag(end.index + end[0].length, end[2] ?? '');
  }
}

/** Splits a source into tokens; throws `TemplateSyntaxError` where it cannot. The last token is always `eof`. */
export function tokenize(source: string, options: LexerOptions): Token[] {
  const lexer = new Lexer(normalizeSource(source), options);
  return lexer.read();
}
