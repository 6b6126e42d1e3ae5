const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const LAST_CODE_POINT = 0x10ffff;

/** Says why an escape cannot be read; the lexer turns it into a syntax error at the string's place. */
export class EscapeProblem extends Error {}

function hexEscape(body: string, start: number, letter: string): { text: string; length: number } {
  const digits = HEX_DIGITS[letter] ?? 0;
  const hex = body.slice(start + 1, start + 1 + digits);
  const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : -1;
  if (code < 0 || code > LAST_CODE_POINT) {
    throw new EscapeProblem(`the escape \\${letter} needs ${digits} hexadecimal digits of a valid character, got '${hex}'`);
  }
  return { text: String.fromCodePoint(code), length: 1 + digits };
}

function octalEscape(body: string, start: number): { text: string; length: number } {
  const digits = /^[0-7]{1,3}/.exec(body.slice(start, start + 3))?.[0] ?? '';
  return { text: String.fromCharCode(Number.parseInt(digits, 8)), length: digits.length };
}

function readEscape(body: string, start: number): { text: string; length: number } {
  const letter = body.charAt(start);
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { text: simple, length: 1 };
  if (letter >= '0' && letter <= '7') return octalEscape(body, start);
  if (Object.hasOwn(HEX_DIGITS, letter)) return hexEscape(body, start, letter);
  if (letter === 'N') throw new EscapeProblem('character names (\\N{...}) are not supported; use \\uXXXX or the character itself');
  return { text: `\\${letter}`, length: 1 };
}

/** Resolves the escapes of a string literal the way Python does; unknown escapes keep their backslash. */
export function decodeString(body: string): string {
  let result = '';
  let from = 0;
  for (let at = body.indexOf('\\'); at !== -1; at = body.indexOf('\\', from)) {
    const escape = readEscape(body, at + 1);
    result += body.slice(from, at) + escape.text;
    from = at + 1 + escape.length;
  }
  return from === 0 ? body : result + body.slice(from);
}
