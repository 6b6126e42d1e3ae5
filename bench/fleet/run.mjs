/*
 * `node bench/fleet/run.mjs [--quick] [rate|latency|cores|in-process|costs …]`, after `npm run build`: what many processes cost and gain, with a
 * Redis that the benchmark starts for itself (with AOF), and PostgreSQL where it is installed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedis, RedisServer } from '../../packages/otai-bullmq/test/support/redis-server.mjs';
import { findPostgres, startPostgres } from '../../test/support/journal/postgres-server.mjs';
import { machineLine } from '../src/report.mjs';
import { figure, printTable } from '../src/table.mjs';
import { measureCores } from './cores.mjs';
import { measureCosts } from './costs.mjs';
import { measureInProcess } from './in-process.mjs';
import { measureLatency } from './latency.mjs';
import { CONCURRENCY, measureRates, TICKETS } from './rate.mjs';
import { scaleRows } from './scale.mjs';

const isQuick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const rounds = isQuick ? 3 : 9;
const spread = ({ median, p10, p90 }) => `${median.toFixed(2)} (${p10.toFixed(2)}–${p90.toFixed(2)})`;
const goals = [];

const PARTS = { rate, latency, cores, 'in-process': inProcess, costs };

if (!hasRedis()) {
  console.error('not measured: Redis is not installed (as root: apt-get install redis-server)');
  process.exit(process.env.CI ? 1 : 0);
}
const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'otai-bench-fleet-'));
const redis = await RedisServer.start(['--appendonly', 'yes']);
const postgres = findPostgres() === undefined ? undefined : await startPostgres([]);
let files = 0;
const sqlite = () => `sqlite:${join(folder, `${files++}.db`)}`;
console.log(machineLine());
try {
  for (const [name, part] of Object.entries(PARTS)) if (wanted.length === 0 || wanted.includes(name)) await part();
} finally {
  await redis.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}
if (goals.length > 0) printTable('Goals', ['goal', 'limit', 'measured', ''], goals);
console.log(`\n${machineLine()}`);

function goal(title, limit, measured, isReached) {
  goals.push([title, limit, measured, isReached ? 'reached' : 'MISSED']);
}

async function rate() {
  const journals = [['sqlite', sqlite()], ...(postgres === undefined || isQuick ? [] : [['postgres', postgres.url]])];
  const rows = await measureRates({ redis: redis.url, journals, delays: [0, 5, 20], rounds, seconds: isQuick ? 0.2 : 0.5 });
  printTable(
    `Tickets a second, one process, runs of ${TICKETS}, ${CONCURRENCY} at a time, beside a bare BullMQ processor`,
    ['each of three answers takes', 'journal', 'bare', 'ours', 'ratio (p10–p90)', 'CPU of bare, ms', 'of ours'],
    rows.map(({ delay, name, bare, ours, ratio, bareCpu, cpu }) => [
      `${delay} ms`,
      name,
      figure(bare),
      figure(ours),
      spread(ratio),
      figure(bareCpu),
      figure(cpu),
    ]),
  );
  for (const { delay, name, ratio } of rows) {
    if (name === 'sqlite' && delay > 0)
      goal(`of a bare processor, answers of ${delay} ms`, '≥ 0.7', ratio.median.toFixed(2), ratio.median >= 0.7);
  }
}

async function latency() {
  const { alone, fleet, bare } = await measureLatency({ redis: redis.url, journal: sqlite, count: isQuick ? 200 : 1000 });
  printTable(
    'From asking to the result of a run of one step, ms',
    ['', 'median', 'p95', 'p99'],
    Object.entries({ 'in one process': alone, 'asked here, run there': fleet, 'a job of bare BullMQ, likewise': bare }).map(
      ([name, times]) => [name, figure(times.median), figure(times.p95), figure(times.p99)],
    ),
  );
  const added = fleet.p95 - alone.median;
  goal('added latency, p95', '< 10 ms', `${figure(added)} ms`, added < 10);
}

async function cores() {
  const rows = [];
  for (const burn of [5, 20])
    rows.push(await measureCores({ redis: redis.url, journal: sqlite, burn, rounds, tickets: burn === 5 ? 100 : 60 }));
  printTable(
    'Tickets a second where a model in the worker needs the processor',
    ['the model takes', 'one worker', 'two workers', 'ratio (p10–p90)'],
    rows.map(({ burn, one, two, ratio }) => [`${burn} ms`, figure(one), figure(two), spread(ratio)]),
  );
  for (const { burn, ratio } of rows)
    goal(`two workers, a model of ${burn} ms`, '≥ 1.6x', `${ratio.median.toFixed(2)}x`, ratio.median >= 1.6);
}

async function inProcess() {
  const { byHand, executor, ratio } = await measureInProcess({ rounds: isQuick ? 5 : 25 });
  printTable(
    'A run over one ticket in one process, µs of CPU',
    ['', 'µs', 'p10–p90'],
    Object.entries({ 'made, recorded and ended by hand': byHand, 'as an application runs it, through the executor': executor }).map(
      ([name, { median, p10, p90 }]) => [name, figure(median), `${figure(p10)}–${figure(p90)}`],
    ),
  );
  goal('in one process, by hand against the executor', '≥ 0.98', spread(ratio), ratio.median >= 0.98);
}

async function costs() {
  if (postgres === undefined) return console.log('\nPostgreSQL is not installed: what a ticket costs is not counted');
  const measured = await measureCosts({ redis: redis.url, journal: postgres.url, rounds: isQuick ? 6 : 40, tickets: TICKETS });
  const rows = ['worker', 'asking', 'redis', 'journal'].flatMap((part) =>
    Object.entries(measured[part]).map(([name, value]) => [part, name, figure(value)]),
  );
  printTable(`What a ticket costs, ${measured.tickets} in a run`, ['part', 'what', 'a ticket'], rows);
  printTable('Ten million tickets a day', ['', 'needed', 'from'], scaleRows(measured));
}
