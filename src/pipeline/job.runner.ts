import { OtaiError } from '../api/otai.error.js';
import { PipeResult } from '../api/pipe-result.js';
import type { AdoptedRun } from '../journal/journal.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { InProcessExecutor } from './executor.js';
import type { ItemJob, ItemProgress, JobResult, RunJob, RunProgress } from './job.js';
import { recordedError } from './recorded-error.js';
import { decodeResult, encodeResult, ticketFrom } from './result-codec.js';
import { optionsOf } from './run-entries.js';
import { OneItem, RunWithoutItems, type SharedItem } from './run-share.js';
import { Run, type RunEnvironment, type RunOptions } from './run.js';

/** How the items of a run ended, by {@link itemKey}. */
export type ItemResults = ReadonlyMap<string, JobResult>;

/** Names an item among those of its run. */
export function itemKey({ path, system, ticketId }: Pick<ItemJob, 'path' | 'system' | 'ticketId'>): string {
  return `${path}\n${system}\n${ticketId}`;
}

/**
 * Does the work of jobs in this process: a run up to its tickets, a ticket of a run, the rest of a run. What is needed to go on is in the
 * journal, which all processes share; a job that is done a second time, because nobody knows whether it was done, changes nothing.
 */
export class JobRunner {
  constructor(
    private readonly executor: InProcessExecutor,
    private readonly environment: RunEnvironment,
  ) {}

  /**
   * Begins a run, or goes on with it.
   *
   * @param items - how the tickets ended that had been handed over
   * @throws JournalError (as a rejection)
   */
  async runPipeline(pipeline: CompiledPipeline, job: RunJob, items: ItemResults = new Map()): Promise<RunProgress> {
    const adopted = await this.environment.journal.load(job.runId);
    const readsTickets = pipeline.steps.at(-1)?.stepsFields.length === 0;
    const share = new RunWithoutItems((item) => resultOf(items.get(itemKey(item))), readsTickets);
    const { quarantine } = pipeline.entry.safety;
    const run = new Run(pipeline.name, this.environment, this.#options(pipeline, job), { quarantine, id: job.runId, adopted, share });
    const { result } = await this.executor.launch(pipeline, run).result;
    await this.environment.journal.flush();
    if (share.items.length > 0) return { state: 'waiting', items: share.items.map((item) => itemJob(item, job)) };
    return run.suspended ? { state: 'suspended' } : { state: 'ended', result: this.#jobResult(run, result) };
  }

  /**
   * Works on one ticket of a run.
   *
   * @throws JournalError (as a rejection)
   */
  async runItem(pipeline: CompiledPipeline, job: ItemJob): Promise<ItemProgress> {
    const adopted = await this.environment.journal.load(job.runId);
    if (adopted === undefined || isOver(adopted)) return { state: 'ended', result: skipped('its run is over') };
    const share = new OneItem(job);
    const { quarantine } = pipeline.entry.safety;
    const run = new Run(pipeline.name, this.environment, optionsOf(adopted.run), { quarantine, adopted, share });
    const whole = await this.executor.launch(pipeline, run).result;
    await this.environment.journal.flush();
    if (share.result !== undefined) return { state: 'ended', result: this.#jobResult(run, share.result) };
    if (run.suspended) return { state: 'suspended' };
    const error = whole.error ?? new OtaiError('OTAI_ITEM_GONE', `ticket ${job.ticketId} is not among those of its run any more`);
    return { state: 'ended', result: { ...skipped(''), status: 'failed', reason: null, error: recordedError(error) } };
  }

  #options({ entry }: CompiledPipeline, { input, dryRun, ticket, again, triggered }: RunJob): RunOptions {
    const given = input === null ? undefined : decodeResult(input, ticketFrom)['input'];
    return { input: given, dryRun: dryRun || entry.mode === 'dry_run', ticket: ticket ?? undefined, again, triggered };
  }

  #jobResult({ seen }: Run, result: PipeResult): JobResult {
    if (result.status === 'skipped') return skipped(result.reason);
    if (result.status === 'failed') return { status: 'failed', data: null, reason: null, error: recordedError(result.error) };
    const data = encodeResult(result.data, { seen, storesTexts: this.environment.storesTexts }) ?? null;
    return { status: 'succeeded', data, reason: null, error: null };
  }
}

function itemJob({ path, system, ticketId, workId }: SharedItem, { runId, pipeline, definition }: RunJob): ItemJob {
  return { runId, pipeline, definition, path, system, ticketId, workId };
}

function isOver({ run: { state } }: AdoptedRun): boolean {
  return state !== 'running' && state !== 'suspended';
}

function skipped(reason: string): JobResult {
  return { status: 'skipped', data: null, reason, error: null };
}

/** The result again; `undefined` when it is not known, or its data were not kept. */
export function resultOf(result: JobResult | undefined): PipeResult | undefined {
  if (result === undefined) return undefined;
  if (result.status === 'skipped') return PipeResult.skipped(result.reason ?? '');
  if (result.status === 'succeeded') return result.data === null ? undefined : PipeResult.succeeded(decodeResult(result.data, ticketFrom));
  const { code = 'OTAI_PIPE_FAILED', message = '', retryable = false } = result.error ?? {};
  return PipeResult.failed(new OtaiError(code, message, { retryable }));
}
