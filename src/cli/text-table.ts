import Table from 'cli-table3';

/** A table as it is to be printed. */
export interface TextTable {
  readonly head: readonly string[];
  /** Each as long as the head, without line ends. */
  readonly rows: readonly (readonly string[])[];
  /** Columns that may be made narrower, in this order, and how narrow. */
  readonly shrinkable: readonly (readonly [column: number, least: number])[];
  /** Columns whose texts are cut where they are too long. Those of the others go on in the next line. */
  readonly cut: readonly number[];
  /** No column is wider than this. Default 60. */
  readonly longestCell?: number | undefined;
}

const LONGEST_CELL = 60;
const GAP = 2;
const NO_LINES = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' };
const NO_BORDERS = {
  ...NO_LINES,
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** A table as lines that are at most `width` columns wide, wide letters counted as a terminal shows them. */
export function textTable({ head, rows, shrinkable, cut, longestCell = LONGEST_CELL }: TextTable, width: number): string {
  const natural = head.map((title, column) => Math.max(widest(rows, column, longestCell), longestWord(title)) + GAP);
  const colWidths = fit(natural, shrinkable, width);
  const style = { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] };
  const table = new Table({ chars: NO_BORDERS, style, colWidths, wordWrap: true });
  const rule = colWidths.map((columns) => '-'.repeat(columns - GAP));
  table.push([...head], rule, ...rows.map((row) => row.map((content, column) => ({ content, wordWrap: !cut.includes(column) }))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function widest(rows: TextTable['rows'], column: number, longestCell: number): number {
  return Math.min(longestCell, Math.max(0, ...rows.map((row) => displayWidth(row[column] ?? ''))));
}

function longestWord(text: string): number {
  return Math.max(...text.split(' ').map(displayWidth));
}

/** The columns a text takes on a terminal, by the measure of whoever pads the cells: between the two borders of a cell of its own. */
function displayWidth(text: string): number {
  const cell = new Table({ style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] } });
  cell.push([text]);
  return cell.width - 2;
}

function fit(natural: readonly number[], shrinkable: TextTable['shrinkable'], width: number): number[] {
  const widths = [...natural];
  for (const [column, least] of shrinkable) {
    const excess = widths.reduce((sum, columns) => sum + columns, 0) - GAP - width;
    const now = widths[column] ?? 0;
    if (excess > 0) widths[column] = Math.max(Math.min(now, least + GAP), now - excess);
  }
  return widths;
}
