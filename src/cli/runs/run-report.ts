import type { RunDetails } from '../../journal/journal.js';
import type { RunRecord } from '../../journal/journal-records.js';
import { dateTime } from '../date-time.js';
import { count, milliseconds, oneLine, printable } from '../printable.js';
import { writeLines } from './recorded-writes.js';
import { errorLine, stepTree } from './step-tree.js';

/** Everything that is remembered of a run, for people. */
export function runReport({ run, steps, writes }: RunDetails): string {
  const title = run.dryRun ? 'Would have been written (dry run)' : 'Written';
  const sections = [header(run), section('Steps', stepTree(steps)), section(title, writeLines(writes))];
  return printable(
    sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function header(run: RunRecord): string[] {
  const { runId, pipeline, state, dryRun, ticket, startedAt, finishedAt, durationMs, resumptions, error } = run;
  const input = inputOf(run);
  return [
    `run ${runId}`,
    `pipeline   ${oneLine(pipeline)}`,
    `state      ${state}${dryRun ? ' (dry run)' : ''}`,
    `started    ${dateTime(startedAt)}`,
    ...(finishedAt === null ? [] : [`finished   ${dateTime(finishedAt)}, ${milliseconds(durationMs)} at work`]),
    ...(resumptions === 0 ? [] : [`resumed    ${count(resumptions, 'time')}`]),
    ...(ticket === null ? [] : [`ticket     ${oneLine(ticket)}`]),
    ...(input === undefined ? [] : [`input      ${input}`]),
    ...(error === null ? [] : [`error      ${errorLine(error)}`]),
  ];
}

function inputOf({ input, inputWithheld }: RunRecord): string | undefined {
  if (inputWithheld) return 'withheld';
  return input === null ? undefined : oneLine(input);
}
