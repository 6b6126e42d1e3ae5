import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { RedisServer } from '../../packages/otai-bullmq/test/support/redis-server.mjs';
import { Customers } from '../faults/customers.mjs';
import { countDone, countDue, judge } from '../faults/judge.mjs';
import { crash, stop } from '../faults/stop.mjs';
import { openLeftovers } from './leftovers.mjs';
import { FleetPlace } from './workplace.mjs';

const WORKERS = ['worker-a', 'worker-b', 'worker-c'];
/** A process that stands still for so long has lost its jobs by then. */
const STANDS_STILL_MS = [2500, 4500];
const CALM_MS = 120_000;
/** Nobody waits longer for tickets of which none is done meanwhile. */
const NO_PROGRESS_MS = 45_000;

/** One helpdesk, one Redis, one journal; three workers and a scheduler that die again and again, until all tickets must be done. */
export class FleetCampaign {
  findings = [];
  counts = { worker: 0, scheduler: 0, pause: 0, redisRestart: 0, redisPause: 0 };
  #members = new Map();
  /** Those that stand still at the moment. */
  #still = new Set();

  /** @param options - `Helpdesk`; `name`; `random`; `tickets`; `kills`; `journal`: opens `{ url, stop, name }` */
  constructor({ Helpdesk, name, random, tickets, kills, journal }) {
    Object.assign(this, { Helpdesk, name, random, tickets, killsWanted: kills, openJournal: journal });
  }

  get title() {
    return this.Helpdesk.title;
  }

  async run() {
    const began = Date.now();
    try {
      await this.#prepare();
      await this.#storm();
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

  get kills() {
    return this.counts.worker + this.counts.scheduler;
  }

  async #prepare() {
    this.helpdesk = await this.Helpdesk.start(`/tmp/otai-fleet-${this.name}-${process.pid}`);
    this.redis = await RedisServer.start(['--appendonly', 'yes']);
    this.journal = await this.openJournal();
    this.place = new FleetPlace({ helpdesk: this.helpdesk, journal: this.journal.url, redis: this.redis.url });
    this.customers = new Customers(this.helpdesk, this.random, this.tickets);
    for (const slot of WORKERS) this.#begin(slot);
    this.#begin('scheduler');
  }

  #begin(slot) {
    this.#members.set(slot, this.place.start(slot === 'scheduler' ? 'scheduler' : 'worker', slot));
  }

  /** Customers write, and everything dies or stands still meanwhile. */
  async #storm() {
    const random = this.random.fork('storm');
    const share = Math.ceil(this.tickets / this.killsWanted);
    await Promise.all([...this.#members.values()].map((otai) => otai.says(/waiting for|run_started/, 20_000)));
    this.stormBegan = Date.now();
    for (let i = 0; this.kills < this.killsWanted; i++) {
      await this.#customersWrite(share);
      await sleep(random.integer(300, 1200));
      if (i === Math.floor(this.killsWanted / 3)) void this.#restartRedis();
      if (i === Math.floor((this.killsWanted * 2) / 3)) void this.#pauseRedis();
      if (i % 5 === 2) void this.#standStill(random);
      await this.#kill(random);
    }
    await this.customers.write(Infinity);
  }

  async #customersWrite(count) {
    await this.customers.write(count);
  }

  async #kill(random) {
    const slot = random.chance(0.25) ? 'scheduler' : random.pick(WORKERS.filter((one) => !this.#still.has(one)));
    const otai = this.#members.get(slot);
    if (!otai.isAlive) this.findings.push(crash(otai));
    await otai.kill();
    this.counts[slot === 'scheduler' ? 'scheduler' : 'worker'] += 1;
    await sleep(random.integer(0, 400));
    this.#begin(slot);
  }

  /** A worker stands still for longer than its jobs are its own, and goes on as if nothing were. */
  async #standStill(random) {
    const slot = random.pick(WORKERS.filter((one) => !this.#still.has(one)));
    const otai = this.#members.get(slot);
    this.#still.add(slot);
    otai.child.kill('SIGSTOP');
    this.counts.pause += 1;
    await sleep(random.integer(...STANDS_STILL_MS));
    otai.child.kill('SIGCONT');
    await sleep(500);
    this.#still.delete(slot);
  }

  async #restartRedis() {
    await this.redis.end('SIGKILL');
    await sleep(700);
    await this.redis.begin();
    this.counts.redisRestart += 1;
  }

  /** As a network does that nobody hears through. */
  async #pauseRedis() {
    this.redis.signal('SIGSTOP');
    await sleep(1500);
    this.redis.signal('SIGCONT');
    this.counts.redisPause += 1;
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
    this.findings.push(...(await stop(this.#members.get('scheduler'))));
    for (const slot of WORKERS) this.findings.push(...(await stop(this.#members.get(slot))));
  }

  /** As an operator does, from a process of his own. */
  async #drain() {
    const operator = this.place.otai('operator', ['fleet', 'drain']);
    await operator.ended;
    if (operator.child.exitCode !== 0) this.findings.push(crash(operator));
  }

  async #untilEmpty() {
    const connection = new Redis(this.redis.url);
    const queues = ['route', 'billing', 'network'].map((name) => new Queue(name, { connection, prefix: 'proof' }));
    const end = Date.now() + 30_000;
    let left = [];
    do {
      await sleep(200);
      left = await Promise.all(
        queues.map((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'waiting-children', 'prioritized')),
      );
    } while (left.some((count) => count > 0) && Date.now() < end);
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
    this.findings.push(...judge(ledger, this.found, this.helpdesk.words), ...(await openLeftovers(this.journal.url, this.place.folder)));
  }
}
