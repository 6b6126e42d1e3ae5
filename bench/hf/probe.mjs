/** Runs in a process of its own: `node probe.mjs bare|service FOLDER` tells memory and the time to the first result. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { textOf } from './models.mjs';

const [how, folder] = process.argv.slice(2);
const open = how === 'bare' ? await bare() : await service();
globalThis.gc?.();
const before = ownMemory('self');
const begin = performance.now();
const run = await open();
await run();
const firstResult = performance.now() - begin;
for (let i = 0; i < 10; i++) await run();
const grown = ownMemory('self') - before + (run.pids === undefined ? 0 : run.pids().reduce((sum, pid) => sum + ownMemory(pid), 0));
const quiet = await delayDuring(() => new Promise((resolve) => setTimeout(resolve, 1500)));
const busy = run.many === undefined ? undefined : await delayDuring(run.many);
console.log(JSON.stringify({ firstResult, grown, quiet, busy }));
await run.close?.();

/** How late the event loop is, in ms, at worst in 99 of 100 looks: what a timer of 1 ms misses its time by. */
async function delayDuring(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const until = performance.now() + 1500;
  do await work();
  while (performance.now() < until);
  histogram.disable();
  return { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 };
}

async function bare() {
  const ort = await import('onnxruntime-node');
  const ids = BigInt64Array.from({ length: 48 }, (_, i) => BigInt(i + 5));
  const tensor = (data) => new ort.Tensor('int64', data, [1, 48]);
  const feeds = {
    input_ids: tensor(ids),
    attention_mask: tensor(new BigInt64Array(48).fill(1n)),
    token_type_ids: tensor(new BigInt64Array(48)),
  };
  return async () => {
    const session = await ort.InferenceSession.create(`${folder}/onnx/model.onnx`, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    return () => session.run(feeds);
  };
}

async function service() {
  const { openService } = await import('./open-service.mjs');
  return async () => {
    const { classifier, engine, close } = openService({ model: folder });
    let seed = 0;
    const classify = () => classifier.classify({ text: textOf(48, ++seed) });
    const many = () => Promise.all(Array.from({ length: 32 }, classify));
    return Object.assign(classify, { pids: () => engine().pids, close, many });
  };
}

/** The memory that a process shares with nobody, in bytes: the code of node itself is there once, however many run. */
function ownMemory(pid) {
  const lines = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Private_(?:Clean|Dirty):\s+\d+/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(/\d+/.exec(line)[0]) * 1024, 0);
}
