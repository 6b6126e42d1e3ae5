import { isWordCharacter } from './char-set.js';
import { parsePattern } from './pattern-parser.js';
import { compilePattern, type Program } from './pattern-program.js';
import type { Assertion } from './pattern-node.js';

const LINE_FEED = 0x0a;

/** The characters of a text, made once for all patterns that look at it. */
export function toCodePoints(text: string): Uint32Array {
  return Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/**
 * A regular expression that answers one question, whether it occurs in a text, in time proportional to the length of the text:
 * all ways to match are followed at the same time, none is tried again. So no text, however hostile, can make it hang.
 *
 * It knows characters, `.`, classes (`[a-z]`, `\d`, `\w`, `\s`, `\p{…}`), groups, `|`, `*`, `+`, `?`, `{n,m}`, `^` and `$` (of a line), `\b`.
 * It does not know look-around and back references, which no such machine can follow.
 */
export class LinearPattern {
  private readonly program: Program;

  /** @throws PatternError when the pattern is wrong or not supported */
  constructor(source: string, options: { readonly caseSensitive: boolean }) {
    this.program = compilePattern(parsePattern(source, options.caseSensitive), source);
  }

  /** Whether the pattern occurs anywhere in the text. */
  occursIn(text: Uint32Array): boolean {
    return new Search(this.program, text).run();
  }
}

/** The machine at work on one text. */
class Search {
  /** Per state: the last position (plus one) at which it was entered. */
  private readonly entered: Uint32Array;
  private current: number[] = [];
  private next: number[] = [];
  private readonly open: number[] = [];

  constructor(
    private readonly program: Program,
    private readonly text: Uint32Array,
  ) {
    this.entered = new Uint32Array(program.states.length);
  }

  run(): boolean {
    for (let position = 0; position <= this.text.length; position++) {
      if (this.enter(this.program.start, position, this.current)) return true;
      if (position < this.text.length && this.advance(this.text[position] as number, position)) return true;
    }
    return false;
  }

  /** Moves all states over one character. */
  private advance(character: number, position: number): boolean {
    for (const number of this.current) {
      const state = this.program.states[number];
      if (state?.kind === 'char' && state.set.has(character) && this.enter(state.to, position + 1, this.next)) return true;
    }
    this.current.length = 0;
    [this.current, this.next] = [this.next, this.current];
    return false;
  }

  /** Enters a state and all that can be reached from it without a character. True when that is the end. */
  private enter(start: number, position: number, into: number[]): boolean {
    this.open.push(start);
    for (let number = this.open.pop(); number !== undefined; number = this.open.pop()) {
      const state = this.program.states[number];
      if (state === undefined || this.entered[number] === position + 1) continue;
      this.entered[number] = position + 1;
      if (state.kind === 'found') return true;
      if (state.kind === 'char') into.push(number);
      else if (state.kind === 'either') this.open.push(state.or, state.to);
      else if (this.holds(state.assertion, position)) this.open.push(state.to);
    }
    return false;
  }

  private holds(assertion: Assertion, position: number): boolean {
    const [before, after] = [this.text[position - 1], this.text[position]];
    if (assertion === 'line_start') return before === undefined || before === LINE_FEED;
    if (assertion === 'line_end') return after === undefined || after === LINE_FEED;
    return (isWordCharacter(before) !== isWordCharacter(after)) === (assertion === 'word_edge');
  }
}
