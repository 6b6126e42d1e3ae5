import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump, load } from 'js-yaml';
import { configYaml } from '../faults/config.mjs';
import { Door } from '../faults/door.mjs';
import { FaultPlan } from '../faults/fault-plan.mjs';
import { Otai } from '../faults/otai.mjs';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const PLUGINS = ['otai-otobo-znuny', 'otai-request-tracker', 'otai-bullmq'];
/** Of the keys in Redis. */
export const PREFIX = 'proof';
/** A process that has not been heard of for so long has lost its jobs: short, so that what waits for it is seen. */
const LOCK_MS = 2000;
/** The share of the requests that meet a fault. */
const RATE = 0.02;

/** The folder of a fleet: config, packages, logs, the processes that were started there, and a door to the helpdesk for each that works. */
export class FleetPlace {
  /** Every process that was started, in this order. */
  started = [];
  /** By slot. */
  doors = new Map();
  #random;

  /** A folder for one campaign, with what otai finds its plugins by. */
  static makeFolder() {
    const folder = mkdtempSync(join(tmpdir(), 'otai-fleet-'));
    for (const part of ['logs', 'journal']) mkdirSync(join(folder, part));
    const dependencies = Object.fromEntries(['open-ticket-ai', ...PLUGINS].map((plugin) => [plugin, '*']));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'fleet', private: true, type: 'module', dependencies }));
    symlinkSync(NODE_MODULES, join(folder, 'node_modules'));
    return folder;
  }

  /** @param options - `helpdesk`; `random`; `journal` and `redis`: their URLs */
  constructor(folder, { helpdesk, random, journal, redis }) {
    Object.assign(this, { folder, helpdesk });
    this.#random = random;
    writeFileSync(join(folder, 'config.yml'), fleetYaml({ helpdesk, journal, redis }));
  }

  /** Starts a process of the fleet, behind the door of its slot. */
  async start(role, slot) {
    const door = await this.#door(slot);
    const otai = this.otai(slot, ['run', '--json', '--role', role], door.url);
    door.by = otai.name;
    return otai;
  }

  /** Starts `otai` with other words. */
  otai(slot, args, url = this.helpdesk.url) {
    const name = `${String(this.started.length + 1).padStart(3, '0')}-${slot}`;
    const otai = new Otai(this.folder, { name, args, env: this.helpdesk.env(url) });
    this.started.push(otai);
    return otai;
  }

  heal() {
    for (const { plan } of this.doors.values()) plan.heal();
  }

  /** How many requests met which fault. */
  get faults() {
    return [...this.doors.values()].flatMap(({ faults }) => [...faults.values()]).reduce((sum, count) => sum + count, 0);
  }

  /** All writes that any process made, in their order. */
  get writes() {
    return [...this.doors.values()].flatMap(({ writes }) => writes).toSorted((a, b) => a.at - b.at);
  }

  async close() {
    await Promise.all(this.started.map((otai) => otai.kill()));
    await Promise.all([...this.doors.values()].map((door) => door.close()));
  }

  async #door(slot) {
    const { helpdesk } = this;
    if (!this.doors.has(slot)) {
      const plan = new FaultPlan(this.#random.fork(`door ${slot}`), { rate: RATE, maxWaitMs: helpdesk.maxWaitMs });
      const { url, patienceMs } = helpdesk;
      const describe = (request) => helpdesk.describe(request);
      this.doors.set(slot, await Door.open({ target: url, plan, by: slot, patienceMs, describe }));
    }
    return this.doors.get(slot);
  }

  clean() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The config of one process, as the faults campaign has it, with one more block. */
function fleetYaml({ helpdesk, journal, redis }) {
  const { service, words, patienceMs } = helpdesk;
  const { otai } = load(configYaml({ service, words, journal, attemptTime: `${patienceMs * 4}ms` }));
  const params = { connection: redis, prefix: PREFIX, concurrency: 4, lock: `${LOCK_MS}ms`, max_losses: 50 };
  otai.infrastructure.executor = { use: 'bullmq:BullMqExecutor', params };
  otai.infrastructure.logging = { level: 'warn' };
  for (const pipeline of Object.values(otai.pipelines)) {
    pipeline.trigger.params.every = '500ms';
    const [fetch] = pipeline.steps;
    fetch.params.ticket_search_criteria.limit = 50;
  }
  return dump({ otai });
}
