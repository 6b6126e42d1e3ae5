// Control characters other than tab and line feed, and lone surrogates: no terminal, file or model expects them.
const UNWANTED = /(?![\t\n])[\p{Cc}\p{Cs}]/gu;

/** A text without control characters, with `\n` as the only line break. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNWANTED, '');
}

/** {@link cleanText} on one line of at most `length` characters. */
export function cleanLine(text: string, length: number): string {
  const line = cleanText(cutText(text, length * 4))
    .replace(/\s+/g, ' ')
    .trim();
  return cutText(line, length);
}

/** The first `length` characters of a text, never half of a surrogate pair. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/\p{Cs}$/u, '');
}
