import Table from 'cli-table3';
import { oneLine } from '../printable.js';
import type { Confidence, RunSummary } from './run-summary.js';
import type { Change, TicketRow } from './ticket-row.js';

/** Columns that may be made narrower, in this order, and how narrow. */
const SHRINKABLE: readonly (readonly [column: number, least: number])[] = [
  [1, 20],
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
const MOST_STEPS_IN_HEAD = 4;
const GAP = 2;
/** Tickets are written in the order in which they are ready; they are looked for by their ids. */
const NATURAL = new Intl.Collator('en', { numeric: true });
const NEW = 'new';
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
  const written = summary.rows.toSorted((a, b) => NATURAL.compare(a.ticketId ?? NEW, b.ticketId ?? NEW));
  const classified = written.map((row) => summary.confidencesOf(row));
  const steps = [...new Set(classified.flatMap((confidences) => [...confidences.keys()]))];
  const inHead = steps.length <= MOST_STEPS_IN_HEAD ? steps : [];
  const head = ['ticket', 'subject', 'queue', 'priority', ['confidence', ...inHead.map(shortStep)].join(' '), 'note'].map(oneLine);
  const rows = written.map((row, i) => toCells(row, confidenceOf(classified[i] ?? NONE, inHead)));
  const colWidths = fit(
    head.map((title, column) => Math.max(widest(rows, column), longestWord(title)) + GAP),
    width,
  );
  const style = { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] };
  const table = new Table({ chars: NO_BORDERS, style, colWidths, wordWrap: true });
  const rule = colWidths.map((columns) => '-'.repeat(columns - GAP));
  table.push(head, rule, ...rows.map((row) => row.map((content, column) => ({ content, wordWrap: column !== 1 }))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

type Confidences = ReadonlyMap<string, Confidence>;
const NONE: Confidences = new Map();

function toCells(row: TicketRow, confidence: string): string[] {
  return [row.ticketId ?? NEW, row.subject, arrow(row.queue), arrow(row.priority), confidence, row.note ?? ''].map(oneLine);
}

/** In the order of the head, a dot for a step that did not run; with their steps when those are too many for the head. */
function confidenceOf(confidences: Confidences, inHead: readonly string[]): string {
  if (inHead.length > 0) return inHead.map((step) => textOf(confidences.get(step))).join(' ');
  return [...confidences].map(([step, confidence]) => `${shortStep(step)} ${textOf(confidence)}`).join(', ');
}

function textOf(confidence: Confidence | undefined): string {
  if (confidence === undefined) return '·';
  return confidence === 'unsure' ? '–' : confidence.toFixed(2);
}

/** `classify_queue` is about the queue: the column says that it is a confidence. */
function shortStep(step: string): string {
  return step.replace(/^classif(?:y|ication)[_-](?=.)/, '');
}

function arrow({ before, after }: Change): string {
  if (after === undefined || after === before) return before ?? '';
  return before === undefined ? after : `${before} → ${after}`;
}

function widest(rows: readonly (readonly string[])[], column: number): number {
  return Math.min(LONGEST_CELL, Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
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

function fit(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  for (const [column, least] of SHRINKABLE) {
    const excess = widths.reduce((sum, columns) => sum + columns, 0) - GAP - width;
    const now = widths[column] ?? 0;
    if (excess > 0) widths[column] = Math.max(Math.min(now, least + GAP), now - excess);
  }
  return widths;
}
