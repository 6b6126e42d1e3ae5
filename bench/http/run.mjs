/*
 * `node bench/http/run.mjs [--quick]`: tickets a second over HTTP (find + get + update + note: ten requests) against a stub in another
 * process, in rounds that take turns, as a ratio to a bare undici Pool of the same run; then 100,000 tickets paged through.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { barePool, connector, httpLayer } from './clients.mjs';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 5 : 15;
const ROUND_MS = isQuick ? 150 : 400;
const PAGED = isQuick ? 10_000 : 100_000;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function startStub(tickets) {
  const child = spawn(process.execPath, [new URL('stub.mjs', import.meta.url).pathname, String(tickets)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}

/** As many tickets as fit into a round, so many at a time. */
async function round({ ticket }, concurrency) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let done = 0;
  const work = async () => {
    while (performance.now() - start < ROUND_MS) {
      await ticket();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (done * 1000) / (performance.now() - start), cpu: (user + system) / done };
}

async function measure(concurrency) {
  const stub = await startStub(1000);
  const clients = [barePool, httpLayer, connector].map((open) => open(stub.url, 96));
  for (const client of clients) await round(client, concurrency);
  const rounds = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const turn = clients.map((_, k) => (i + k) % clients.length);
    const results = [];
    for (const k of turn) results[k] = await round(clients[k], concurrency);
    rounds.push(results);
  }
  for (const client of clients) await client.close();
  stub.stop();
  return clients.map(({ name }, k) => ({
    name,
    rate: median(rounds.map((results) => results[k].rate)),
    ratio: median(rounds.map((results) => results[k].rate / results[0].rate)),
    cpu: median(rounds.map((results) => results[k].cpu)),
  }));
}

async function page() {
  const stub = await startStub(PAGED);
  const { zammad, close } = connector(stub.url, 16);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const heaps = [];
  let count = 0;
  for await (const { id } of zammad.iterateTickets({ limit: 100 })) {
    count += 1;
    if (Number(id) !== count) throw new Error(`ticket ${id} came in place ${count}`);
    if (count % (PAGED / 10) === 0) {
      collect();
      heaps.push(process.memoryUsage().heapUsed / 1e6);
    }
  }
  const { opened, open } = await (await fetch(`${stub.url}/stub/connections`)).json();
  await close();
  stub.stop();
  return { count, heaps, opened: opened - 1, open: open - 1 };
}

console.log(
  `node ${process.version}, ${availableParallelism()} cores, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}; ${ROUNDS} rounds of ${ROUND_MS} ms in turn\n`,
);
console.log('| client | at a time | tickets/s | of the bare Pool | client CPU, µs/ticket |\n|---|---:|---:|---:|---:|');
for (const concurrency of [1, 8, 32]) {
  for (const { name, rate, ratio, cpu } of await measure(concurrency)) {
    console.log(`| ${name} | ${concurrency} | ${rate.toFixed(0)} | ${ratio.toFixed(2)} | ${cpu.toFixed(0)} |`);
  }
}
const { count, heaps, opened, open } = await page();
console.log(
  `\n${count} tickets paged through: heap after each tenth ${heaps.map((heap) => heap.toFixed(1)).join(' ')} MB; ${opened} connections opened, ${open} open at the end`,
);
