/** White space as Python's `str.strip()` sees it; JavaScript's `trim` differs (U+FEFF, U+0085, U+001C…). */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  return code === 0x85 || code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || isWideSpace(code);
}

/** White space of ASCII as Python's textwrap sees it. */
export function isSpaceAscii(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isWideSpace(code: number): boolean {
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** Index of the first character that is not white space. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Index after the last character that is not white space. */
export function trimmedEnd(text: string): number {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

export function stripStart(text: string): string {
  return text.slice(skipSpaces(text, 0));
}

export function stripEnd(text: string): string {
  return text.slice(0, trimmedEnd(text));
}

/** Removes white space on both ends in one linear pass. */
export function strip(text: string): string {
  const end = trimmedEnd(text);
  return end === 0 ? '' : text.slice(skipSpaces(text, 0), end);
}

/** Whether there is nothing but white space; true for the empty text. */
export function isBlank(text: string): boolean {
  return skipSpaces(text, 0) === text.length;
}

/** The words between white space, as `str.split()`; at most `most` splits, the rest stays one word. */
export function splitWords(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const words: string[] = [];
  let at = skipSpaces(text, 0);
  while (at < text.length) {
    if (words.length >= most) return [...words, text.slice(at)];
    const start = at;
    while (at < text.length && !isSpace(text.charCodeAt(at))) at++;
    words.push(text.slice(start, at));
    at = skipSpaces(text, at);
  }
  return words;
}
