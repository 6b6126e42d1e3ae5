/** An error as the journal keeps it. */
export interface RecordedError {
  readonly code: string;
  readonly message: string;
  /** Whether the same may go well in a while. */
  readonly retryable: boolean;
  /** True: the ticket is set aside at once, however seldom it has failed. */
  readonly setsAside?: boolean;
}

/** The states of a run. `suspended`: the application stopped before its end, and goes on with it. `abandoned`: nobody will. */
export const RUN_STATES = ['running', 'suspended', 'succeeded', 'skipped', 'failed', 'abandoned'] as const;
/** One of {@link RUN_STATES}. */
export type RunState = (typeof RUN_STATES)[number];

/** What is remembered of a run. Times in milliseconds since 1970. */
export interface RunRecord {
  readonly runId: string;
  readonly pipeline: string;
  /** A digest of the pipeline as it was defined: a run goes on only with the same steps. */
  readonly definition: string;
  readonly state: RunState;
  readonly dryRun: boolean;
  /** The one ticket the run was asked to be about; `null` when it looked for tickets itself. */
  readonly ticket: string | null;
  /** What the run was started with, as JSON; `null` when it had no input, or one that the journal may not keep: see `inputWithheld`. */
  readonly input: string | null;
  readonly inputWithheld: boolean;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** How long it was at work, without the time between an interruption and its resumption. */
  readonly durationMs: number;
  /** How often it was taken up again after an interruption. */
  readonly resumptions: number;
  /** How many writes it made; in a dry run: would have made. */
  readonly writes: number;
  readonly error: RecordedError | null;
}

/** What is remembered of one execution of a step. */
export interface StepRecord {
  readonly runId: string;
  /** The step with all that holds it, unique in its run: `each[42]/classify`; the second execution at the same place ends in `#2`. */
  readonly path: string;
  /** The component of the step: `base:classification`. */
  readonly use: string;
  /** `started`: it is not known whether it ended. With an error: it failed, and waited for its next attempt. */
  readonly state: 'started' | 'succeeded' | 'skipped' | 'failed';
  readonly startedAt: number;
  readonly durationMs: number;
  /** How many attempts it took. */
  readonly attempts: number;
  /** The data of its result as JSON, tickets as references; `null` when there is none, or it may not be kept. */
  readonly result: string | null;
  /** True: the result holds what the journal may not keep, or it can be had again by executing the step. */
  readonly withheld: boolean;
  /** Why it was skipped. */
  readonly reason: string | null;
  readonly error: RecordedError | null;
}

/** The operations that write. */
export type WriteOperation = 'createTicket' | 'updateTicket' | 'addNote';

/** What is remembered of a write. `intended`: it is not known whether the helpdesk has it. */
export interface WriteRecord {
  /** The same for every repetition of the same write. */
  readonly key: string;
  readonly runId: string;
  readonly path: string;
  readonly pipeline: string;
  /** The id of the ticket system under `services:`. */
  readonly system: string;
  /** `null` until a new ticket has its id. */
  readonly ticketId: string | null;
  readonly operation: WriteOperation;
  readonly state: 'intended' | 'done' | 'failed' | 'taken_back';
  readonly dryRun: boolean;
  /** The fields that the write names, as they were before and as they were to be: JSON, texts of tickets and notes withheld. `null`: not known. */
  readonly before: string | null;
  readonly after: string;
  /** The id of the note that was written, once it is known. */
  readonly noteId: string | null;
  readonly intendedAt: number;
  readonly settledAt: number | null;
}

/** What a ticket looked like, to tell news from what was there. */
export interface TicketVersion {
  /** What the helpdesk says of its last change; `null` where it says nothing. */
  readonly updatedAt: string | null;
  /** A digest of the fields, without notes and times. */
  readonly fields: string;
  /** A digest of the notes by others, by their ids; `null` when they have not been read. */
  readonly notes: string | null;
  /** True: the ticket was written after this was taken, so that another `updatedAt` alone is no news. */
  readonly written: boolean;
}

/** Where a ticket stands with a pipeline. `open`: seen, and left without being done. */
export type TicketState = 'open' | 'claimed' | 'done' | 'failed' | 'quarantined';

/** What is remembered of a ticket that a pipeline has worked on. */
export interface TicketRecord {
  readonly pipeline: string;
  readonly system: string;
  readonly ticketId: string;
  /** Names this piece of work: one ticket in one version for one pipeline. It stays over all runs that try. */
  readonly workId: string;
  readonly state: TicketState;
  /** The last run that worked on it. */
  readonly runId: string;
  /** How many runs have failed on it since it was news. */
  readonly failures: number;
  readonly error: RecordedError | null;
  /** No triggered run takes it before this time; 0: any may. */
  readonly notBefore: number;
  /** As the last run saw it when it claimed it, or left it; `null`: not known. */
  readonly version: TicketVersion | null;
  readonly changedAt: number;
}
