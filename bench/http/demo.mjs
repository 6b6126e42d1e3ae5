/*
 * `node bench/http/demo.mjs [--quick]`: the published demo flow of Open Ticket AI 1.4 (find, classify, move, note, classify, prioritise,
 * note), its config unchanged but for the address, run by the real module with the real connector against a stub in another process; beside
 * a bare undici Pool that sends the very same requests, one after the other. The classifier answers at once.
 */
import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { load } from 'js-yaml';
import { Classifier, OtaiModule, PipelineService, PluginFactory, Service } from 'open-ticket-ai';
import { OtoboZnunyPlugin } from 'otai-otobo-znuny';
import { Pool } from 'undici';

const isQuick = process.argv.includes('--quick');
const CONFIG = new URL('../../test/fixtures/configs/published/otobo_demo.yml', import.meta.url);
process.env.OTAI_OTOBO_DEMO_PASSWORD = 'demo';

class HFClassificationService extends Classifier {
  async classify({ model_name }) {
    const label = model_name?.includes('priority') ? '4 high' : 'IT::Hardware';
    return { label, confidence: 0.93, labels: [{ label, confidence: 0.93 }], abstained: null };
  }
}
Service('hf_classification')(HFClassificationService);

class HfLocalPlugin extends PluginFactory {
  injectables() {
    return [HFClassificationService];
  }
}

async function startStub(delay) {
  const child = spawn(process.execPath, [new URL('demo-stub.mjs', import.meta.url).pathname, String(delay)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}

async function startModule(url) {
  const config = load(readFileSync(CONFIG, 'utf8').replace('http://otobo.invalid', url));
  class App {}
  Module({ imports: [OtaiModule.forRoot({ config, plugins: [OtoboZnunyPlugin, HfLocalPlugin], autoStart: false })] })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: ['error', 'warn'] });
  const pipelines = app.get(PipelineService);
  const [name] = pipelines.names();
  return {
    async ticket() {
      const result = await pipelines.run(name);
      if (!result.succeeded) throw result.error;
    },
    close: () => app.close(),
  };
}

/** Sends again what the module sent. */
function startBare(url, requests) {
  const pool = new Pool(url, { connections: 1 });
  const headers = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };
  return {
    async ticket() {
      for (const { path, body } of requests) {
        const answer = await pool.request({ path, method: 'POST', headers, body: JSON.stringify(body) });
        JSON.parse(await answer.body.text());
      }
    },
    close: () => pool.close(),
  };
}

async function round({ ticket }, count) {
  const start = performance.now();
  for (let i = 0; i < count; i += 1) await ticket();
  return (count * 60_000) / (performance.now() - start);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure(delay, count, rounds) {
  const stub = await startStub(delay);
  const ours = await startModule(stub.url);
  await ours.ticket();
  await (await fetch(`${stub.url}/log`)).text();
  await ours.ticket();
  const requests = (await (await fetch(`${stub.url}/log`)).json()).map(({ path, body }) => ({ path, body: JSON.parse(body) }));
  const bare = startBare(stub.url, requests);
  const results = [];
  for (let i = -1; i < rounds; i += 1) {
    const isOursFirst = i % 2 === 0;
    const first = await round(isOursFirst ? ours : bare, count);
    const second = await round(isOursFirst ? bare : ours, count);
    if (i >= 0) results.push(isOursFirst ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  await ours.close();
  await bare.close();
  stub.stop();
  const rate = (who) => median(results.map((result) => result[who])).toFixed(0);
  const ratio = median(results.map((result) => result.ours / result.bare)).toFixed(3);
  console.log(`| ${delay} ms | ${requests.length} | ${rate('bare')} | ${rate('ours')} | ${ratio} |`);
}

console.log(
  '| the helpdesk answers after | requests a ticket | bare client, tickets/min | open-ticket-ai | ratio |\n|---:|---:|---:|---:|---:|',
);
await measure(20, isQuick ? 10 : 40, isQuick ? 3 : 9);
await measure(5, isQuick ? 20 : 100, isQuick ? 3 : 9);
await measure(0, isQuick ? 100 : 500, isQuick ? 3 : 15);
