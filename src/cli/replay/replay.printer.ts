import type { ReplayedStep, ReplayedWrite, ReplayReport } from '../../pipeline/replay/replay-report.js';
import type { RecordedFields } from '../../pipeline/writes/recorded-fields.js';
import type { CliIo } from '../cli-io.js';
import { pathTree } from '../path-tree.js';
import { count, oneLine, printable } from '../printable.js';
import { fieldChanges, valueText } from '../runs/recorded-writes.js';

/** Prints a replay: every step and every write, with what differs from the record and what cannot be told. */
export function printReplay(io: CliIo, report: ReplayReport): void {
  const steps = pathTree(report.steps.map((step) => ({ path: step.path, facts: stepFacts(step) })));
  const writes = report.writes.flatMap(writeLines);
  io.out(`run ${report.runId} of ${oneLine(report.pipeline)}, run again offline: nothing was asked, nothing was written`);
  if (report.isChanged) io.out('The pipeline has been changed since.');
  if (steps.length > 0) io.out(printable(['', 'Steps', ...steps.map((line) => `  ${line}`)].join('\n')));
  if (writes.length > 0) io.out(printable(['', 'Writes', ...writes.map((line) => `  ${line}`)].join('\n')));
  io.out(`\n${verdictOf(report)}`);
}

function stepFacts({ verdict, recorded, replayed, reason }: ReplayedStep): string {
  const change = verdict === 'differs' ? `${recorded ?? 'not there'} → ${replayed ?? 'not there'}` : '';
  const [why = ''] = verdict === 'same' ? [] : (reason ?? '').split('\n').map(oneLine);
  return [verdict.padEnd('restored'.length), change, why].filter((text) => text !== '').join('  ');
}

function writeLines({ system, ticketId, path, recorded, replayed, verdict }: ReplayedWrite): string[] {
  const title = `${verdict.padEnd('differs'.length)}  ${oneLine(`ticket ${ticketId ?? '(new)'} of ${system}, by ${path}`)}`;
  if (verdict === 'same') return [title];
  if (recorded === null) return [`${title}: was not written`, ...valuesOf(replayed)];
  if (replayed === null) return [`${title}: would not be written`, ...valuesOf(recorded)];
  return [title, ...differences(recorded, replayed)];
}

function valuesOf(fields: RecordedFields | null): string[] {
  return fieldChanges(null, fields ?? {}).map(({ name, after }) => oneLine(`  ${name}: ${valueText(after)}`));
}

/** Fields whose values differ, recorded → replayed. */
function differences(recorded: RecordedFields, replayed: RecordedFields): string[] {
  const names = { ...recorded, ...replayed };
  return fieldChanges(recorded, names).flatMap(({ name }) => {
    const [was, is] = [textAt(recorded, name), textAt(replayed, name)];
    return was === is ? [] : [`  ${oneLine(`${name}: ${was} → ${is}`)}`];
  });
}

function textAt(fields: RecordedFields, name: string): string {
  const found = fieldChanges(null, fields).find((change) => change.name === name);
  return found === undefined ? 'not written' : valueText(found.after);
}

function verdictOf({ steps, writes, isSame, recorded, replayed }: ReplayReport): string {
  if (isSame) return `Everything is as it was recorded: ${count(steps.length, 'step')}, ${count(writes.length, 'write')}.`;
  const other = [...steps, ...writes].filter(({ verdict }) => verdict === 'differs').length;
  const gaps = steps.filter(({ verdict }) => verdict === 'gap').length;
  const outcome = recorded === replayed ? [] : [`the run ${recorded}, and now ${replayed}`];
  const parts = [
    ...(other === 0 ? [] : [`${other} ${other === 1 ? 'differs' : 'differ'}`]),
    ...(gaps === 0 ? [] : [`${gaps} cannot be told`]),
    ...outcome,
  ];
  return `Of ${count(steps.length, 'step')} and ${count(writes.length, 'write')}: ${parts.join(', ')}.`;
}
