import { performance } from 'node:perf_hooks';

/** The value below which such a part of the values lies. */
const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.floor(values.length * part)];
const median = (values) => quantile(values, 0.5);

/** Does work so many at a time, each worker with a ticket of its own, until it is enough: `isEnough(milliseconds, done)`. */
export async function round(work, concurrency, isEnough) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let done = 0;
  const worker = async (_, index) => {
    while (!isEnough(performance.now() - start, done)) {
      await work(index + 1);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (done * 1000) / (performance.now() - start), cpu: (user + system) / done };
}

/** Rounds in turn, after some that do not count: of each turn the rates and CPU times of all clients. */
export async function takeTurns(clients, rounds, run) {
  const results = [];
  for (let i = -2; i < rounds; i += 1) {
    const row = [];
    for (let j = 0; j < clients.length; j += 1) {
      const k = (i + j + clients.length) % clients.length;
      row[k] = await run(clients[k]);
    }
    if (i >= 0) results.push(row);
  }
  return results;
}

/** Medians of turns, and the median and the middle half of the ratios to the first client in the same turn. */
export function summarise(turns) {
  return turns[0].map((_, k) => {
    const ratios = turns.map((row) => row[k].rate / row[0].rate);
    return {
      rate: median(turns.map((row) => row[k].rate)),
      ratio: median(ratios),
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      cpu: median(turns.map((row) => row[k].cpu)),
    };
  });
}
