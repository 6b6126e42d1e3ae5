/* An application of ours, as a host starts it: alone, or one of a fleet. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getServiceToken, JOURNAL, OtaiModule, PipelineService } from 'open-ticket-ai';
import { BullmqPlugin } from 'otai-bullmq';
import { timesOf } from './bare.mjs';
import { config } from './config.mjs';
import { metered } from './meter.mjs';
import StubPlugin from './stub.plugin.mjs';

export async function ourProcess({ role = 'all', ...options }) {
  const app = await open(role, options);
  const pipelines = app.get(PipelineService);
  const [helpdesk, classifier] = ['helpdesk', 'classifier'].map((id) => app.get(getServiceToken(id), { strict: false }));
  const cpuAtStart = process.cpuUsage();

  async function run(name, input) {
    const result = await pipelines.run(name, { input });
    if (!result.succeeded) throw result.error;
    return result.data;
  }
  async function handleAll(count) {
    const { succeeded_count: succeeded, errors } = await run('route', { count });
    if (succeeded !== count) throw new Error(`not all of ${count} tickets: ${JSON.stringify({ succeeded, errors })}`);
  }

  return {
    set: async ({ delay = 0, burn = 0 }) => void (Object.assign(helpdesk, { delay }), Object.assign(classifier, { burn })),
    tickets: ({ count, runs = 1 }) => metered(() => timesOf(runs, () => handleAll(count))),
    ask: async ({ count }) => timesOf(count, (question) => run('answer', { question })),
    /** What this process has used since it was ready. */
    used: async () => {
      const { user, system } = process.cpuUsage(cpuAtStart);
      return { cpu: (user + system) / 1000, calls: { ...helpdesk.calls } };
    },
    flush: async () => app.get(JOURNAL, { strict: false }).flush(),
    close: () => app.close(),
  };
}

/** An application that is no fleet's. */
export function openAlone(options) {
  return open('all', options);
}

async function open(role, options) {
  const plugins = [StubPlugin, ...(options.redis === undefined ? [] : [BullmqPlugin])];
  class AppModule {}
  Module({ imports: [OtaiModule.forRoot({ config: config(options), plugins, role, autoStart: false, dotenv: false })] })(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
}
