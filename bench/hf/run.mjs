/**
 * Speed of hf-local beside bare `session.run` on ready-made tensors of the same batches, one thread each, rounds taking turns.
 *
 *     npm run build && node bench/hf/run.mjs [tiny minilm bert-base] [--rounds 5]
 *
 * Weights are random: they cost what trained ones cost. Models are made in the temporary folder on the first run (440 MB for bert-base).
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { planBatches } from '../../packages/otai-hf-local/dist/model/batch-plan.js';
import { modelFolder, textOf } from './models.mjs';
import { openService } from './open-service.mjs';

const ort = createRequire(import.meta.url)('onnxruntime-node');
const LIMITS = { maxSize: 16, maxTokens: 2048 };
const COUNTS = { tiny: 480, minilm: 96, 'bert-base': 32 };
const args = process.argv.slice(2);
const rounds = args.includes('--rounds') ? Number(args[args.indexOf('--rounds') + 1]) : 5;
const shapes = Object.keys(COUNTS).filter((shape) => args.length === 0 || !args.some((arg) => arg in COUNTS) || args.includes(shape));

const rows = [];
for (const shape of shapes) {
  const folder = modelFolder(shape);
  const bare = await bareOf(folder);
  const { classifier, close } = openService({ model: folder, idle_unload: 0 });
  await classifier.classify({ text: textOf(48, 0) });
  for (const [name, lengthOf] of Object.entries({ '48 tokens': () => 48, '128 tokens': () => 128, mixed: (i) => 8 + ((i * 37) % 120) })) {
    const lengths = Array.from({ length: COUNTS[shape] }, (_, i) => lengthOf(i));
    const texts = lengths.map((length, i) => textOf(length, i + 1));
    const batches = planBatches(lengths, LIMITS).map((batch) => bare.feedsOf(batch.map((place) => lengths[place])));
    const measured = { bare: [], service: [], single: [] };
    for (let round = 0; round <= rounds; round++) {
      const bareTime = await timed(async () => {
        for (const feeds of batches) await bare.run(feeds);
      });
      const serviceTime = await timed(() => Promise.all(texts.map((text) => classifier.classify({ text }))));
      if (round === 0) continue; // warm-up
      measured.bare.push(texts.length / bareTime);
      measured.service.push(texts.length / serviceTime);
    }
    const [b, s] = [median(measured.bare), median(measured.service)];
    const ratio = median(measured.service.map((value, i) => value / measured.bare[i]));
    rows.push({ shape, texts: name, 'bare texts/s': b.toFixed(1), 'service texts/s': s.toFixed(1), ratio: ratio.toFixed(2) });
  }
  await close();
  await bare.close();
}
console.table(rows);

const probes = shapes.map((shape) => {
  const bare = Array.from({ length: 3 }, () => probe('bare', shape));
  const service = Array.from({ length: 3 }, () => probe('service', shape));
  const of = (runs, value) => median(runs.map((run) => run[value]));
  return {
    shape,
    'session MB': (of(bare, 'grown') / 1e6).toFixed(0),
    'service MB': (of(service, 'grown') / 1e6).toFixed(0),
    'added MB': ((of(service, 'grown') - of(bare, 'grown')) / 1e6).toFixed(0),
    'first result: session ms': of(bare, 'firstResult').toFixed(0),
    'service ms': of(service, 'firstResult').toFixed(0),
    'loop delay p99: idle ms': median(service.map(({ quiet }) => quiet.p99)).toFixed(1),
    'at work ms': median(service.map(({ busy }) => busy.p99)).toFixed(1),
    'max ms': median(service.map(({ busy }) => busy.max)).toFixed(1),
  };
});
console.table(probes);
console.log(
  `rounds ${rounds}, load ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}, node ${process.version}`,
);

async function bareOf(folder) {
  const session = await ort.InferenceSession.create(`${folder}/onnx/model.onnx`, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const feedsOf = (lengths) => {
    const [rows_, length] = [lengths.length, Math.max(...lengths)];
    const ids = new BigInt64Array(rows_ * length);
    const mask = new BigInt64Array(rows_ * length);
    lengths.forEach((own, row) => {
      for (let i = 0; i < own; i++) ids[row * length + i] = BigInt(5 + i);
      mask.fill(1n, row * length, row * length + own);
    });
    const tensor = (data) => new ort.Tensor('int64', data, [rows_, length]);
    return { input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(new BigInt64Array(ids.length)) };
  };
  return { feedsOf, run: (feeds) => session.run(feeds), close: () => session.release() };
}

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function probe(how, shape) {
  const script = fileURLToPath(new URL('./probe.mjs', import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, [script, how, modelFolder(shape)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1),
  );
}
