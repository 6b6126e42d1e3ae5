import type { RecordedError } from '../journal/journal-records.js';
import type { PipeResult } from '../api/pipe-result.js';

/** A run, as it is handed to another process: no texts, no secrets. */
export interface RunJob {
  readonly runId: string;
  readonly pipeline: string;
  /** The pipeline as whoever started the run knows it. */
  readonly definition: string;
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
  readonly definition: string;
  /** The path of the step that goes over the tickets. */
  readonly path: string;
  readonly system: string;
  readonly ticketId: string;
  /** Names the ticket in this version for this pipeline. */
  readonly workId: string;
}

/** How an item, or a run, ended. */
export interface JobResult {
  readonly status: PipeResult['status'];
  /** The data as the journal would keep it; `null`: none, or they may not be kept. */
  readonly data: string | null;
  readonly reason: string | null;
  readonly error: RecordedError | null;
}

/** How far a run has come: to its end, to items that are jobs of their own, or to a shutdown. */
export type RunProgress =
  | { readonly state: 'ended'; readonly result: JobResult }
  | { readonly state: 'waiting'; readonly items: readonly ItemJob[] }
  | { readonly state: 'suspended' };

/** How far an item has come. */
export type ItemProgress = { readonly state: 'ended'; readonly result: JobResult } | { readonly state: 'suspended' };
