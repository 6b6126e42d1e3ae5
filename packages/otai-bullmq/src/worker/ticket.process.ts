import { skippedJob, type CompiledPipeline, type JobResult } from 'open-ticket-ai';
import type { PipelineJob, TicketData } from '../queues.js';
import { putBack, putOff, type Task } from './leased.worker.js';
import type { ProcessParts } from './run.process.js';

/** More of a result stays in the journal, where the run finds it again. */
const LARGEST_DATA = 8192;

/** Works on one ticket of a run. */
export async function processTicket(pipeline: CompiledPipeline, job: PipelineJob, task: Task, parts: ProcessParts): Promise<JobResult> {
  if (task.signal.aborted) return skippedJob('the run was cancelled');
  const { host, stranded, longestPause } = parts;
  const { lease: hold, signal } = task;
  const progress = await host.jobs.runItem(pipeline, job.data as TicketData, { hold, signal, longestPause });
  switch (progress.state) {
    case 'ended':
      return bounded(progress.result);
    case 'changed':
      await stranded.wait(pipeline, job, { task, definition: progress.definition });
      return skippedJob('its run was given up');
    case 'suspended':
      throw progress.until === undefined ? await putBack(job, task) : await putOff(job, task, progress.until);
    case 'lost':
      break;
  }
  throw await putBack(job, task);
}

function bounded(result: JobResult): JobResult {
  return result.data !== null && result.data.length > LARGEST_DATA ? { ...result, data: null } : result;
}
