/*
 * `node bench/http/otobo.mjs [--quick]`, after `npm run build`: the OTOBO connector beside a bare undici Pool that sends the same requests.
 *  1. find + get + update + note (five requests), tickets a second, at 1, 8 and 32 at a time;
 *  2. the published demo flow (otobo_demo.yml, six requests a ticket), one ticket after the other, against a stub as slow as a real OTOBO;
 *  3. 100,000 tickets paged through: heap and connections.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Logger } from '@nestjs/common';
import { PluginFactory, Secret, Service, ServiceContext } from 'open-ticket-ai';
import { bootOtai, FakeClassifier } from 'open-ticket-ai/testing';
import { OtoboZnunyParams, OtoboZnunyPlugin, OTOBOZnunyTicketSystemService } from 'otai-otobo-znuny';
import { Pool } from 'undici';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 5 : 15;
const ROUND_MS = isQuick ? 150 : 400;
const PAGED = isQuick ? 10_000 : 100_000;
const DEMO_TICKETS = isQuick ? 5 : 20;

const SCRIPT = '/otobo/nph-genericinterface.pl';
const HEADERS = { accept: 'application/json', 'user-agent': 'open-ticket-ai', 'content-type': 'application/json; charset=utf-8' };
const LOGIN = { UserLogin: 'open_ticket_ai', Password: 'bench' };
const SORT = { SortBy: ['Age', 'TicketNumber'], OrderBy: ['Up', 'Up'], Limit: 2 };
const ARTICLE = {
  Subject: 'Open Ticket AI',
  Body: 'Moved by the pipeline',
  ContentType: 'text/plain; charset=utf-8',
  CommunicationChannel: 'Internal',
  SenderType: 'agent',
  IsVisibleForCustomer: 0,
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function startStub(...args) {
  const child = spawn(process.execPath, [new URL('otobo-stub.mjs', import.meta.url).pathname, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}

/** The practical limit. */
function barePool(url, connections) {
  const pool = new Pool(url, { connections });
  const ask = async (method, operation, body) => {
    const path = `${SCRIPT}/Webservice/OpenTicketAI/ticket-${operation}`;
    const answer = await pool.request({ method, path, headers: HEADERS, body: JSON.stringify({ ...LOGIN, ...body }) });
    return JSON.parse(await answer.body.text());
  };
  const read = { DynamicFields: 1, AllArticles: 1 };
  const find = async (id) => {
    await ask('POST', 'search', { Queues: [`Q${id}`], ...SORT });
    await ask('POST', 'get', { TicketID: id, ...read, ArticleOrder: 'ASC', ArticleLimit: 20 });
  };
  const write = (id, change) => ask('PUT', 'update', { TicketID: id, ...change });
  const ticket = async (id) => {
    await find(id);
    await ask('POST', 'get', { TicketID: id, ...read });
    await write(id, { Ticket: { Queue: 'IT', Priority: '4 high' } });
    await write(id, { Article: ARTICLE });
  };
  const demo = async (id) => {
    await find(id);
    await write(id, { Ticket: { Queue: 'IT' } });
    await write(id, { Article: ARTICLE });
    await write(id, { Ticket: { Priority: '4 high' } });
    await write(id, { Article: ARTICLE });
  };
  return { name: 'bare undici Pool', ticket, demo, close: () => pool.close() };
}

/** All of it: filters, paging, mapping to the unified ticket, checks of what was written. */
function connector(url, connections) {
  const params = Object.assign(new OtoboZnunyParams(), { base_url: url + SCRIPT, password: new Secret('bench'), connections });
  const logger = Object.assign(new Logger(), { debug: undefined });
  const otobo = new OTOBOZnunyTicketSystemService(params, new ServiceContext('bench', {}, logger, process.cwd()));
  const ticket = async (id) => {
    await otobo.findTickets({ queue: { name: `Q${id}` }, limit: 1 });
    await otobo.getTicket(String(id));
    await otobo.updateTicket(String(id), { queue: { name: 'IT' }, priority: { name: '4 high' } });
    await otobo.addNote(String(id), { body: 'Moved by the pipeline' });
  };
  const demo = async (id) => {
    await otobo.findTickets({ queue: { name: `Q${id}` }, limit: 1 });
    await otobo.updateTicket(String(id), { queue: { name: 'IT' } });
    await otobo.addNote(String(id), { body: 'Moved by the pipeline' });
    await otobo.updateTicket(String(id), { priority: { name: '4 high' } });
    await otobo.addNote(String(id), { body: 'Moved by the pipeline' });
  };
  return { name: 'otai-otobo-znuny', otobo, ticket, demo, close: () => otobo.onApplicationShutdown() };
}

class HFClassificationService extends FakeClassifier {}
Service('hf_classification_service')(HFClassificationService);

class HfLocalPlugin extends PluginFactory {
  injectables() {
    return [HFClassificationService];
  }
}

