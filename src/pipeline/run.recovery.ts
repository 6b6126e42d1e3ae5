import { Logger } from '@nestjs/common';
import { messageOf } from '../api/error-message.js';
import type { CancelTimer, Clock } from '../api/clock.js';
import type { AdoptedRun, Journal } from '../journal/journal.js';
import type { RecordedError, TicketRecord } from '../journal/journal-records.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { Executor } from './executor.js';
import { definitionOf } from './run-definition.js';
import { RunSuspendedError } from './run.error.js';
import type { RunResult } from './run-result.js';
import { versionAfter } from './ticket-version.js';

/** How many runs of a pipeline are taken over at a time. */
const BATCH = 8;
/** How often it is looked for runs of other processes that died, milliseconds. */
const INTERVAL_MS = 10_000;
/** When so many of a pipeline had to stop once more, the others need not try either: their helpdesk is away. */
const MOST_SUSPENDED = 8;
/** A run that was interrupted more often is not taken up once more. */
const MOST_RESUMPTIONS = 10;

/** An unfinished run of a pipeline that is not configured is nobody's after this time, milliseconds. */
const STRANGE_AFTER_MS = 86_400_000;
const MOST_STRANGERS = 1000;

/** What the recovery of runs needs. */
export interface RecoveryParts {
  readonly pipelines: ReadonlyMap<string, CompiledPipeline>;
  readonly executor: Executor;
  readonly journal: Journal;
  readonly clock: Clock;
}

/** Goes on with runs that were interrupted: by a crash, a kill, or a shutdown that did not wait for them. */
export class RunRecovery {
  readonly #logger = new Logger('otai');
  #cancel: CancelTimer | undefined;
  #isStarted = false;
  #isStopped = false;

  constructor(private readonly parts: RecoveryParts) {}

