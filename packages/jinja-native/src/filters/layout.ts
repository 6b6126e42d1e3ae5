import { typeFault } from '../errors.js';
import { filter, type FilterDefinition, type Invocation } from '../registry.js';
import { textLength, characters } from '../runtime/iterate.js';
import { Markup, type Value } from '../runtime/values.js';
import { changeText, integer, softText, text, truth } from './shared.js';

type Args = readonly Value[];

/** Cuts text to a length, at a space unless `killwords` is set; texts a little too long (`leeway`) stay whole. */
function truncate({ run }: Invocation, value: Value, [lengthArgument, killWords, endArgument, leewayArgument]: Args): Value {
  const length = integer(lengthArgument, 'The length');
  const end = text(endArgument, 'The end');
  const leeway = leewayArgument === null ? 5 : integer(leewayArgument, 'The leeway');
  if (length < textLength(end))
    throw typeFault(`The length of truncate must be at least ${textLength(end)}, the length of its end, got ${length}.`);
  if (leeway < 0) throw typeFault(`The leeway of truncate must be 0 or more, got ${leeway}.`);
  const source = softText(run, value);
  if (textLength(source) <= length + leeway) return value instanceof Markup ? value : source;
  const cut = characters(source)
    .slice(0, length - textLength(end))
    .join('');
  const kept = truth(killWords) || !cut.includes(' ') ? cut : cut.slice(0, cut.lastIndexOf(' '));
  return value instanceof Markup ? new Markup(kept + end) : kept + end;
}

/** Splits at white space and behind hyphens between letters; the pieces joined give the text again. */
const CHUNKS = /[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g;

function chunksOf(line: string, breakOnHyphens: boolean): string[] {
  const words = line.match(CHUNKS) ?? [];
  if (!breakOnHyphens) return words;
  return words.flatMap((word) => (word.includes('-') ? hyphenChunks(word) : [word]));
}

/** A word in pieces that end behind a hyphen with letters on both sides. */
function hyphenChunks(word: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let at = word.indexOf('-'); at !== -1; at = word.indexOf('-', at + 1)) {
    const breaks = at - from >= 2 && isWordEnd(word, at) && isWordStart(word, at + 1);
    if (!breaks) continue;
    pieces.push(word.slice(from, at + 1));
    from = at + 1;
  }
  return from < word.length ? [...pieces, word.slice(from)] : pieces;
}

const LETTER = /[\p{L}_]/u;
const isWordEnd = (word: string, at: number): boolean => LETTER.test(word.charAt(at - 1)) && LETTER.test(word.charAt(at - 2));
const isWordStart = (word: string, at: number): boolean =>
  LETTER.test(word.charAt(at)) && (LETTER.test(word.charAt(at + 1)) || word.charAt(at + 1) === '-');

/** Puts chunks into lines of a width, as Python's textwrap does without touching white space inside. */
class LineWrapper {
  private readonly lines: string[] = [];
  private line: string[] = [];
  private length = 0;

  constructor(
    private readonly width: number,
    private readonly breakLongWords: boolean,
  ) {}

  wrap(chunks: readonly string[]): string[] {
    for (const chunk of chunks) this.add(chunk);
    this.flush();
    return this.lines;
  }

  private add(chunk: string): void {
    const blank = chunk.trim() === '';
    if (blank && this.length === 0 && this.lines.length > 0) return;
    const size = textLength(chunk);
    if (this.length + size <= this.width) this.push(chunk, size);
    else if (size > this.width && this.breakLongWords) this.addLong(chunk);
    else this.addToNextLine(chunk, size, blank);
  }

  private addToNextLine(chunk: string, size: number, blank: boolean): void {
    this.flush();
    if (!blank) this.push(chunk, size);
  }

  /** Fills the rest of the line with the start of a word that fits no line. */
  private addLong(chunk: string): void {
    let rest = characters(chunk);
    while (this.length + rest.length > this.width) {
      const space = Math.max(1, this.width - this.length);
      if (this.length >= this.width) this.flush();
      else {
        this.push(rest.slice(0, space).join(''), space);
        rest = rest.slice(space);
        this.flush();
      }
    }
    if (rest.length > 0) this.add(rest.join(''));
  }

  private push(chunk: string, size: number): void {
    this.line.push(chunk);
    this.length += size;
  }

  private flush(): void {
    if (this.line.at(-1)?.trim() === '') this.line.pop();
    if (this.line.length > 0) this.lines.push(this.line.join(''));
    this.line = [];
    this.length = 0;
  }
}

function wordWrap({ run }: Invocation, value: Value, [widthArgument, breakLong, separator, breakOnHyphens]: Args): Value {
  const width = integer(widthArgument, 'The width');
  if (width < 1) throw typeFault(`The width of wordwrap must be 1 or more, got ${width}.`);
  const joiner = separator === null ? '\n' : text(separator, 'The separator');
  return changeText(run, value, (source) => {
    const lines = source.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
    if (lines.at(-1) === '') lines.pop();
    run.charge(source.length >>> 3);
    const wrapped = lines.map((line) => new LineWrapper(width, truth(breakLong)).wrap(chunksOf(line, truth(breakOnHyphens))).join(joiner));
    return wrapped.join(joiner);
  });
}

export const LAYOUT_FILTERS: readonly FilterDefinition[] = [
  filter(
    'truncate',
    [
      ['length', 255],
      ['killwords', false],
      ['end', '...'],
      ['leeway', null],
    ],
    truncate,
  ),
  filter(
    'wordwrap',
    [
      ['width', 79],
      ['break_long_words', true],
      ['wrapstring', null],
      ['break_on_hyphens', true],
    ],
    wordWrap,
  ),
];
