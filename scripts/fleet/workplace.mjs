import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump, load } from 'js-yaml';
import { configYaml } from '../faults/config.mjs';
import { Otai } from '../faults/otai.mjs';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const PLUGINS = ['otai-otobo-znuny', 'otai-request-tracker', 'otai-bullmq'];
/** A process that has not been heard of for so long has lost its jobs: short, so that what waits for it is seen. */
const LOCK_MS = 2000;

/** The folder of a fleet: config, packages, logs, and the processes that were started there. */
export class FleetPlace {
  /** Every process that was started, in this order. */
  started = [];

  /** @param options - `helpdesk`; `journal` and `redis`: their URLs */
  constructor({ helpdesk, journal, redis }) {
    this.helpdesk = helpdesk;
    this.folder = mkdtempSync(join(tmpdir(), 'otai-fleet-'));
    for (const part of ['logs', 'journal']) mkdirSync(join(this.folder, part));
    const dependencies = Object.fromEntries(['open-ticket-ai', ...PLUGINS].map((plugin) => [plugin, '*']));
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify({ name: 'fleet', private: true, type: 'module', dependencies }));
    symlinkSync(NODE_MODULES, join(this.folder, 'node_modules'));
    writeFileSync(join(this.folder, 'config.yml'), fleetYaml({ helpdesk, journal, redis }));
  }

  /** Starts a process of the fleet. */
  start(role, slot) {
    return this.otai(slot, ['run', '--json', '--role', role]);
  }

  /** Starts `otai` with other words. */
  otai(slot, args) {
    const name = `${String(this.started.length + 1).padStart(3, '0')}-${slot}`;
    const env = this.helpdesk.env(this.helpdesk.url);
    const otai = new Otai(this.folder, { name, args, env });
    this.started.push(otai);
    return otai;
  }

  async close() {
    await Promise.all(this.started.map((otai) => otai.kill()));
  }

  clean() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The config of one process, as the faults campaign has it, with one more block. */
function fleetYaml({ helpdesk, journal, redis }) {
  const { service, words, patienceMs } = helpdesk;
  const { otai } = load(configYaml({ service, words, journal, attemptTime: `${patienceMs * 4}ms` }));
  const params = { connection: redis, prefix: 'proof', concurrency: 4, lock: `${LOCK_MS}ms`, max_losses: 50 };
  otai.infrastructure.executor = { use: 'bullmq:BullMqExecutor', params };
  otai.infrastructure.logging = { level: 'warn' };
  for (const pipeline of Object.values(otai.pipelines)) {
    pipeline.trigger.params.every = '500ms';
    const [fetch] = pipeline.steps;
    fetch.params.ticket_search_criteria.limit = 50;
  }
  return dump({ otai });
}
