import { performance } from 'node:perf_hooks';

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

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

/** Rounds in turn, after some that do not count; medians, and the median of the ratios to the first client in the same turn. */
export async function compare(clients, rounds, run) {
  const results = [];
  for (let i = -2; i < rounds; i += 1) {
    const row = [];
    for (let j = 0; j < clients.length; j += 1) {
      const k = (i + j + clients.length) % clients.length;
      row[k] = await run(clients[k]);
    }
    if (i >= 0) results.push(row);
  }
  return clients.map(({ name }, k) => ({
    name,
    rate: median(results.map((row) => row[k].rate)),
    ratio: median(results.map((row) => row[k].rate / row[0].rate)),
    cpu: median(results.map((row) => row[k].cpu)),
  }));
}
