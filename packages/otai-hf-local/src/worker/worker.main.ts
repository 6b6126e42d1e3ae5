/** The entry of the model process. It lives as long as the channel to its host, and answers one request after the other. */
import { writeFile } from 'node:fs/promises';
import { causeOf, ModelProblem, type ProblemReport } from '../model/model-problem.js';
import { ModelShelf } from './model-shelf.js';
import type { WorkerReply, WorkerRequest } from './protocol.js';

const shelf = new ModelShelf();
let last: Promise<void> = Promise.resolve();

// Ctrl-C reaches the whole process group; the host decides when this process ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());
process.on('message', (request: WorkerRequest) => {
  last = last.then(() => reply(request));
});
// When memory runs out, Linux should end this process rather than the host.
writeFile('/proc/self/oom_score_adj', '500').catch(() => {});

async function reply(request: WorkerRequest): Promise<void> {
  const answer = await answerTo(request).catch((error: unknown): WorkerReply => ({ id: request.id, failed: reportOf(error) }));
  if (process.connected) process.send?.(answer);
}

async function answerTo(request: WorkerRequest): Promise<WorkerReply> {
  const { id } = request;
  if ('load' in request) return { id, loaded: (await shelf.load(request.load, request.memoryLimit)).info };
  return { id, ran: await shelf.get(request.key).run(request.run) };
}

function reportOf(error: unknown): ProblemReport {
  if (error instanceof ModelProblem) return error.report;
  const hint = 'this is not expected; please report it with the name of the model';
  return { problem: 'inference_failed', message: 'the model process failed', hint, cause: causeOf(error) };
}
