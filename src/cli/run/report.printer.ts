import type { RunResult } from '../../pipeline/run-result.js';
import type { CliIo } from '../cli-io.js';
import { count, milliseconds, oneLine } from '../printable.js';
import type { RunSummary } from './run-summary.js';
import type { SkippedSteps } from './skipped-steps.js';
import { inOrder, type TicketRow } from './ticket-row.js';
import { ticketTable } from './ticket-table.js';

const MOST_REASONS = 5;
const MOST_FAILURES = 20;

/** Prints what a run did: the table of written tickets (after a dry run with all that would be written), counts, what was skipped and why, what failed. */
export function printReport(io: CliIo, result: RunResult, summary: RunSummary): void {
  if (summary.rows.length > 0) io.out(`\n${ticketTable(summary, io.columns)}\n`);
  for (const row of inOrder(summary.rows)) if (row.diff.length > 0) io.out(diffOf(row));
  io.out(headline(result, summary));
  const { skipped, unsure } = summary;
  for (const line of [...reasonLines('Fallback', unsure), ...reasonLines('Skipped', skipped)]) io.out(line);
  for (const line of failureLines(result, summary)) io.out(line);
  if (result.dryRun) io.out('Dry run: nothing was written.');
}

/** Whether there is anything to tell of a run: most runs of a watching process find nothing new. */
export function isWorthTelling(result: RunResult, summary: RunSummary): boolean {
  return result.failed || summary.writes > 0 || summary.failed.length > 0;
}

/** A ticket of a dry run with all that would be written to it. */
function diffOf({ ticketId, subject, diff }: TicketRow): string {
  return [`ticket ${oneLine(ticketId)}: ${oneLine(subject)}`, ...diff.map((line) => `  ${line}`), ''].join('\n');
}

function headline({ pipeline, status, dryRun, durationMs }: RunResult, { rows, writes, failed }: RunSummary): string {
  const written = `${count(rows.length, 'ticket')} ${dryRun ? 'would be written' : 'written'} (${count(writes, 'write')})`;
  const failures = failed.length === 0 ? [] : [count(failed.length, 'failed step')];
  const outcome = status === 'succeeded' ? [] : [status];
  return `${pipeline}: ${[...outcome, writes === 0 ? 'nothing to write' : written, ...failures, milliseconds(durationMs)].join(', ')}`;
}

function reasonLines(title: string, { lines }: SkippedSteps): string[] {
  const more = lines.length > MOST_REASONS ? [`… and ${count(lines.length - MOST_REASONS, 'other reason')}`] : [];
  return [...lines.slice(0, MOST_REASONS), ...more].map((line) => `${title}: ${line}`);
}

function failureLines({ error }: RunResult, { failed }: RunSummary): string[] {
  const lines = failed.slice(0, MOST_FAILURES).map(({ path, code, message }) => `Failed: ${oneLine(`${path}: ${message}`)} [${code}]`);
  if (failed.length > MOST_FAILURES) lines.push(`… and ${failed.length - MOST_FAILURES} more`);
  // A run that was cancelled, or whose every item failed, has an error of its own.
  return failed.length === 0 && error !== undefined ? [`Failed: ${oneLine(error.message)} [${error.code}]`] : lines;
}
