/*
 * `node bench/http/demo.mjs [--quick]`: the published demo flow of Open Ticket AI 1.4 (find, classify, move, note, classify, prioritise,
 * note), its config unchanged but for the address, run by the real module with the real connector against a stub in another process; beside
 * a bare undici Pool that sends the very same requests, one after the other. The classifier answers at once.
 */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { load } from 'js-yaml';
import { Classifier, OtaiModule, PipelineService, PluginFactory, Service } from 'open-ticket-ai';
import { OtoboZnunyPlugin } from 'otai-otobo-znuny';
import { Pool } from 'undici';
import { round, summarise, takeTurns } from './rounds.mjs';
import { startStub } from './stub-process.mjs';

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

async function measure(delay, count, rounds) {
  const stub = await startStub('demo', delay);
  const ours = await startModule(stub.url);
  await ours.ticket();
  const requests = await stub.requestsOf(() => ours.ticket());
  const bare = startBare(
    stub.url,
    requests.map(({ path, body }) => ({ path, body: JSON.parse(body) })),
  );
  const run = ({ ticket }) => round(ticket, 1, (_, done) => done >= count);
  const [limit, result] = summarise(await takeTurns([bare, ours], rounds, run));
  await ours.close();
  await bare.close();
  stub.stop();
  const [bareRate, ourRate] = [limit, result].map(({ rate }) => (rate * 60).toFixed(0));
  const after = delay === 'otobo' ? '32 to 70 ms, as OTOBO' : `${delay} ms`;
  console.log(`| ${after} | ${requests.length} | ${bareRate} | ${ourRate} | ${result.ratio.toFixed(3)} |`);
}

console.log(
  '| the helpdesk answers after | requests a ticket | bare client, tickets/min | open-ticket-ai | ratio |\n|---:|---:|---:|---:|---:|',
);
await measure('otobo', isQuick ? 5 : 20, isQuick ? 1 : 5);
await measure(20, isQuick ? 10 : 40, isQuick ? 3 : 9);
await measure(5, isQuick ? 20 : 100, isQuick ? 3 : 9);
await measure(0, isQuick ? 100 : 500, isQuick ? 3 : 15);
