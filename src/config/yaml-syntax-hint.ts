/** What most often lies behind a YAML syntax error, by what stands in its line or the line above. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*\t/, 'indent with spaces, not with tabs'],
  [/[:-]\s+\{\{|[:-]\s+\{%/, 'put a template in quotes: "{{ … }}"'],
  [/:\s+[@`%]/, 'put a text that begins with this character in quotes'],
  [/:\s+[^"'\s[{|>#][^"'#]*:(\s|$)/, 'put a text that holds a colon and a blank in quotes'],
];

/** What the reason alone gives away. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/unknown escape sequence/, 'a backslash means something in double quotes: use single quotes'],
  [/null byte/, 'save the file as UTF-8'],
];

/** What js-yaml says when a text or a flow collection goes on where it should have ended. */
const UNCLOSED = /deficient indentation|unexpected end of the (?:stream|document)/;

/** A hint for the reader of a syntax error, where its reason or the text gives one away. */
export function syntaxHint(text: string, offset: number, reason: string): { readonly hint?: string } {
  const told = REASONS.find(([pattern]) => pattern.test(reason));
  if (told) return { hint: told[1] };
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const above = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, Math.max(0, lineStart - 1));
  const line = text.slice(lineStart, endOfLine(text, lineStart));
  for (const candidate of [line.slice(0, 500), above.slice(0, 500)]) {
    const found = HINTS.find(([pattern]) => pattern.test(candidate));
    if (found) return { hint: found[1] };
  }
  return UNCLOSED.test(reason) ? { hint: 'a quote or bracket above may not be closed' } : {};
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