/** The published config as it is, with a classifier that answers at once. */
async function demoApp(url) {
  const yaml = readFileSync(new URL('../../test/fixtures/configs/published/otobo_demo.yml', import.meta.url), 'utf8');
  const env = { OTAI_OTOBO_DEMO_PASSWORD: 'bench', OPEN_TICKET_AI__SERVICES__OTOBO_ZNUNY__PARAMS__BASE_URL: url + SCRIPT };
  const app = await bootOtai(yaml.replace('OpenTicketAI::Incoming', 'Q1'), { plugins: [OtoboZnunyPlugin, HfLocalPlugin], env });
  app.service('hf_local').answer('', { label: 'IT', confidence: 0.97 });
  const [pipeline] = app.pipelines.names();
  const demo = async () => {
    const { status, error } = await app.run(pipeline);
    if (status !== 'succeeded') throw error;
  };
  return { name: 'otobo_demo.yml, run by OtaiModule', demo, close: () => app.close() };
}

/** As many tickets as fit into a round, so many at a time, each worker with a ticket of its own. */
async function round(work, concurrency, enough) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let done = 0;
  const worker = async (_, id) => {
    while (!enough(performance.now() - start, done)) {
      await work(id + 1);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (done * 1000) / (performance.now() - start), cpu: (user + system) / done };
}

/** Rounds in turn; medians, and the median of the ratios to the first client of the same turn. */
async function compare(clients, rounds, run) {
  for (let i = 0; i < 3; i += 1) for (const client of clients) await run(client);
  const results = [];
  for (let i = 0; i < rounds; i += 1) {
    const row = [];
    for (let j = 0; j < clients.length; j += 1) {
      const k = (i + j) % clients.length;
      row[k] = await run(clients[k]);
    }
    results.push(row);
  }
  for (const client of clients) await client.close();
  return clients.map(({ name }, k) => ({
    name,
    rate: median(results.map((row) => row[k].rate)),
    ratio: median(results.map((row) => row[k].rate / row[0].rate)),
    cpu: median(results.map((row) => row[k].cpu)),
  }));
}

async function page() {
  const stub = await startStub(PAGED);
  const { otobo, close } = connector(stub.url, 4);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const heaps = [];
  let count = 0;
  const start = performance.now();
  for await (const { id } of otobo.iterateTickets({ limit: 100 })) {
    count += 1;
    if (Number(id) !== count) throw new Error(`ticket ${id} came in place ${count}`);
    if (count % (PAGED / 10) === 0) {
      collect();
      heaps.push(process.memoryUsage().heapUsed / 1e6);
    }
  }
  const took = (performance.now() - start) / 1000;
  const { opened, open } = await (await fetch(`${stub.url}/stub/connections`)).json();
  await close();
  stub.stop();
  return { count, heaps, took, opened: opened - 1, open: open - 1 };
}

const load = loadavg().map((each) => each.toFixed(1));
console.log(
  `node ${process.version}, ${availableParallelism()} cores, load ${load.join(' ')}; ${ROUNDS} rounds of ${ROUND_MS} ms in turn\n`,
);

console.log('| client | at a time | tickets/s | of the bare Pool | client CPU, µs/ticket |\n|---|---:|---:|---:|---:|');
for (const concurrency of [1, 8, 32]) {
  const stub = await startStub(1000);
  const clients = [barePool, connector].map((start) => start(stub.url, 96));
  const run = ({ ticket }) => round(ticket, concurrency, (elapsed) => elapsed > ROUND_MS);
  for (const { name, rate, ratio, cpu } of await compare(clients, ROUNDS, run))
    console.log(`| ${name} | ${concurrency} | ${rate.toFixed(0)} | ${ratio.toFixed(2)} | ${cpu.toFixed(0)} |`);
  stub.stop();
}

const slow = await startStub(1000, 'slow');
const clients = [barePool(slow.url, 4), connector(slow.url, 4), await demoApp(slow.url)];
const run = ({ demo }) => round(demo, 1, (_, done) => done >= DEMO_TICKETS);
console.log(
  '\n| demo flow, one ticket after the other, server as slow as OTOBO | tickets/min | of the bare Pool | client CPU, µs/ticket |\n|---|---:|---:|---:|',
);
for (const { name, rate, ratio, cpu } of await compare(clients, isQuick ? 1 : 3, run))
  console.log(`| ${name} | ${(rate * 60).toFixed(1)} | ${ratio.toFixed(3)} | ${cpu.toFixed(0)} |`);
const { opened } = await (await fetch(`${slow.url}/stub/connections`)).json();
console.log(`connections opened by the three together: ${opened - 1}`);
slow.stop();

const paged = await page();
const heaps = paged.heaps.map((heap) => heap.toFixed(1)).join(' ');
console.log(
  `\n${paged.count} tickets paged through in ${paged.took.toFixed(1)} s: heap after each tenth ${heaps} MB; ${paged.opened} connections opened, ${paged.open} open at the end`,
);
