import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configYaml } from './config.mjs';
import { Door } from './door.mjs';
import { FaultPlan } from './fault-plan.mjs';
import { Otai } from './otai.mjs';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const PLUGINS = ['otai-otobo-znuny', 'otai-request-tracker'];
const RATE = 0.12;

/** The folder an operator would have: config, journal, packages; and a door to the helpdesk for each process that works there. */
export class Workplace {
  /** Every process that was started, in this order. */
  started = [];
  /** By slot. */
  doors = new Map();
  /** What processes may end themselves for here, as they say it. */
  excuse = undefined;
  #random;

  constructor(folder, { helpdesk, random }) {
    Object.assign(this, { folder, helpdesk, journalFolder: join(folder, 'journal') });
    this.#random = random;
  }

  /** A folder for one campaign, with what otai finds its plugins by. */
  static makeFolder(name) {
    const folder = mkdtempSync(join(tmpdir(), `otai-faults-${name}-`));
    // Other users, whom a read-only disk is tried with, may look, too.
    chmodSync(folder, 0o755);
    for (const part of ['logs', 'journal']) mkdirSync(join(folder, part));
    const dependencies = Object.fromEntries(['open-ticket-ai', ...PLUGINS].map((plugin) => [plugin, '*']));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'workplace', private: true, type: 'module', dependencies }));
    symlinkSync(NODE_MODULES, join(folder, 'node_modules'));
    return folder;
  }

  /** @param journal - the journal's URL */
  writeConfig(journal) {
    const { service, words, patienceMs } = this.helpdesk;
    const yaml = configYaml({ service, words, journal, attemptTime: `${patienceMs * 2}ms` });
    writeFileSync(join(this.folder, 'config.yml'), yaml);
  }

  /** Starts otai behind the door of this slot. */
  async start(slot, { args, wrapper, title = 'run' } = {}) {
    const door = await this.door(slot);
    const name = `${String(this.started.length + 1).padStart(3, '0')}-${slot}-${title}`;
    const env = this.helpdesk.env(door?.url);
    const otai = new Otai(this.folder, { name, excuse: this.excuse, args, wrapper, env });
    if (door !== undefined) door.by = name;
    this.started.push(otai);
    return otai;
  }

  /** The door of a slot; `undefined` when the helpdesk is no server. */
  async door(slot) {
    const { helpdesk } = this;
    if (!helpdesk.isRemote) return undefined;
    if (!this.doors.has(slot)) {
      const plan = new FaultPlan(this.#random.fork(`door ${slot}`), { rate: RATE, maxWaitMs: helpdesk.maxWaitMs });
      const { url, patienceMs } = helpdesk;
      const describe = (request) => helpdesk.describe(request);
      this.doors.set(slot, await Door.open({ target: url, plan, by: slot, patienceMs, describe }));
    }
    return this.doors.get(slot);
  }

  /** Calls back when the process of this slot writes; gives what ends that. Without a door the growing ticket file tells it, afterwards. */
  onWrite(slot, callback) {
    const door = this.doors.get(slot);
    if (door !== undefined) {
      door.onWrite = callback;
      return () => (door.onWrite = () => undefined);
    }
    const watcher = watch(this.folder, (_, file) => {
      if (file === 'tickets.jsonl') callback('answered', {});
    });
    return () => watcher.close();
  }

  heal() {
    for (const { plan } of this.doors.values()) plan.heal();
  }

  hurt() {
    for (const { plan } of this.doors.values()) plan.hurt();
  }

  /** All writes that any process made, in their order. */
  get writes() {
    return [...this.doors.values()].flatMap(({ writes }) => writes).toSorted((a, b) => a.at - b.at);
  }

  async close() {
    await Promise.all(this.started.map((otai) => otai.kill()));
    await Promise.all([...this.doors.values()].map((door) => door.close()));
  }
}
