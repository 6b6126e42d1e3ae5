/*
 * `node bench/http/run.mjs [--quick] [otobo|zammad|request-tracker …]`, after `npm run build`, for each connector:
 *  1. find + get + update + note: tickets a second at 1, 8 and 32 at a time, against a stub in another process, in rounds that take turns,
 *     as a ratio to a bare undici Pool that sends the same requests in the same run;
 *  2. 100,000 tickets paged through: heap and connections.
 */
import assert from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { inspect } from 'node:util';
import { CLIENTS } from './clients.mjs';
import { Member } from './member.mjs';
import { pageThrough } from './paging.mjs';
import { summarise, takeTurns } from './rounds.mjs';
import { startStub } from './stub-process.mjs';
import { SYSTEMS } from './systems.mjs';

const isQuick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
/** One process is faster than the next of the same program, for as long as it lives: so each client has several, one after the other. */
const CASTS = isQuick ? 1 : 4;
const ROUNDS = isQuick ? 5 : 9;
const ROUND_MS = isQuick ? 150 : 250;
const WARM_UP_MS = isQuick ? 500 : 2000;
const LEVELS = [1, 8, 32];
const PAGED = isQuick ? 10_000 : 100_000;
const TITLES = { bare: 'bare undici Pool', layer: 'helpdesk-http' };

/** A request as a text that is the same in whatever order its keys were written. */
const asText = ({ method, path, body }) =>
  `${method} ${path} ${body === '' ? '' : inspect(JSON.parse(body), { sorted: true, depth: null })}`;

/** What is compared must send the same; gives how many requests. The first tickets teach a connector the names in use. */
async function refuseDifference(stub, members) {
  const all = [];
  for (const member of members) {
    await member.tickets(2);
    const requests = await stub.requestsOf(() => member.tickets(1));
    all.push(requests.map(asText).toSorted());
  }
  for (const requests of all) assert.deepEqual(requests, all[0]);
  return all[0].length;
}

/** Measures with a stub and clients in new processes; adds the turns to those of the same number of tickets at a time. */
async function measureCast(name, system, turns) {
  const stub = await startStub(system.stub, 1000);
  const members = Object.keys(CLIENTS).map((client) => new Member(TITLES[client] ?? system.name, name, client, stub.url));
  const requests = await refuseDifference(stub, members);
  for (const member of members) await member.round(8, WARM_UP_MS);
  for (const [i, concurrency] of LEVELS.entries())
    turns[i].push(...(await takeTurns(members, ROUNDS, (member) => member.round(concurrency, ROUND_MS))));
  for (const member of members) member.stop();
  stub.stop();
  return requests;
}

/** Prints a row for each client and number of tickets at a time; gives how many requests a ticket takes. */
async function measure(name, system) {
  const turns = LEVELS.map(() => []);
  let requests;
  for (let cast = 0; cast < CASTS; cast += 1) requests = await measureCast(name, system, turns);
  for (const [i, concurrency] of LEVELS.entries()) {
    for (const [k, { rate, ratio, spread, cpu }] of summarise(turns[i]).entries()) {
      const title = TITLES[Object.keys(CLIENTS)[k]] ?? system.name;
      const range = spread.map((each) => each.toFixed(2)).join('–');
      console.log(`| ${title} | ${concurrency} | ${rate.toFixed(0)} | ${ratio.toFixed(2)} | ${range} | ${cpu.toFixed(0)} |`);
    }
  }
  return requests;
}

const load = loadavg().map((each) => each.toFixed(1));
console.log(
  `node ${process.version}, ${availableParallelism()} cores, load ${load.join(' ')}; ${CASTS} times ${ROUNDS} rounds of ${ROUND_MS} ms in turn\n`,
);
for (const [name, system] of Object.entries(SYSTEMS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log('| client | at a time | tickets/s | of the bare Pool | p25–p75 | client CPU, µs/ticket |\n|---|---:|---:|---:|---:|---:|');
  const requests = await measure(name, system);
  const { seconds, heaps, opened, open } = await pageThrough(system, PAGED);
  console.log(`\n${requests} requests a ticket. ${PAGED} tickets paged through in ${seconds.toFixed(1)} s: heap after each tenth`);
  console.log(`${heaps.map((heap) => heap.toFixed(1)).join(' ')} MB; ${opened} connections opened, ${open} open at the end.\n`);
}
