import type { ConfigProblem } from './config-problem.js';

const LINES_AROUND = 2;
const SECRET = /^(\s*(?:- )?["']?[\w.-]*(?:password|passwd|secret|token|api_?key|credential)[\w.-]*["']?\s*:\s*)(?!\s|["']?\{\{)\S.*$/i;

/**
 * The lines around a problem, two above and two below, with a caret under its column.
 * Values that look like secrets are masked, because frames end up in logs and bug reports.
 *
 * @returns `undefined` when the problem has no line in `sourceText`
 */
export function codeFrame(problem: ConfigProblem, sourceText: string): string | undefined {
  const { line, column } = problem.location ?? {};
  const lines = sourceText.split(/\r\n|\r|\n/);
  if (line === undefined || line > lines.length) return undefined;
  const first = Math.max(1, line - LINES_AROUND);
  const shown = lines.slice(first - 1, line + LINES_AROUND);
  const width = String(first + shown.length - 1).length;
  return shown
    .flatMap((text, i) => [
      frameLine(first + i === line ? '>' : ' ', String(first + i).padStart(width), text.replace(SECRET, '$1[secret]')),
      ...(first + i === line ? [frameLine(' ', ' '.repeat(width), `${caretIndent(text, column ?? 1)}^`)] : []),
    ])
    .join('\n');
}

function frameLine(mark: string, number: string, text: string): string {
  return `${mark} ${number} | ${text}`.trimEnd();
}

/** Keeps tabs, so that the caret stands under its column however wide the terminal shows them. */
function caretIndent(text: string, column: number): string {
  return text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
}
