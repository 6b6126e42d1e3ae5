import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '../../api/error-message.js';
import type { RunDetails } from '../../journal/journal.js';
import type { RunRecord, StepRecord, WriteRecord } from '../../journal/journal-records.js';
import { RECORD_FORMAT, RECORD_VERSION } from '../runs/run-json.js';
import { UsageError } from '../usage.error.js';

type Json = Readonly<Record<string, unknown>>;

/** A run as `otai runs show --json` prints it. */
interface RecordedRun {
  readonly run: Json;
  readonly steps: readonly Json[];
  readonly writes: readonly Json[];
}

/**
 * Reads a record that was printed by `otai runs show --json`, perhaps on another machine.
 *
 * @throws UsageError when there is none in the file
 */
export function readRecordedRun(cwd: string, file: string): RunDetails {
  const { run, steps, writes } = parse(readText(cwd, file), file);
  return { run: toRun(run), steps: steps.map(toStep), writes: writes.map(toWrite) };
}

function readText(cwd: string, file: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, 'name a file, or the id of a run');
  }
}

function parse(text: string, file: string): RecordedRun {
  try {
    const record: unknown = JSON.parse(text);
    if (isRecord(record)) return record;
  } catch {
    // Told below: whatever it is, it is no record.
  }
  throw new UsageError(`${file} is no record of a run`, 'otai runs show ID --json > run.json makes one');
}

function isRecord(value: unknown): value is RecordedRun {
  const { format, version, run, steps, writes } = (value ?? {}) as Json;
  const isOurs = format === RECORD_FORMAT && version === RECORD_VERSION;
  return isOurs && typeof run === 'object' && run !== null && Array.isArray(steps) && Array.isArray(writes);
}

function toRun(run: Json): RunRecord {
  return {
    ...run,
    input: json(run['input']),
    startedAt: time(run['startedAt']),
    finishedAt: time(run['finishedAt']),
  } as unknown as RunRecord;
}

function toStep(step: Json): StepRecord {
  return { ...step, startedAt: time(step['startedAt']), result: json(step['result']) } as unknown as StepRecord;
}

function toWrite(write: Json): WriteRecord {
  const { before, after, intendedAt, settledAt } = write;
  const times = { intendedAt: time(intendedAt), settledAt: time(settledAt) };
  return { ...write, ...times, before: json(before), after: JSON.stringify(after ?? {}) } as unknown as WriteRecord;
}

function time(iso: unknown): number | null {
  return typeof iso === 'string' ? Date.parse(iso) : null;
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
