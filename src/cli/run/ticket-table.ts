import Table from 'cli-table3';
import { oneLine } from '../printable.js';
import type { RunSummary } from './run-summary.js';
import type { Change, TicketRow } from './ticket-row.js';

const HEAD = ['ticket', 'subject', 'queue', 'priority', 'confidence', 'note'];
/** Columns that may be made narrower, in this order, and how narrow. */
const SHRINKABLE: readonly (readonly [column: number, least: number])[] = [
  [1, 22],
  [4, 15],
  [2, 16],
  [3, 12],
  [5, 8],
  [1, 12],
  [4, 10],
  [2, 10],
  [3, 8],
  [0, 8],
];
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

/** The written tickets of a run as a table that is at most `width` columns wide. */
export function ticketTable(summary: RunSummary, width: number): string {
  const cells = [HEAD, ...summary.rows.map((row) => toCells(row, summary.confidencesOf(row)))];
  const colWidths = fit(
    HEAD.map((_, column) => widest(cells, column) + GAP),
    width,
  );
  const style = { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] };
  const table = new Table({ chars: NO_BORDERS, style, colWidths, wordWrap: true });
  const [head = [], ...rows] = cells;
  const rule = colWidths.map((columns) => '-'.repeat(columns - GAP));
  table.push(head, rule, ...rows.map((row) => row.map((content, column) => ({ content, wordWrap: column !== 1 }))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function toCells(row: TicketRow, confidences: ReadonlyMap<string, number>): string[] {
  const sure = [...confidences].map(([step, confidence]) => `${shortStep(step)} ${confidence.toFixed(2)}`);
  const cells = [row.ticketId ?? 'new', row.subject, arrow(row.queue), arrow(row.priority), sure.join(', '), noteOf(row)];
  return cells.map(oneLine);
}

/** `classify_queue` is about the queue: the column says that it is a confidence. */
function shortStep(step: string): string {
  return step.replace(/^classif(?:y|ication)[_-](?=.)/, '');
}

function arrow({ before, after }: Change): string {
  if (after === undefined || after === before) return before ?? '';
  return before === undefined ? after : `${before} → ${after}`;
}

function noteOf({ note }: TicketRow): string {
  return note === undefined ? '' : `yes, ${note}`;
}

function widest(rows: readonly (readonly string[])[], column: number): number {
  return Math.min(LONGEST_CELL, Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
}

/** The columns a text takes on a terminal, by the measure of whoever pads the cells: between the two borders of a cell of its own. */
function displayWidth(text: string): number {
  const cell = new Table({ style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] } });
  cell.push([text]);
  return cell.width - 2;
}

function fit(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  for (const [column, least] of SHRINKABLE) {
    const excess = widths.reduce((sum, columns) => sum + columns, 0) - GAP - width;
    const now = widths[column] ?? 0;
    if (excess > 0) widths[column] = Math.max(Math.min(now, least + GAP), now - excess);
  }
  return widths;
}
