import type { ReplayedWrite, ReplayReport } from '../../pipeline/replay/replay-report.js';
import { isWithheld, type RecordedFields } from '../../pipeline/writes/recorded-fields.js';
import { fieldChanges, valueText } from '../runs/recorded-writes.js';

/** A replay of a record that people were taken out of: what is not in the record any more does not differ from it. */
export function redactedReport(report: ReplayReport): ReplayReport {
  const writes = report.writes.map((write) => (isSame(write) ? { ...write, verdict: 'same' as const } : write));
  const all = [...report.steps, ...writes];
  return { ...report, writes, isSame: all.every(({ verdict }) => verdict === 'same' || verdict === 'restored') };
}

function isSame({ recorded, replayed, verdict }: ReplayedWrite): boolean {
  if (recorded === null || replayed === null) return verdict === 'same';
  const left = new Map(fieldChanges(null, replayed).map(({ name, after }) => [name, after]));
  const known = fieldChanges(null, recorded);
  const areSame = known.every(({ name, after }) => left.has(name) && isSameValue(after, left.get(name)));
  return areSame && known.length === left.size && isSameNote(recorded, replayed);
}

function isSameValue(recorded: unknown, replayed: unknown): boolean {
  return isWithheld(recorded) || isNameless(recorded) || valueText(recorded) === valueText(replayed);
}

function isNameless(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === null;
}

function isSameNote({ note: recorded }: RecordedFields, { note: replayed }: RecordedFields): boolean {
  return recorded?.visibility === replayed?.visibility && recorded?.content_type === replayed?.content_type;
}
