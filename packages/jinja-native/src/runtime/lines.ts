/** Every line break Python knows beside CR LF. */
function isLineBreak(code: number): boolean {
  if (code < 128) return (code >= 10 && code <= 13) || (code >= 28 && code <= 30);
  return code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** The lines of a text as `str.splitlines()`: a break at the end starts no further line. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isLineBreak(text.charCodeAt(at))) continue;
    const start = at;
    if (text.charAt(at) === '\r' && text.charAt(at + 1) === '\n') at++;
    lines.push(text.slice(from, keepEnds ? at + 1 : start));
    from = at + 1;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}
