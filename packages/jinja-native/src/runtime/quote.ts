const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
/** What Python does not print as it is: controls, separators other than the space, unassigned and private characters, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\\]/gu;

function escapeCode(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code === 32) return char;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** The text as a Python string literal: single quotes, unless only they occur in it. */
export function quote(text: string): string {
  const body = text.replaceAll(UNPRINTABLE, (char) => NAMED[char] ?? escapeCode(char));
  if (!body.includes("'")) return `'${body}'`;
  return body.includes('"') ? `'${body.replaceAll("'", "\\'")}'` : `"${body}"`;
}
