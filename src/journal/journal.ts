import type { RecordedError, RunRecord, RunState, StepRecord, TicketRecord, TicketVersion, WriteRecord } from './journal-records.js';

/** A run begins. The journal knows its owner: the process that opened it. */
export interface RunStarted {
  readonly type: 'run_started';
  readonly run: Pick<RunRecord, 'runId' | 'pipeline' | 'definition' | 'dryRun' | 'ticket' | 'input' | 'inputWithheld' | 'startedAt'>;
}

/** A step began, or ended: the later record of a path replaces the earlier. */
export interface StepRecorded {
  readonly type: 'step';
  readonly step: StepRecord;
}

/** A write is about to be made, or its outcome is known: the later record of a key replaces the earlier. */
export interface WriteRecorded {
  readonly type: 'write';
  readonly write: WriteRecord;
}

/** A run is done with a ticket it had claimed. The ticket is free again. */
export interface TicketSettled {
  readonly type: 'ticket_settled';
  readonly pipeline: string;
  readonly system: string;
  readonly ticketId: string;
  readonly runId: string;
  /** `open`: nothing was decided about it; it stays what it was before, news or a failure. */
  readonly state: 'open' | 'done' | 'failed' | 'quarantined';
  /** `null`: as it is remembered. */
  readonly version: TicketVersion | null;
  /** For `failed` and `quarantined`, which count as one more failure. */
  readonly error: RecordedError | null;
  readonly notBefore: number;
  readonly at: number;
}

/** A run ended, or stopped for a while. All its claims that are left are free again, unless it is `suspended`. */
export interface RunEnded {
  readonly type: 'run_ended';
  readonly runId: string;
  readonly state: Exclude<RunState, 'running'>;
  readonly error: RecordedError | null;
  readonly at: number;
  /** How long this process was at work on it. The run's record has the sum over all processes. */
  readonly durationMs: number;
  /** How many writes this process made for it, without those that were found done. The run's record has the sum. */
  readonly writes: number;
}

/** Something to remember. */
export type JournalEntry = RunStarted | StepRecorded | WriteRecorded | TicketSettled | RunEnded;

/**
 * What of that which is remembered outlives a power cut: `safe` all of it; of that which is safe only `soon` perhaps nothing, but then nothing
 * either of what is remembered after it. The death of the process it outlives in either case.
 */
export type Durability = 'safe' | 'soon';

/** A run wants tickets for itself. */
export interface ClaimRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly at: number;
  /** True: also those that are done, failed or wait, as news: a person asked for it. Never those that another run works on. */
  readonly again: boolean;
  /** True: also those whose pause after a failure is not over. */
  readonly impatient: boolean;
  /** True: a dry run asks. It gets the same verdicts, and claims nothing. */
  readonly dryRun: boolean;
  readonly tickets: readonly ClaimCandidate[];
}

/** A ticket that a run wants. */
export interface ClaimCandidate {
  readonly system: string;
  readonly ticketId: string;
  readonly version: TicketVersion;
  /** True: it is known to be news when it is done, whatever its version looks like. */
  readonly isNews: boolean;
  /** The work that it is news since; when another has been done since then, nothing is known. Default: any. */
  readonly since?: string | undefined;
}

/**
 * What became of a claim.
 * - `claimed`: the ticket is the run's, until it settles it or ends. When it is no new work, a run before this one may have done some of it
 * - `done`: nothing new about it
 * - `unsure`: done before, and either it was written then or looks different now: read it whole, compare, and claim it as news, or confirm it
 * - `busy`: another run works on it; `paused`: too soon after a failure; `quarantined`: a person has to look at it
 */
export type ClaimVerdict =
  | { readonly verdict: 'claimed'; readonly ticketId: string; readonly record: TicketRecord; readonly isNewWork: boolean }
  | {
      readonly verdict: 'done' | 'unsure' | 'busy' | 'paused' | 'quarantined';
      readonly ticketId: string;
      readonly record: TicketRecord | undefined;
    };

/** An unfinished run that this process has taken over, with all that is needed to go on. */
export interface AdoptedRun {
  readonly run: RunRecord;
  readonly steps: readonly StepRecord[];
  readonly writes: readonly WriteRecord[];
  /** What it still has claimed, or has settled itself. */
  readonly tickets: readonly TicketRecord[];
}

/** What one ticket of a run has to do with: all that is around it, or not even that, and nothing of the run's other tickets. */
export interface RunPart {
  /** The path of the step that goes over the tickets. */
  readonly path: string;
  /** By which the paths of the steps for the ticket know it; `null`: not known, so that all steps are loaded. */
  readonly label: string | null;
  readonly system: string;
  readonly ticketId: string;
  /** False: the steps around it are left out. */
  readonly withOuter: boolean;
}

