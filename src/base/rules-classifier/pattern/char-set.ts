const ASCII = 128;
const MAX_REMEMBERED = 5000;

/** A set of characters, given as what a JavaScript regular expression writes for one: `a`, `\d`, `[a-z]`, `\p{Lu}`. */
export class CharSet {
  private readonly expression: RegExp;
  private readonly ascii = new Uint8Array(ASCII);
  private readonly others = new Map<number, boolean>();

  constructor(source: string, caseSensitive: boolean) {
    this.expression = new RegExp(`^${source}$`, caseSensitive ? 'u' : 'iu');
    for (let code = 0; code < ASCII; code++) this.ascii[code] = this.expression.test(String.fromCharCode(code)) ? 1 : 0;
  }

  has(codePoint: number): boolean {
    if (codePoint < ASCII) return this.ascii[codePoint] === 1;
    const known = this.others.get(codePoint);
    if (known !== undefined) return known;
    const found = this.expression.test(String.fromCodePoint(codePoint));
    if (this.others.size < MAX_REMEMBERED) this.others.set(codePoint, found);
    return found;
  }
}

/** What `\w` means here: letters, marks and digits of all scripts, and the underscore. */
export const WORD_SOURCE = '\\p{L}\\p{M}\\p{N}_';

const WORD = new CharSet(`[${WORD_SOURCE}]`, true);

/** Whether a character belongs to a word; what is beyond the ends of a text does not. */
export function isWordCharacter(codePoint: number | undefined): boolean {
  return codePoint !== undefined && WORD.has(codePoint);
}
