import { isSimpleText, characters } from '../runtime/iterate.js';
import { isSpaceAscii } from '../runtime/whitespace.js';

const LETTER = /[\p{L}\p{Pc}]/u;
const WORD = /[\p{L}\p{N}\p{Pc}]/u;
const BEFORE_DASH = /[\p{L}\p{N}\p{Pc}!"'&.,?]/u;

const isLetter = (word: string, at: number): boolean => LETTER.test(word.charAt(at));

/** Whether a line may break behind the hyphen: letters stand on both sides of it. */
function breaksAfterHyphen(word: string, hyphen: number): boolean {
  const before =
    isLetter(word, hyphen - 1) && (isLetter(word, hyphen - 2) || (word.charAt(hyphen - 2) === '-' && isLetter(word, hyphen - 3)));
  const next = word.charAt(hyphen + 2) === '-' ? hyphen + 3 : hyphen + 2;
  return before && isLetter(word, hyphen + 1) && isLetter(word, next);
}

/** Length of a run of two or more hyphens that parts two words, or 0. */
function dashLength(word: string, at: number): number {
  let end = at;
  while (word.charAt(end) === '-') end++;
  const parts = end - at >= 2 && BEFORE_DASH.test(word.charAt(at - 1)) && WORD.test(word.charAt(end));
  return parts ? end - at : 0;
}

/** A word without white space, in the pieces between which a line may break. */
function wordPieces(word: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let at = word.indexOf('-');
  while (at !== -1) {
    const dash = dashLength(word, at);
    if (dash > 0) {
      if (at > from) pieces.push(word.slice(from, at));
      pieces.push(word.slice(at, at + dash));
      from = at + dash;
    } else if (at > from && breaksAfterHyphen(word, at)) {
      pieces.push(word.slice(from, at + 1));
      from = at + 1;
    }
    at = word.indexOf('-', nextSearch(word, at, dash));
  }
  return from < word.length ? [...pieces, word.slice(from)] : pieces;
}

/** A run of hyphens that parts nothing is passed over at once, so that long runs stay cheap. */
function nextSearch(word: string, at: number, dash: number): number {
  if (dash > 0) return at + dash;
  let end = at + 1;
  while (word.charAt(end) === '-' && word.charAt(end + 1) === '-') end++;
  return end;
}

/** The line as words, pieces of words and white space; joined they give the line again. */
function chunksOf(line: string, breakOnHyphens: boolean): string[] {
  const chunks: string[] = [];
  let at = 0;
  while (at < line.length) {
    const start = at;
    const blank = isSpaceAscii(line.charCodeAt(at));
    while (at < line.length && isSpaceAscii(line.charCodeAt(at)) === blank) at++;
    const chunk = line.slice(start, at);
    if (blank || !breakOnHyphens || !chunk.includes('-')) chunks.push(chunk);
    else for (const piece of wordPieces(chunk)) chunks.push(piece);
  }
  return chunks;
}

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

/** A chunk by characters, of which the first ones may be used up. */
class Chunk {
  private readonly units: string | readonly string[];
  private from = 0;
  readonly blank: boolean;

  constructor(text: string) {
    this.units = isSimpleText(text) ? text : characters(text);
    this.blank = isSpaceAscii(text.charCodeAt(0));
  }

  get length(): number {
    return this.units.length - this.from;
  }

  take(count: number): string {
    const part = this.units.slice(this.from, this.from + count);
    this.from += count;
    return typeof part === 'string' ? part : part.join('');
  }

  /** How much to take so that it ends with a hyphen, when there is one behind something else. */
  hyphenWithin(space: number): number {
    let onlyHyphens = true;
    let found = 0;
    for (let index = 0; index < space; index++) {
      const isHyphen = this.units[this.from + index] === '-';
      if (isHyphen && !onlyHyphens) found = index + 1;
      onlyHyphens &&= isHyphen;
    }
    return found === 0 ? space : found;
  }
}

/** Fills lines up to a width the way Python's textwrap does, its oddities included. */
export function wrapLine(line: string, options: WrapOptions): string[] {
  const chunks = chunksOf(line, options.breakOnHyphens).map((text) => new Chunk(text));
  const lines: string[] = [];
  let next = 0;
  while (next < chunks.length) {
    if (lines.length > 0 && chunks[next]?.blank === true) next++;
    const { parts, used } = fillLine(chunks, next, options);
    next = used;
    if (isBlankPart(parts.at(-1))) parts.pop();
    if (parts.length > 0) lines.push(parts.join(''));
  }
  return lines;
}

/** Textwrap drops the last part when it is blank; a part without characters counts as blank, which keeps the space before it. */
function isBlankPart(part: string | undefined): boolean {
  return part !== undefined && (part === '' || isSpaceAscii(part.charCodeAt(0)));
}

function fillLine(chunks: readonly Chunk[], start: number, options: WrapOptions): { parts: string[]; used: number } {
  const parts: string[] = [];
  let length = 0;
  let at = start;
  for (let chunk = chunks[at]; chunk !== undefined && length + chunk.length <= options.width; chunk = chunks[++at]) {
    length += chunk.length;
    parts.push(chunk.take(chunk.length));
  }
  const long = chunks[at];
  if (long === undefined || long.length <= options.width) return { parts, used: at };
  if (options.breakLongWords) parts.push(breakWord(long, options.width - length, options.breakOnHyphens));
  else if (parts.length === 0) {
    parts.push(long.take(long.length));
    at++;
  }
  return { parts, used: at };
}

function breakWord(word: Chunk, space: number, breakOnHyphens: boolean): string {
  return word.take(breakOnHyphens ? word.hyphenWithin(space) : space);
}
