import { randomUUID } from 'node:crypto';
import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { AdoptedRun } from '../journal/journal.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { InProcessExecutor } from './executor.js';
import type { GivenUp, Interrupted, ItemJob, ItemKey, ItemProgress, JobResult, RunJob, RunJobResult, RunProgress } from './job.js';
import { HeldJournal, type JobHold } from './job-hold.js';
import { jobResult, recordedJob, resultOf, skippedJob } from './job-result.js';
import { OuterSteps } from './outer-steps.js';
import { decodeResult, encodeResult, ticketFrom } from './result-codec.js';
import { measuredResult } from './remote-event.js';
import { definitionOf } from './run-definition.js';
import { optionsOf } from './run-entries.js';
import { JobGivenUpError } from './run.error.js';
import type { RunResult } from './run-result.js';
import { OneItem, RunWithoutItems, type EndedItem, type SharedItem } from './run-share.js';
import { SeenValues } from './run-values.js';
import { versionAfter } from './ticket-version.js';
import { Run, type RunEnvironment, type RunOptions } from './run.js';

/** What whoever has a job done says of it. */
export interface JobControl {
  /** Default: nobody else can have it. */
  readonly hold?: JobHold | undefined;
  /** Cancels it. */
  readonly signal?: AbortSignal | undefined;
  /** Pauses between attempts that are longer end the work on the job for now, milliseconds. Default: none is too long. */
  readonly longestPause?: number | undefined;
}

/** The same for a run: how its items ended. */
export interface RunJobControl extends JobControl {
  /** `undefined` of one that was not handed over, or has not ended. Default: none was. */
  readonly endOf?: ((item: ItemKey) => JobResult | GivenUp | undefined) | undefined;
}

/**
 * Does the work of jobs in this process: a run up to its tickets, a ticket of a run, the rest of a run. What is needed to go on is in the
 * journal, which all processes share; a job that is done a second time, because nobody knows whether it was done, changes nothing.
 */
export class JobRunner {
  readonly #outer: OuterSteps;

  constructor(
    private readonly executor: InProcessExecutor,
    private readonly environment: RunEnvironment,
  ) {
    this.#outer = new OuterSteps(environment.journal);
  }

  /**
   * A run, as it can be handed to another process.
   *
   * @throws OtaiError `OTAI_JOB_INPUT` when the input must not, or cannot, be handed over
   */
  jobOf(pipeline: CompiledPipeline, { input, ...options }: RunOptions, runId: string = randomUUID()): RunJob {
    const rules = { seen: new SeenValues(true), storesTexts: false };
    const json = input === undefined ? null : encodeResult({ input }, rules);
    if (json === undefined) throw inputError(pipeline);
    const { dryRun = false, ticket = null, again = false, triggered = false } = options;
    return { runId, pipeline: pipeline.name, input: json, dryRun: dryRun || pipeline.entry.mode === 'dry_run', ticket, again, triggered };
  }

  /**
   * Gives a run up that nobody can go on with: its tickets are free, and news.
   *
   * @throws JournalError (as a rejection)
   */
  async abandon(runId: string, why: string): Promise<RunJobResult> {
    const { journal, clock } = this.environment;
    const error = { code: 'OTAI_RUN_ABANDONED', message: why, retryable: true };
    const at = clock.now();
    const { tickets, writes } = (await journal.load(runId)) ?? { tickets: [], writes: [] };
    for (const ticket of tickets.filter(({ state }) => state === 'claimed')) {
      const { pipeline, system, ticketId } = ticket;
      const version = versionAfter(ticket, writes);
      journal.put({ type: 'ticket_settled', pipeline, system, ticketId, runId, state: 'open', version, error: null, notBefore: 0, at });
    }
    journal.put({ type: 'run_ended', runId, state: 'abandoned', error, at, durationMs: 0, writes: 0 });
    await journal.flush();
    return { status: 'failed', data: null, reason: null, error: { ...error, path: null, attempts: 1 }, steps: {}, durationMs: 0 };
  }

  /**
   * Begins a run, or goes on with it.
   *
   * @throws JournalError (as a rejection)
   */
  async runPipeline(pipeline: CompiledPipeline, job: RunJob, control: RunJobControl = {}): Promise<RunProgress> {
    const adopted = await this.environment.journal.load(job.runId);
    if (adopted !== undefined && isOver(adopted)) return { state: 'ended', result: recordedJob(adopted.run) };
    const changed = adopted && changeOf(adopted, pipeline);
    if (changed !== undefined) return changed;
    const { endOf } = control;
    const share = new RunWithoutItems((item) => endedItem(endOf?.(item), pipeline), hasMore(pipeline));
    const elsewhere = adopted && this.#elsewhere(adopted);
    const options = { ...this.#options(pipeline, job), signal: control.signal };
    const run = new Run(pipeline.name, this.#environmentOf(control), options, {
      ...base(pipeline, control),
      id: job.runId,
      adopted,
      share,
      elsewhere,
    });
    const result = await this.#launch(pipeline, run, control);
    if (isLost(control)) return { state: 'lost' };
    if (share.items.length > 0 && run.suspended)
      return { state: 'waiting', items: share.items.map((item) => itemJob(item, job, pipeline)) };
    if (run.suspended) return { state: 'suspended', until: run.suspendedUntil };
    const told = this.environment.storesTexts ? measuredResult : (one: PipeResult) => jobResult(run, one);
    const steps = Object.fromEntries([...result.steps].map(([id, one]) => [id, told(one)]));
    return { state: 'ended', result: { ...told(result.result), steps, durationMs: result.durationMs } };
  }

