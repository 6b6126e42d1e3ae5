/** A text as lines. No rule looks at more of a line than this many characters: every pattern is then quick, whatever the text is. */
const LOOKED_AT = 300;

/** The part of a line that rules look at, without white space around it. */
export function headOf(line: string | undefined): string {
  return (line ?? '').slice(0, LOOKED_AT).trim();
}

/** The first place from `start` on where `test` holds, or -1. */
export function findLine(lines: readonly string[], test: (head: string, place: number) => boolean, start = 0): number {
  for (let place = start; place < lines.length; place++) if (test(headOf(lines[place]), place)) return place;
  return -1;
}

/** Whether any of the lines says something. */
export function sayAnything(lines: readonly string[]): boolean {
  return lines.some((line) => line.trim() !== '');
}
