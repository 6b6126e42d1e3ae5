import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { RedisServer } from '../../packages/otai-bullmq/test/support/redis-server.mjs';
import { Customers } from '../faults/customers.mjs';
import { privateIn } from '../faults/journal.mjs';
import { countDone, countDue, judge } from '../faults/judge.mjs';
import { crash, stop } from '../faults/stop.mjs';
import { Storm } from './storm.mjs';
import { FleetPlace, PREFIX } from './workplace.mjs';

const CALM_MS = 240_000;
/** Nobody waits longer for tickets of which none is done meanwhile. */
const NO_PROGRESS_MS = 45_000;
const EMPTY_WITHIN_MS = 30_000;
/** The pipelines under test. */
const PIPELINES = ['route', 'billing', 'network'];

/** One helpdesk, one Redis, one journal; three workers and a scheduler that die again and again, until all tickets must be done. */
export class FleetCampaign {
  findings = [];

  /** @param options - `Helpdesk`, `Journal`: their classes; `name`; `random`; `tickets`; `kills` */
  constructor({ Helpdesk, Journal, name, random, tickets, kills }) {
    Object.assign(this, { Helpdesk, Journal, name, random, tickets, killsWanted: kills });
  }

  get title() {
    return this.Helpdesk.title;
  }

  async run() {
    const began = Date.now();
    try {
      await this.#prepare();
      await this.#rage();
      await this.#calm();
      await this.#end();
      await this.#judge();
    } finally {
      await this.place?.close();
      await this.helpdesk?.stop();
      await this.redis?.stop();
      await this.journal?.stop();
      this.seconds = (Date.now() - began) / 1000;
    }
  }

  async #prepare() {
    const folder = FleetPlace.makeFolder();
    const { random } = this;
    this.helpdesk = await this.Helpdesk.start(folder);
    this.redis = await RedisServer.start(['--appendonly', 'yes']);
    this.journal = await this.Journal.start(folder);
    this.place = new FleetPlace(folder, { helpdesk: this.helpdesk, random, journal: this.journal.url, redis: this.redis.url });
    this.customers = new Customers(this.helpdesk, random, this.tickets);
    this.storm = new Storm({ place: this.place, redis: this.redis, helpdesk: this.helpdesk, random });
  }

  /** Customers write, and everything dies or stands still meanwhile. */
  async #rage() {
    const share = Math.ceil(this.tickets / this.killsWanted);
    await this.storm.begin();
    this.stormBegan = Date.now();
    await this.storm.rage(this.killsWanted, () => this.customers.write(share));
    await this.customers.write(Infinity);
    this.place.heal();
    this.findings.push(...this.storm.findings);
  }

  /** Nothing dies any more: all must be done soon. */
  async #calm() {
    const { ledger } = this.customers;
    let [done, since] = [-1, Date.now()];
    for (const end = since + CALM_MS; Date.now() < end; await sleep(500)) {
      const now = countDone(ledger, await this.helpdesk.read(), this.helpdesk.words);
      if (now === ledger.length) return;
      if (now > done) [done, since] = [now, Date.now()];
      if (Date.now() - since > NO_PROGRESS_MS) break;
    }
    this.findings.push({ kind: 'stuck', what: `${ledger.length - done} of ${ledger.length} tickets were not done in calm` });
  }

  /** Nothing new begins, what was begun comes to its end, and all stop. */
  async #end() {
    this.doneAfter = (Date.now() - this.stormBegan) / 1000;
    await this.#drain();
    await this.#untilEmpty();
    for (const otai of this.storm.members) this.findings.push(...(otai.isAlive ? await stop(otai) : [crash(otai)]));
  }

  /** As an operator does, from a process of his own. */
  async #drain() {
    const operator = this.place.otai('operator', ['fleet', 'drain']);
    await operator.ended;
    if (operator.child.exitCode !== 0) this.findings.push(crash(operator));
  }

  async #untilEmpty() {
    const connection = new Redis(this.redis.url);
    const queues = PIPELINES.map((name) => new Queue(name, { connection, prefix: PREFIX }));
    let left = [];
    for (const end = Date.now() + EMPTY_WITHIN_MS; Date.now() < end; await sleep(200)) {
      left = await Promise.all(
        queues.map((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'waiting-children', 'prioritized')),
      );
      if (left.every((count) => count === 0)) break;
    }
    const failed = await Promise.all(queues.map((queue) => queue.getFailedCount()));
    this.givenUp = failed.reduce((sum, count) => sum + count, 0);
    if (left.some((count) => count > 0)) this.findings.push({ kind: 'stuck', what: `jobs are left: ${left.join(', ')}` });
    await Promise.all(queues.map((queue) => queue.close()));
    connection.disconnect();
  }

  async #judge() {
    const { ledger } = this.customers;
    this.found = await this.helpdesk.read();
    this.notesDue = countDue(ledger);
    this.remembered = await this.journal.read();
    this.findings.push(...judge(ledger, this.found, this.helpdesk.words), ...this.remembered.findings(), ...this.#leaks());
    // A server's journal goes with it.
    if (this.findings.length > 0) writeFileSync(join(this.place.folder, 'journal.json'), JSON.stringify(this.remembered, null, 1));
  }

  /** All that Redis was ever told is in its log. */
  #leaks() {
    const folder = join(this.redis.folder, 'appendonlydir');
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
    const { HELPDESK_SECRET: secret } = this.helpdesk.env('');
    const leaks = [...privateIn(texts), ...(texts.some((text) => text.includes(secret)) ? ['the password of the helpdesk'] : [])];
    return leaks.map((text) => ({ kind: 'wrong', what: `Redis was told what is private: "${text}"` }));
  }
}