  /**
   * Works on one ticket of a run.
   *
   * @throws JournalError (as a rejection)
   */
  async runItem(pipeline: CompiledPipeline, job: ItemJob, control: JobControl = {}): Promise<ItemProgress> {
    if (job.definition !== definitionOf(pipeline)) return { state: 'changed', definition: job.definition };
    const adopted = await this.#outer.load(job);
    if (adopted === undefined || isOver(adopted)) return { state: 'ended', result: skippedJob('its run is over') };
    const share = new OneItem(job);
    const options = { ...optionsOf(adopted.run), signal: control.signal };
    const run = new Run(pipeline.name, this.#environmentOf(control), options, { ...base(pipeline, control), adopted, share });
    const whole = await this.#launch(pipeline, run, control);
    if (isLost(control)) return { state: 'lost' };
    if (share.result !== undefined) return { state: 'ended', result: jobResult(run, share.result) };
    if (run.suspended) return { state: 'suspended', until: run.suspendedUntil };
    const error = whole.error ?? new OtaiError('OTAI_ITEM_GONE', `ticket ${job.ticketId} is not among those of its run any more`);
    return { state: 'ended', result: jobResult(run, PipeResult.failed(error)) };
  }

  /** Runs as much as is to be run here, and makes sure that it is remembered. */
  async #launch(pipeline: CompiledPipeline, run: Run, { hold }: JobControl): Promise<RunResult> {
    // Nothing that it still does counts, so what can be stopped amid its work is.
    const stop = (): void => {
      run.suspend(new Error('the job is another process’s by now'));
      run.cancel(new Error('the job is another process’s by now'));
    };
    hold?.lost.addEventListener('abort', stop);
    if (hold?.lost.aborted === true) stop();
    try {
      const result = await this.executor.launch(pipeline, run).result;
      if (hold?.isSure() !== false) await this.environment.journal.flush();
      return result;
    } finally {
      hold?.lost.removeEventListener('abort', stop);
    }
  }

  #environmentOf({ hold }: JobControl): RunEnvironment {
    return hold === undefined ? this.environment : { ...this.environment, journal: new HeldJournal(this.environment.journal, hold) };
  }

  #options({ entry }: CompiledPipeline, { input, dryRun, ticket, again, triggered }: RunJob): RunOptions {
    const given = input === null ? undefined : decodeResult(input, ticketFrom)['input'];
    return { input: given, dryRun: dryRun || entry.mode === 'dry_run', ticket: ticket ?? undefined, again, triggered };
  }

  /** The work of jobs for its tickets is not in the record of a run. */
  #elsewhere({ run, writes }: AdoptedRun): { readonly ms: number; readonly writes: number } {
    const ms = Math.max(0, this.environment.clock.now() - run.startedAt - run.durationMs);
    return { ms, writes: Math.max(0, writes.filter(({ state }) => state === 'done').length - run.writes) };
  }
}

function inputError({ name }: CompiledPipeline): OtaiError {
  return new OtaiError('OTAI_JOB_INPUT', `the input of a run of ${name} cannot be handed to another process`, {
    hint: 'plain data with texts of up to 256 characters can: hand over ids, and let a step read the rest',
  });
}

function base({ entry }: CompiledPipeline, { longestPause }: JobControl) {
  return { quarantine: entry.safety.quarantine, longestPause };
}

function changeOf({ run }: AdoptedRun, pipeline: CompiledPipeline): Interrupted | undefined {
  return run.definition === definitionOf(pipeline) ? undefined : { state: 'changed', definition: run.definition };
}

function isLost({ hold }: JobControl): boolean {
  return hold?.isSure() === false;
}

/** Whether something may come after the tickets, and read what they have come to. */
function hasMore({ steps }: CompiledPipeline): boolean {
  return steps.at(-1)?.stepsFields.length === 0;
}

function endedItem(ended: JobResult | GivenUp | undefined, { name }: CompiledPipeline): EndedItem | undefined {
  if (ended === undefined) return undefined;
  if ('givenUp' in ended) return { result: PipeResult.failed(new JobGivenUpError(ended.givenUp)), isComplete: true };
  return { result: resultOf(ended, name), isComplete: ended.status !== 'succeeded' || ended.data !== null };
}

function itemJob({ path, label, system, ticketId, workId }: SharedItem, { runId }: RunJob, pipeline: CompiledPipeline): ItemJob {
  const definition = definitionOf(pipeline);
  return { runId, pipeline: pipeline.name, definition, path, label: label ?? null, system, ticketId, workId };
}

function isOver({ run: { state } }: AdoptedRun): boolean {
  return state !== 'running' && state !== 'suspended';
}
