import { CharSet, WORD_SOURCE } from './char-set.js';
import { PatternError } from './pattern.error.js';
import type { Assertion, PatternNode } from './pattern-node.js';

const MAX_LENGTH = 1000;
const MAX_DEPTH = 50;
const MAX_COUNT = 100;
const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  '^': 'line_start',
  $: 'line_end',
  '\\b': 'word_edge',
  '\\B': 'no_word_edge',
};
const QUANTIFIER = /(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})\??/y;
const ESCAPE = /\\(?:[pP]\{[^}]{1,50}\}|u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^])/y;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/y;
const WORD_CLASSES: Readonly<Record<string, string>> = { '\\w': `[${WORD_SOURCE}]`, '\\W': `[^${WORD_SOURCE}]` };

/** Parses a pattern. Throws {@link PatternError} at the first thing that is wrong or not supported. */
export function parsePattern(pattern: string, caseSensitive: boolean): PatternNode {
  if (pattern.length > MAX_LENGTH) throw new PatternError(pattern.slice(0, 40), MAX_LENGTH, `it is longer than ${MAX_LENGTH} characters`);
  return new PatternParser(pattern, caseSensitive).parse();
}

class PatternParser {
  private position = 0;
  private depth = 0;

  constructor(
    private readonly pattern: string,
    private readonly caseSensitive: boolean,
  ) {}

  parse(): PatternNode {
    const node = this.choice();
    if (this.position < this.pattern.length) throw this.error('this ")" closes nothing');
    return node;
  }

  private choice(): PatternNode {
    const items = [this.sequence()];
    while (this.accept('|')) items.push(this.sequence());
    return { kind: 'choice', items };
  }

  private sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.position < this.pattern.length && !this.at('|') && !this.at(')')) items.push(this.repeated());
    return { kind: 'sequence', items };
  }

  private repeated(): PatternNode {
    const item = this.item();
    const [whole, sign, low, comma, high] = this.take(QUANTIFIER) ?? [];
    if (whole === undefined) return item;
    if (item.kind === 'assertion') throw this.error('a place cannot be repeated');
    if (this.take(QUANTIFIER) !== undefined) throw this.error('what is repeated cannot be repeated again: use a group');
    if (sign !== undefined) return { kind: 'repeat', item, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    return this.counted(item, Number(low), comma === undefined ? Number(low) : Number(high ?? Infinity));
  }

  private counted(item: PatternNode, min: number, max: number): PatternNode {
    if (min > max) throw this.error('the numbers of a repetition are in the wrong order');
    if (Math.max(min, max === Infinity ? 0 : max) > MAX_COUNT) throw this.error(`more than ${MAX_COUNT} repetitions are not supported`);
    return { kind: 'repeat', item, min, max };
  }

  private item(): PatternNode {
    if (this.accept('(')) return this.group();
    const start = this.position;
    const source = (this.at('\\') ? this.take(ESCAPE) : this.at('[') ? this.take(CLASS) : undefined)?.[0] ?? this.character();
    const assertion = ASSERTIONS[source];
    if (assertion !== undefined) return { kind: 'assertion', assertion };
    return { kind: 'char', set: this.charSet(source, start) };
  }

  private group(): PatternNode {
    if (this.at('?') && !this.accept('?:')) {
      throw this.error('only plain groups (…) and (?:…) are supported: looking around can take for ever');
    }
    if (++this.depth > MAX_DEPTH) throw this.error(`groups are nested more than ${MAX_DEPTH} deep`);
    const node = this.choice();
    if (!this.accept(')')) throw this.error('a "(" is not closed');
    this.depth -= 1;
    return node;
  }

  private character(): string {
    const character = String.fromCodePoint(this.pattern.codePointAt(this.position) ?? 0);
    if ('*+?{'.includes(character)) throw this.error(`there is nothing to repeat before "${character}"`);
    if ('[\\'.includes(character)) throw this.error(`this "${character}" is not completed`);
    this.position += character.length;
    return character === '.' ? '[^\\n]' : character === '}' || character === ']' ? `\\${character}` : character;
  }

  private charSet(source: string, start: number): CharSet {
    if (/^\\[1-9k]/.test(source)) throw this.error('back references are not supported: they can take for ever', start);
    if (source.startsWith('[') && /(?<!\\)(?:\\\\)*\\W/.test(source))
      throw this.error('\\W in brackets is not supported: use [^\\w…]', start);
    const unicode = source.startsWith('[') ? source.replaceAll('\\w', WORD_SOURCE) : (WORD_CLASSES[source] ?? source);
    try {
      return new CharSet(unicode, this.caseSensitive);
    } catch {
      throw this.error(`${source} is no character or class of characters`, start);
    }
  }

  private at(text: string): boolean {
    return this.pattern.startsWith(text, this.position);
  }

  private accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.position += text.length;
    return true;
  }

  private take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.position;
    const found = expression.exec(this.pattern) ?? undefined;
    this.position += found?.[0].length ?? 0;
    return found;
  }

  private error(reason: string, position = this.position): PatternError {
    return new PatternError(this.pattern, position, reason);
  }
}
