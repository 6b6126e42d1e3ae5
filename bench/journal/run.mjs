/*
 * `node --expose-gc bench/journal/run.mjs [--quick]`, after `npm run build`: what journals cost, in memory, in an SQLite file and, when it is
 * installed, in PostgreSQL.
 */
import { loadavg } from 'node:os';
import { figure, printTable } from '../src/table.mjs';
import { measureAdoption } from './adopt.mjs';
import { places } from './journals.mjs';
import { measureHeap, measureLookup } from './lookup.mjs';
import { measureSteps } from './steps.mjs';

const isQuick = process.argv.includes('--quick');
const SIZES = isQuick ? [1000, 20_000] : [1000, 1_000_000];
const STEPS = isQuick ? { rounds: 3, runs: 320 } : { rounds: 9, runs: 1600 };
const RUNS = isQuick ? 1000 : 10_000;
const TICKETS = isQuick ? 10_000 : 100_000;

const place = await places();
const kinds = ['memory', 'sqlite', 'postgres'].filter((kind) => place[kind] !== undefined);
console.log(`node ${process.version}, load ${loadavg()[0].toFixed(1)}`);

const spread = ({ median, p10, p90 }) => `${figure(median)} (${figure(p10)}–${figure(p90)})`;

const steps = [];
for (const kind of kinds) steps.push([kind, await measureSteps(await place[kind](), STEPS)]);
printTable(
  'Recording a step, µs (p10–p90)',
  ['journal', 'runs that only read', 'runs that write, one by one', '16 at once'],
  steps.map(([kind, { batched, single, together }]) => [kind, spread(batched), spread(single), spread(together)]),
);

const durable = kinds.filter((kind) => kind !== 'memory');
const adoptions = [];
for (const kind of durable) adoptions.push([kind, figure(await measureAdoption(await place[kind](), RUNS))]);
printTable(`Taking over ${RUNS.toLocaleString('en')} unfinished runs, s`, ['journal', 'seconds'], adoptions);

const lookups = [];
for (const kind of kinds) {
  for (const { size, known, fresh } of await measureLookup(await place[kind](), SIZES, isQuick ? 300 : 2000)) {
    lookups.push([kind, size.toLocaleString('en'), spread(known), spread(fresh)]);
  }
}
printTable('Claiming one ticket, µs (p10–p90)', ['journal', 'processed tickets', 'done before', 'new'], lookups);

const heaps = [];
for (const kind of durable) heaps.push([kind, figure(await measureHeap(await place[kind](), TICKETS))]);
printTable(`Heap kept of each of ${TICKETS.toLocaleString('en')} processed tickets, bytes`, ['journal', 'bytes'], heaps);
await place.remove();
