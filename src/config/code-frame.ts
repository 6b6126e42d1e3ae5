import type { ConfigProblem } from './config-problem.js';
import { maskSecrets } from './secret.mask.js';

const LINES_AROUND = 2;
const WIDEST = 160;

/**
 * The lines around a problem, two above and two below, with a caret under its column.
 * Values that look like secrets are masked, because frames end up in logs and bug reports.
 *
 * @returns `undefined` when the problem has no line in `sourceText`
 */
export function codeFrame(problem: ConfigProblem, sourceText: string): string | undefined {
  const { line, column = 1 } = problem.location ?? {};
  const lines = sourceText.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '' && line !== lines.length) lines.pop();
  if (line === undefined || line > lines.length) return undefined;
  const first = Math.max(1, line - LINES_AROUND);
  const shown = maskSecrets(lines.slice(0, line + LINES_AROUND).map(shorten)).slice(first - 1);
  const width = String(first + shown.length - 1).length;
  const frame = shown.map((text, i) => frameLine(first + i === line ? '>' : ' ', String(first + i).padStart(width), text));
  frame.splice(line - first + 1, 0, frameLine(' ', ' '.repeat(width), `${caretIndent(shorten(lines[line - 1] ?? ''), column)}^`));
  return frame.join('\n');
}

function frameLine(mark: string, number: string, text: string): string {
  return `${mark} ${number} | ${text}`.trimEnd();
}

function shorten(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text;
}

/** Keeps tabs, so that the caret stands under its column however wide the terminal shows them. */
function caretIndent(text: string, column: number): string {
  return text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
}
