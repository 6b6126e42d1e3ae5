import type { PipeResult } from '../api/pipe-result.js';
import type { RecordedError } from '../journal/journal-records.js';

/** A run, as it is handed to another process: no texts, no secrets. */
export interface RunJob {
  readonly runId: string;
  readonly pipeline: string;
  /** The input as JSON; `null`: none. */
  readonly input: string | null;
  readonly dryRun: boolean;
  readonly ticket: string | null;
  readonly again: boolean;
  readonly triggered: boolean;
}

/** One ticket of a run, which another process may work on. */
export interface ItemJob {
  readonly runId: string;
  readonly pipeline: string;
  /** The pipeline as the run began with it: it goes on with the same, or not at all. */
  readonly definition: string;
  /** The path of the step that goes over the tickets. */
  readonly path: string;
  /** By which the paths of the steps for this ticket know it; `null`: not known. */
  readonly label: string | null;
  readonly system: string;
  readonly ticketId: string;
  /** Names the ticket in this version for this pipeline. */
  readonly workId: string;
}

/** What names an item among those of its run. */
export type ItemKey = Pick<ItemJob, 'path' | 'system' | 'ticketId' | 'workId'>;

/** How an item, a step or a run ended. */
export interface JobResult {
  readonly status: PipeResult['status'];
  /** The data as JSON, without texts of tickets; `null`: none, or they may not leave the process. */
  readonly data: string | null;
  readonly reason: string | null;
  readonly error: JobError | null;
}

/** Why it failed, and where. */
export interface JobError extends RecordedError {
  /** The path of the step that failed; `null`: none did. */
  readonly path: string | null;
  readonly attempts: number;
}

/** How an item ended whose job was given up: its ticket is set aside. */
export interface GivenUp {
  readonly givenUp: string;
}

/** How a run ended: as a whole, and each step of its outermost level. */
export interface RunJobResult extends JobResult {
  readonly steps: Readonly<Record<string, JobResult>>;
  /** Milliseconds from its beginning. */
  readonly durationMs: number;
}

/**
 * How far a run has come.
 * - `waiting`: to items that are jobs of their own
 * - `suspended`: to a shutdown, or to a pause until a time
 * - `lost`: the job is another process's by now
 * - `changed`: nowhere, since it began with another version of the pipeline
 */
export type RunProgress =
  | { readonly state: 'ended'; readonly result: RunJobResult }
  | { readonly state: 'waiting'; readonly items: readonly ItemJob[] }
  | Interrupted;

/** How far an item has come. */
export type ItemProgress = { readonly state: 'ended'; readonly result: JobResult } | Interrupted;

/** Why a job did not come to its end here. */
export type Interrupted =
  | { readonly state: 'suspended'; readonly until: number | undefined }
  | { readonly state: 'lost' }
  | { readonly state: 'changed'; readonly definition: string };
