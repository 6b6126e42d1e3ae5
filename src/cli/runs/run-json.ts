import type { OtaiConfig } from '../../config/otai-config.js';
import type { RunDetails } from '../../journal/journal.js';
import type { RunRecord, StepRecord } from '../../journal/journal-records.js';
import { packageVersion } from '../package-version.js';
import { redactedWrite } from './redacted-write.js';

/** What a record says it is, for those who read it later. */
export const RECORD_FORMAT = 'open-ticket-ai/run';
/** Another number: what reads this one cannot read that. */
export const RECORD_VERSION = 1;

/** Nobody is to be found by an error report. */
const EMAIL = /[^\s@<>"'(),;:[\]]+@[^\s@<>"'(),;:[\]]+\.[^\s@<>"'(),;:[\]]+/g;

/**
 * A run with its steps and writes, for machines and for bug reports: what the journal keeps, without texts and people, also where the journal is
 * allowed to keep them. Addresses in messages are masked.
 */
export function recordToJson({ run, steps, writes }: RunDetails, { infrastructure }: OtaiConfig): string {
  const keepsTexts = infrastructure.journal.storeTexts;
  const record = {
    format: RECORD_FORMAT,
    version: RECORD_VERSION,
    otai: packageVersion(),
    node: process.version,
    run: keepsTexts ? { ...runToJson(run), input: null, inputWithheld: run.input !== null } : runToJson(run),
    steps: steps.map((step) => (keepsTexts ? stepToJson(withoutResult(step)) : stepToJson(step))),
    writes: writes.map(redactedWrite),
  };
  return JSON.stringify(record, (_, value: unknown) => (typeof value === 'string' ? value.replaceAll(EMAIL, '[email]') : value), 2);
}

/** A run for machines: times as ISO 8601. */
export function runToJson(run: RunRecord): object {
  return { ...run, input: parsed(run.input), startedAt: time(run.startedAt), finishedAt: time(run.finishedAt) };
}

function stepToJson(step: StepRecord): object {
  return { ...step, startedAt: time(step.startedAt), result: parsed(step.result) };
}

function withoutResult(step: StepRecord): StepRecord {
  return { ...step, result: null, withheld: step.withheld || step.result !== null };
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function parsed(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown);
}
