import { oneLine } from '../printable.js';
import { textTable } from '../text-table.js';
import type { Confidence, RunSummary } from './run-summary.js';
import { inOrder, type Change, type TicketRow } from './ticket-row.js';

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
const MOST_STEPS_IN_HEAD = 4;
const SUBJECT = 1;

/** The written tickets of a run as a table that is at most `width` columns wide. */
export function ticketTable(summary: RunSummary, width: number): string {
  const written = inOrder(summary.rows);
  const classified = written.map((row) => summary.confidencesOf(row));
  const steps = [...new Set(classified.flatMap((confidences) => [...confidences.keys()]))];
  const inHead = steps.length <= MOST_STEPS_IN_HEAD ? steps : [];
  const head = ['ticket', 'subject', 'queue', 'priority', ['confidence', ...inHead.map(shortStep)].join(' '), 'note'].map(oneLine);
  const rows = written.map((row, i) => toCells(row, confidenceOf(classified[i] ?? NONE, inHead)));
  return textTable({ head, rows, shrinkable: SHRINKABLE, cut: [SUBJECT] }, width);
}

type Confidences = ReadonlyMap<string, Confidence>;
const NONE: Confidences = new Map();

function toCells(row: TicketRow, confidence: string): string[] {
  return [row.ticketId, row.subject, arrow(row.queue), arrow(row.priority), confidence, row.note ?? ''].map(oneLine);
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
