const KEY = String.raw`(?:pas+w|passphrase|(?<![a-z])(?:pass|pwd|pw)(?![a-z])|secret|token|api_?key|private_?key|credential)[\w-]{0,40}["']?\s{0,9}:`;

/** A value on the line of its key. What only reads a variable shows nothing. */
const VALUE = new RegExp(String.raw`(${KEY}\s{0,9})(?!["']?\{\{)(?![|>][\d+-]{0,2}\s*$)\S.*$`, 'i');
/** A key whose value begins on the next line: as a block (`|`, `>`), or as it is. */
const HEAD = new RegExp(String.raw`^(\s*)\S?.{0,99}${KEY}\s*([|>][\d+-]{0,2})?\s*$`, 'i');
const LOGIN = /(:\/\/)[^/\s@]{1,200}:[^/\s@]{1,200}@/g;

/** Masks what looks like a secret, whoever misspelt its key: these lines end up in logs and bug reports. */
export function maskSecrets(lines: readonly string[]): readonly string[] {
  let head: { readonly indent: number; readonly isBlock: boolean } | undefined;
  return lines.map((line) => {
    if (head !== undefined && line.trim() !== '' && indentOf(line) <= head.indent) head = undefined;
    const isHidden = head !== undefined && line.trim() !== '' && (head.isBlock || !/:(\s|$)/.test(line));
    if (isHidden) return `${line.slice(0, indentOf(line))}[secret]`;
    const found = HEAD.exec(line);
    if (found !== null) head = { indent: indentOf(line), isBlock: found[2] !== undefined };
    return line.replace(VALUE, '$1[secret]').replaceAll(LOGIN, '$1[secret]@');
  });
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
