/** What a worker thread would do where hf-local uses a process: `node bench/hf/process-or-thread.mjs [minilm]` */
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { ModelShelf } from '../../packages/otai-hf-local/dist/worker/model-shelf.js';
import { ModelProcess } from '../../packages/otai-hf-local/dist/worker/model-process.js';
import { filesOfFolder } from '../../packages/otai-hf-local/dist/hub/local-folder.js';
import { modelFolder, textOf } from './models.mjs';

const JOB = { fitting: { strategy: 'head', overlap: 0, maxWindows: 1 }, limits: { maxSize: 16, maxTokens: 2048 } };

if (isMainThread) await compare(process.argv[2] ?? 'tiny');
else await serve(workerData);

async function serve(spec) {
  const answer = parentPort.postMessage.bind(parentPort);
  const shelf = new ModelShelf();
  await shelf.load(spec, 1e10);
  answer('ready');
  const run = async (job) => answer(await shelf.get(spec.key).run(job));
  parentPort.on('message', (job) => void run(job));
}

async function compare(shape) {
  const files = await filesOfFolder(modelFolder(shape), 'fp32');
  const spec = { key: 'm', name: shape, files, threads: 1 };
  const rows = { process: await measure(() => ownProcess(spec)), thread: await measure(() => thread(spec)) };
  console.table(rows);
}

async function measure(open) {
  const before = memory('self');
  const start = performance.now();
  const { run, pid, close } = await open();
  await run([textOf(48, 1)]);
  const first = performance.now() - start;
  const trips = [];
  for (let i = 0; i < 200; i++) {
    const begin = performance.now();
    await run([textOf(48, i)]);
    trips.push(performance.now() - begin);
  }
  const grown = memory('self') - before + (pid === undefined ? 0 : memory(pid));
  await close();
  const left = memory('self') - before;
  return {
    'first result ms': first.toFixed(0),
    'one text ms (median)': trips.toSorted((a, b) => a - b)[100].toFixed(2),
    'own memory MB': (grown / 1e6).toFixed(0),
    'left after closing MB': (left / 1e6).toFixed(0),
  };
}

async function ownProcess(spec) {
  const model = new ModelProcess();
  await model.load(spec, 1e10);
  return { run: (texts) => model.run(spec.key, { ...JOB, texts }), pid: model.pid, close: () => model.stop() };
}

async function thread(spec) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: spec });
  const send = worker.postMessage.bind(worker);
  const answer = () => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await answer();
  const run = (texts) => {
    send({ ...JOB, texts });
    return answer().finally(() => worker.removeAllListeners('error'));
  };
  return { run, close: () => worker.terminate() };
}

/** Private memory in bytes: what a process shares with nobody. */
function memory(pid) {
  const lines = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Private_(?:Clean|Dirty):\s+\d+/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(/\d+/.exec(line)[0]) * 1024, 0);
}