/** Which runs to list. The newest first. */
export interface RunFilter {
  readonly pipeline?: string | undefined;
  readonly states?: readonly RunState[] | undefined;
  /** Only runs that were asked for this ticket, or wrote it, or were the last to claim it. */
  readonly ticketId?: string | undefined;
  /** Default 50. */
  readonly limit?: number | undefined;
}

/** A run with everything that is remembered of it. */
export interface RunDetails {
  readonly run: RunRecord;
  /** In the order in which they began. */
  readonly steps: readonly StepRecord[];
  /** In the order in which they were intended. */
  readonly writes: readonly WriteRecord[];
}

/** Which tickets to list; the latest change first. */
export interface TicketFilter {
  readonly pipeline?: string | undefined;
  readonly states?: readonly TicketRecord['state'][] | undefined;
  readonly ticketId?: string | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
}

/**
 * What is remembered of runs, steps, writes and tickets.
 *
 * `put` remembers soon and never fails; `flush` resolves once all that was put before is safe. Whoever is about to do what cannot be undone
 * flushes first. Entries take effect in the order in which they were put. What is claimed is safe with the next flush.
 *
 * A process that holds the journal open is the owner of the runs it starts. Of an owner that died, another takes the runs over.
 */
export interface Journal {
  /** Whether what is remembered outlives the process. Only then are steps recorded. */
  readonly durable: boolean;
  /** What it is, for messages: `sqlite:/var/lib/otai/journal.db`. Without passwords. */
  readonly location: string;
  /** Whether there was nothing of it before it was opened: an application that ran before should say so. */
  readonly isNew?: boolean;
  /** @throws JournalError (as a rejection) when it cannot be opened; nothing is ever begun anew in its place */
  open(): Promise<void>;
  /** Flushes, says that this owner has left, and closes. */
  close(): Promise<void>;
  /** @param counts - asked right before it is written; where it says no, the entry is not remembered. Default: it is */
  put(entry: JournalEntry, counts?: () => boolean): void;
  /**
   * @param runId - whoever is about to do what cannot be undone says for which run: it may have been taken over by another process, after this
   *   one stood still for so long that it was thought dead. Its entries are not remembered any more
   * @param durability - `soon`: where a power cut may take it back, because whoever goes on then looks what has been done. Default: safe
   * @throws JournalError (as a rejection) when it cannot be written: what was put is kept for the next try; `OTAI_JOURNAL_TAKEN_OVER`: this run
   *   is another process's now, and has to stop here without a trace
   */
  flush(runId?: string, durability?: Durability): Promise<void>;
  /** Claims tickets for a run, one verdict each in the order of the request; two runs never get the same. Flushes first. */
  claim(request: ClaimRequest): Promise<readonly ClaimVerdict[]>;
  /** Remembers that a ticket is done in this version too: what looked new about it were own writes. */
  confirm(record: Pick<TicketRecord, 'pipeline' | 'system' | 'ticketId'>, version: TicketVersion, counts?: () => boolean): void;
  /**
   * Takes over unfinished runs of these pipelines that nobody works on any more, the oldest first. No two processes get the same.
   *
   * @param except - the ids of runs that are left where they are
   */
  adopt(pipelines: readonly string[], limit: number, except?: readonly string[]): Promise<readonly AdoptedRun[]>;
  /**
   * All that is needed to go on with a run, whoever its owner is: for executors that see to it themselves that nobody else does.
   *
   * @param part - only what one ticket of it needs
   */
  load(runId: string, part?: RunPart): Promise<AdoptedRun | undefined>;
  /** The writes under these keys, as they are remembered. */
  writes(keys: readonly string[]): Promise<readonly WriteRecord[]>;
  /** How many writes a ticket has had since a time, by all runs of a pipeline. */
  countWrites(ticket: { readonly pipeline: string; readonly system: string; readonly ticketId: string }, since: number): Promise<number>;
  /** A small text that is kept under a name, e.g. where a trigger stands. */
  cursor(name: string): Promise<string | undefined>;
  /** Keeps another text under the name. Resolves once it is safe. */
  moveCursor(name: string, to: string): Promise<void>;
  runs(filter?: RunFilter): Promise<readonly RunRecord[]>;
  /** @param runId - the id, or its beginning when that names one run only */
  run(runId: string): Promise<RunDetails | undefined>;
  tickets(filter?: TicketFilter): Promise<readonly TicketRecord[]>;
  /** Sets tickets free from quarantine: `retry` makes them news, `drop` makes them done. Gives how many. */
  release(tickets: readonly Pick<TicketRecord, 'pipeline' | 'system' | 'ticketId'>[], how: 'retry' | 'drop'): Promise<number>;
  /** Forgets finished runs, and tickets nobody has seen for long, that are beyond what is to be kept. Runs by itself now and then. */
  prune(now: number): Promise<void>;
}