  /** Goes on with all that are there, and from now on with those of other processes that die. Does not wait. */
  start(): void {
    if (!this.parts.journal.durable || this.#isStarted) return;
    this.#isStarted = true;
    void this.giveUpStrangers().catch((error: unknown) => this.#logger.error(`old runs could not be given up: ${messageOf(error)}`));
    this.#next();
  }

  /** Takes over no more. What was taken over goes on, until the executor is drained. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /**
   * Goes on with all interrupted runs there are, and waits for their ends.
   *
   * @throws JournalError (as a rejection)
   */
  async resumeAll(): Promise<readonly RunResult[]> {
    const results = await Promise.all([...this.parts.pipelines.values()].map((pipeline) => this.#resumeInTurn(pipeline)));
    return results.flat();
  }

  #next(): void {
    void this.resumeAll()
      .catch((error: unknown) => this.#logger.error(`interrupted runs could not be taken up: ${messageOf(error)}`))
      .then(() => {
        if (!this.#isStopped) this.#cancel = this.parts.clock.after(INTERVAL_MS, () => this.#next());
      });
  }

  /**
   * Gives up runs of pipelines that the config does not have any more, so that their tickets are free. Only old ones: the pipeline may be that of
   * another config on the same journal.
   *
   * @throws JournalError (as a rejection)
   */
  async giveUpStrangers(): Promise<void> {
    const { journal, pipelines, clock } = this.parts;
    const unfinished = await journal.runs({ states: ['running', 'suspended'], limit: MOST_STRANGERS });
    const old = unfinished.filter(({ pipeline, startedAt }) => !pipelines.has(pipeline) && clock.now() - startedAt > STRANGE_AFTER_MS);
    const names = [...new Set(old.map(({ pipeline }) => pipeline))];
    if (names.length === 0) return;
    for (const adopted of await journal.adopt(names, MOST_STRANGERS))
      this.#abandon(adopted, 'the config does not have its pipeline any more');
  }

  /**
   * As many at a time as the pipeline's trigger may have at work. Only a few are taken over before their turn comes: when the process dies,
   * those that only waited have not been what ended it.
   */
  async #resumeInTurn(pipeline: CompiledPipeline): Promise<readonly RunResult[]> {
    const results: RunResult[] = [];
    // One that stopped once more would be found at once again; it has its time in the next round.
    const suspended: string[] = [];
    const waiting: AdoptedRun[] = [];
    const work = async (): Promise<void> => {
      while (!this.#isStopped && suspended.length < MOST_SUSPENDED) {
        if (waiting.length === 0) waiting.push(...(await this.parts.journal.adopt([pipeline.name], BATCH, suspended)));
        const adopted = waiting.shift();
        if (adopted === undefined) return;
        const result = await this.#resume(pipeline, adopted);
        if (result?.error instanceof RunSuspendedError) suspended.push(result.runId);
        if (result !== undefined) results.push(result);
      }
    };
    await Promise.all(Array.from({ length: pipeline.entry.concurrency ?? 1 }, work));
    for (const adopted of waiting) this.#handBack(adopted);
    return results;
  }

  #resume(pipeline: CompiledPipeline, adopted: AdoptedRun): Promise<RunResult> | undefined {
    if (hasNotBegun(adopted)) return this.#drop(adopted);
    const obstacle = obstacleTo(adopted, pipeline);
    if (obstacle !== undefined) return this.#abandon(adopted, obstacle);
    this.#logger.log(`goes on with run ${adopted.run.runId} of ${pipeline.name}, which was interrupted`);
    return this.parts.executor.resume(pipeline, adopted).result;
  }

  /** Its turn did not come. Whoever looks next may have it: this process, too, which would else keep it without working on it. */
  #handBack({ run: { runId } }: AdoptedRun): void {
    const at = this.parts.clock.now();
    this.parts.journal.put({ type: 'run_ended', runId, state: 'suspended', error: null, at, durationMs: 0, writes: 0 });
  }

  /** Nothing was done, and nothing is lost: what fired it fires again. */
  #drop({ run: { runId } }: AdoptedRun): undefined {
    const at = this.parts.clock.now();
    const error = { code: 'OTAI_RUN_ABANDONED', message: 'it was interrupted before it had done anything', retryable: false };
    this.parts.journal.put({ type: 'run_ended', runId, state: 'abandoned', error, at, durationMs: 0, writes: 0 });
  }

  /** Its tickets are free again: the next run begins with them from the start, and knows again what was written. */
  #abandon(adopted: AdoptedRun, why: string): undefined {
    const { runId, pipeline, resumptions } = adopted.run;
    this.#logger.warn(`run ${runId} of ${pipeline} was interrupted and is given up: ${why}; its tickets are taken up by the next run`);
    const error = { code: 'OTAI_RUN_ABANDONED', message: why, retryable: false };
    const at = this.parts.clock.now();
    const isSuspect = resumptions > MOST_RESUMPTIONS;
    for (const ticket of adopted.tickets)
      if (ticket.state === 'claimed') this.#leave(ticket, { adopted, error: isSuspect ? error : null, at });
    this.parts.journal.put({ type: 'run_ended', runId, state: 'abandoned', error, at, durationMs: 0, writes: 0 });
  }

  /**
   * @param error - the run may have been what ended the process each time: a ticket of it must not do so for ever. `null`: it was not
   */
  #leave(ticket: TicketRecord, { adopted, error, at }: { adopted: AdoptedRun; error: RecordedError | null; at: number }): void {
    const { pipeline, system, ticketId, failures } = ticket;
    const after = this.parts.pipelines.get(pipeline)?.entry.safety.quarantine.after ?? 1;
    const state = error === null ? 'open' : failures + 1 >= after ? 'quarantined' : 'failed';
    const version = versionAfter(ticket, adopted.writes);
    const { runId } = adopted.run;
    this.parts.journal.put({ type: 'ticket_settled', pipeline, system, ticketId, runId, state, version, error, notBefore: 0, at });
  }
}

/** A run that was only looking for work. One that was given something to work on is needed. */
function hasNotBegun({ run: { input, inputWithheld, ticket }, steps, writes, tickets }: AdoptedRun): boolean {
  const isGiven = input !== null || inputWithheld || ticket !== null;
  return (
    !isGiven && tickets.length === 0 && writes.length === 0 && !steps.some(({ result, state }) => result !== null || state === 'started')
  );
}

function obstacleTo({ run }: AdoptedRun, pipeline: CompiledPipeline): string | undefined {
  if (run.definition !== definitionOf(pipeline)) return 'the pipeline has been changed since';
  if (run.resumptions > MOST_RESUMPTIONS) return `it was interrupted ${run.resumptions} times, so it may be what ends the process`;
  if (run.inputWithheld) return 'its input could not be kept';
  return undefined;
}
