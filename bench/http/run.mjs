/*
 * `node bench/http/run.mjs [--quick] [otobo|zammad|request-tracker …]`, after `npm run build`, for each connector:
 *  1. find + get + update + note: tickets a second at 1, 8 and 32 at a time, against a stub in another process, in rounds that take turns,
 *     as a ratio to a bare undici Pool that sends the same requests in the same run;
 *  2. 100,000 tickets paged through: heap and connections.
 */
import assert from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { barePool, connector, httpLayer } from './clients.mjs';
import { pageThrough } from './paging.mjs';
import { compare, round } from './rounds.mjs';
import { startStub } from './stub-process.mjs';
import { otobo } from './systems/otobo.mjs';
import { requestTracker } from './systems/request-tracker.mjs';
import { zammad } from './systems/zammad.mjs';

const isQuick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const ROUNDS = isQuick ? 5 : 15;
const ROUND_MS = isQuick ? 150 : 400;
const PAGED = isQuick ? 10_000 : 100_000;

const asText = ({ method, path, body }) => `${method} ${path} ${body === '' ? '' : JSON.stringify(sorted(JSON.parse(body)))}`;
const sorted = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted().map(([key, part]) => [key, sorted(part)]))
    : value;

/** What is compared must do the same. The first tickets teach a connector the names in use. */
async function refuseDifference(stub, clients) {
  const all = [];
  for (const { ticket } of clients) {
    for (let i = 0; i < 2; i += 1) await ticket(1);
    const requests = await stub.requestsOf(() => ticket(1));
    all.push(requests.map(asText).toSorted());
  }
  for (const requests of all) assert.deepEqual(requests, all[0]);
  return all[0].length;
}

async function measure(system) {
  let requests;
  for (const concurrency of [1, 8, 32]) {
    const stub = await startStub(system.stub, 1000);
    const clients = [barePool, httpLayer, connector].map((start) => start(system, stub.url, 96));
    requests = await refuseDifference(stub, clients);
    const run = ({ ticket }) => round(ticket, concurrency, (elapsed) => elapsed > ROUND_MS);
    for (const { name, rate, ratio, cpu } of await compare(clients, ROUNDS, run))
      console.log(`| ${name} | ${concurrency} | ${rate.toFixed(0)} | ${ratio.toFixed(2)} | ${cpu.toFixed(0)} |`);
    for (const client of clients) await client.close();
    stub.stop();
  }
  const { seconds, heaps, opened, open } = await pageThrough(system, PAGED);
  const figures = heaps.map((heap) => heap.toFixed(1)).join(' ');
  console.log(`\n${requests} requests a ticket. ${PAGED} tickets paged through in ${seconds.toFixed(1)} s: heap after each tenth`);
  console.log(`${figures} MB; ${opened} connections opened, ${open} open at the end.\n`);
}

const load = loadavg().map((each) => each.toFixed(1));
console.log(`node ${process.version}, ${availableParallelism()} cores, load ${load.join(' ')}; ${ROUNDS} rounds of ${ROUND_MS} ms in turn\n`);
for (const system of [otobo, zammad, requestTracker]) {
  if (wanted.length > 0 && !wanted.includes(system.stub)) continue;
  console.log('| client | at a time | tickets/s | of the bare Pool | client CPU, µs/ticket |\n|---|---:|---:|---:|---:|');
  await measure(system);
}
