import type { Journal, TicketRecord } from 'open-ticket-ai';
import type { PipelineJob, PipelineQueues, RunData, TicketData } from '../queues.js';

/** Whoever asked for a run looks for its end every few seconds, in Redis first: so long it is kept there, milliseconds. */
const RUN_IS_KEPT_MS = 60_000;
const ALL = Number.MAX_SAFE_INTEGER;

/** The jobs of a pipeline that were given up. */
interface Found {
  /** Those of tickets that are in quarantine for it, or are about to be. */
  readonly open: readonly PipelineJob[];
  /** Those there is nothing left to do about. */
  readonly over: readonly PipelineJob[];
}

/**
 * Jobs that were given up. The ticket of one is in quarantine, where people see to it; the job itself is kept for as long as the ticket is, to
 * look at. Of a run that was given up the tickets are free, and the journal remembers why.
 */
export class GivenUpJobs {
  constructor(
    private readonly queues: PipelineQueues,
    private readonly journal: Journal,
  ) {}

  /** How many there are for a person to see to. */
  async count(pipeline: string): Promise<number> {
    return (await this.#find(pipeline)).open.length;
  }

  /** Forgets those there is nothing left to do about. */
  async forget(pipeline: string): Promise<void> {
    const { over } = await this.#find(pipeline);
    await Promise.all(over.map((job) => job.remove()));
  }

  async #find(pipeline: string): Promise<Found> {
    // One that has been removed in the meantime is none.
    const jobs = ((await this.queues.of(pipeline).getFailed()) as readonly (PipelineJob | undefined)[]).filter((job) => job !== undefined);
    if (jobs.length === 0) return { open: [], over: [] };
    const records = await this.journal.tickets({ pipeline, states: ['claimed', 'quarantined'], limit: ALL });
    const byTicket = new Map(records.map((record) => [ticketKey(record), record]));
    const [open, over]: [PipelineJob[], PipelineJob[]] = [[], []];
    for (const job of jobs) {
      const { data } = job;
      if ('workId' in data) (isOpen(data, byTicket.get(ticketKey(data))) ? open : over).push(job);
      else if (await this.#isForgettable(data, job)) over.push(job);
    }
    return { open, over };
  }

  async #isForgettable({ runId }: RunData, { finishedOn = 0 }: PipelineJob): Promise<boolean> {
    if (Date.now() - finishedOn < RUN_IS_KEPT_MS) return false;
    const state = (await this.journal.run(runId))?.run.state;
    return state !== 'running' && state !== 'suspended';
  }
}

/** Its run sets the ticket aside when all of the run's tickets have ended. */
function isOpen({ runId, workId }: TicketData, record: TicketRecord | undefined): boolean {
  if (record === undefined) return false;
  return record.state === 'claimed' ? record.runId === runId : record.workId === workId;
}

function ticketKey({ system, ticketId }: Pick<TicketRecord, 'system' | 'ticketId'>): string {
  return JSON.stringify([system, ticketId]);
}
