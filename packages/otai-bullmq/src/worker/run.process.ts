import { WaitingChildrenError } from 'bullmq';
import type { CompiledPipeline, FleetHost, GivenUp, ItemKey, JobResult, RunJobResult } from 'open-ticket-ai';
import { ticketJobId } from '../names.js';
import type { PipelineJob, PipelineQueues, RunData } from '../queues.js';
import type { Stranded } from './stranded.js';
import { putBack, putOff, type Task } from './leased.worker.js';

/** What working on jobs needs. */
export interface ProcessParts {
  readonly host: FleetHost;
  readonly queues: PipelineQueues;
  readonly stranded: Stranded;
  /** Milliseconds. */
  readonly longestPause: number;
}

/** Works on a run: up to its tickets, which become jobs of their own, and, once these have ended, to its end. */
export async function processRun(pipeline: CompiledPipeline, job: PipelineJob, task: Task, parts: ProcessParts): Promise<RunJobResult> {
  const data = job.data as RunData;
  const { host, queues, stranded, longestPause } = parts;
  const endOf = job.attemptsStarted > 1 ? await readEnds(job) : undefined;
  const signal =
    data.isCancelled === true ? AbortSignal.abort(new Error('whoever asked for the run does not want it any more')) : task.signal;
  const progress = await host.jobs.runPipeline(pipeline, data, { hold: task.lease, signal, longestPause, endOf });
  switch (progress.state) {
    case 'ended':
      return progress.result;
    case 'waiting':
      await queues.addTickets(job, progress.items);
      // All of them may have ended by now.
      throw (await job.moveToWaitingChildren(task.token)) ? new WaitingChildrenError() : await putBack(job, task);
    case 'changed':
      return stranded.wait(pipeline, job, { task, definition: progress.definition });
    case 'suspended':
      throw progress.until === undefined ? await putBack(job, task) : await putOff(job, task, progress.until);
    case 'lost':
      break;
  }
  throw await putBack(job, task);
}

/** How the tickets of a run ended that had been handed over. */
async function readEnds(job: PipelineJob): Promise<(item: ItemKey) => JobResult | GivenUp | undefined> {
  const [values, failures] = await Promise.all([job.getChildrenValues<JobResult>(), job.getIgnoredChildrenFailures()]);
  const { runId } = job.data;
  return (item) => {
    const key = `${job.queueQualifiedName}:${ticketJobId(runId, item)}`;
    const why = failures[key];
    return values[key] ?? (why === undefined ? undefined : { givenUp: why });
  };
}
