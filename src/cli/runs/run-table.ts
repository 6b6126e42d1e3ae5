import type { RunRecord } from '../../journal/journal-records.js';
import { dateTime } from '../date-time.js';
import { milliseconds, oneLine } from '../printable.js';
import { textTable } from '../text-table.js';
import { errorLine } from './step-tree.js';

/** A run in a list. */
export interface ListedRun {
  readonly run: RunRecord;
  /** How many tickets it wrote. */
  readonly tickets: number;
}

const HEAD = ['run', 'pipeline', 'state', 'started', 'duration', 'tickets', 'writes', 'error'];
const ERROR = HEAD.indexOf('error');
const PIPELINE = HEAD.indexOf('pipeline');
const SHRINKABLE = [
  [ERROR, 30],
  [PIPELINE, 12],
  [ERROR, 12],
] as const;
const LEAST_ID = 8;

/** Runs as a table that is at most `width` columns wide. Ids are as short as they can be and still name one of these runs. */
export function runTable(runs: readonly ListedRun[], width: number): string {
  const length = idLength(runs.map(({ run }) => run.runId));
  const rows = runs.map((listed) => toCells(listed, length).map(oneLine));
  return textTable({ head: HEAD, rows, shrinkable: SHRINKABLE, cut: [ERROR, PIPELINE], longestCell: width }, width);
}

function toCells({ run, tickets }: ListedRun, length: number): string[] {
  const { runId, pipeline, state, dryRun, startedAt, finishedAt, durationMs, writes, error } = run;
  return [
    runId.slice(0, length),
    pipeline,
    dryRun ? `${state} (dry run)` : state,
    dateTime(startedAt),
    finishedAt === null && durationMs === 0 ? '' : milliseconds(durationMs),
    numberOf(tickets),
    numberOf(writes),
    error === null ? '' : errorLine(error),
  ];
}

function numberOf(value: number): string {
  return value === 0 ? '' : String(value);
}

/** How many characters of an id tell these runs apart, eight at least. */
export function idLength(ids: readonly string[]): number {
  const sorted = ids.toSorted();
  const common = sorted.slice(1).map((id, i) => commonLength(id, sorted[i] ?? ''));
  return Math.max(LEAST_ID, ...common.map((length) => length + 1));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
