/* What somebody would write who only needs BullMQ: a job a ticket, and a processor that does the work. */
import { Queue, QueueEvents, Worker } from 'bullmq';
import { metered } from './meter.mjs';
import { handleTicket, StubClassifier, StubHelpdesk } from './stub.plugin.mjs';

const KEPT = { removeOnComplete: 100, removeOnFail: 1000 };

export async function bareProcess({ redis, prefix, concurrency, role = 'all' }) {
  const [helpdesk, classifier] = [new StubHelpdesk(), new StubClassifier()];
  const { hostname, port } = new URL(redis);
  const options = { connection: { host: hostname, port: Number(port), maxRetriesPerRequest: null }, prefix };
  const queue = new Queue('tickets', options);
  const events = new QueueEvents('tickets', options);
  const work = ({ name, data }) => (name === 'answer' ? { value: data.question } : handleTicket(helpdesk, classifier, data.id));
  const worker = role === 'api' ? undefined : new Worker('tickets', async (job) => work(job), { ...options, concurrency });
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker?.waitUntilReady()]);

  /** All tickets are found and handed over at once, as a run of ours does. */
  async function handleAll(count) {
    let left = count;
    const done = new Promise((resolve) => worker.on('completed', () => --left === 0 && resolve()));
    const { tickets } = await helpdesk.findTickets({ limit: count });
    await queue.addBulk(tickets.map(({ id }) => ({ name: 'ticket', data: { id }, opts: { jobId: `ticket-${id}`, ...KEPT } })));
    await done;
    worker.removeAllListeners('completed');
  }

  async function ask(question) {
    const job = await queue.add('answer', { question }, KEPT);
    await job.waitUntilFinished(events);
  }

  return {
    set: async ({ delay = 0, burn = 0 }) => void (Object.assign(helpdesk, { delay }), Object.assign(classifier, { burn })),
    tickets: ({ count, runs = 1 }) => metered(() => timesOf(runs, () => handleAll(count))),
    ask: async ({ count }) => timesOf(count, ask),
    close: async () => {
      await worker?.close();
      await Promise.all([events.close(), queue.close()]);
    },
  };
}

/** Milliseconds of each, one after the other. */
export async function timesOf(count, work) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const begin = performance.now();
    await work(i);
    times.push(performance.now() - begin);
  }
  return times;
}
