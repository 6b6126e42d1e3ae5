/**
 * What a second model process gains: `node bench/hf/workers.mjs [bert-base] [--workers 2] [--rounds 9]`, one thread each, rounds taking turns.
 *
 * On a machine that others use, too, look at the quiet rounds: those in which no model process waited for a core for 5 % of the time or more.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { modelFolder, textOf } from './models.mjs';
import { openService } from './open-service.mjs';

const COUNTS = { tiny: 960, minilm: 192, 'bert-base': 32 };
const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
const shape = args.find((arg) => arg in COUNTS) ?? 'bert-base';
const most = option('--workers', 2);
const texts = Array.from({ length: COUNTS[shape] }, (_, i) => textOf(48, i + 1));

const services = [1, most].map((workers) => openService({ model: modelFolder(shape), idle_unload: 0, threads: 1, workers }));
const rounds = [];
for (let round = 0; round <= option('--rounds', 9); round++) {
  const measured = [];
  for (const service of round % 2 === 0 ? services : services.toReversed()) measured.push(await measure(service));
  if (round > 0) rounds.push(round % 2 === 0 ? measured : measured.toReversed());
}
await Promise.all(services.map(({ close }) => close()));

const quiet = rounds.filter((round) => round.every(({ waited }) => waited < 0.05));
for (const [name, some] of Object.entries({ all: rounds, quiet })) {
  if (some.length === 0) continue;
  const rates = [0, 1].map((place) => median(some.map((round) => round[place].rate)).toFixed(1));
  const ratio = median(some.map(([one, several]) => several.rate / one.rate));
  console.log(
    `${shape}, ${some.length} rounds (${name}): 1 process ${rates[0]} texts/s, ${most} processes ${rates[1]}, ratio ${ratio.toFixed(2)}`,
  );
}

/** Texts a second, and for what part of the time the busiest waiting process was kept from a core. */
async function measure({ classifier, engine }) {
  await Promise.all(texts.slice(0, 2 * most).map((text) => classifier.classify({ text })));
  const pids = engine().pids;
  const before = pids.map(waiting);
  const start = performance.now();
  await Promise.all(texts.map((text) => classifier.classify({ text })));
  const time = performance.now() - start;
  const waited = Math.max(...pids.map((pid, i) => (waiting(pid) - before[i]) / 1e6 / time));
  return { rate: (texts.length / time) * 1000, waited };
}

/** Nanoseconds that all threads of a process were ready to run, and did not. */
function waiting(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[1]), 0);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
