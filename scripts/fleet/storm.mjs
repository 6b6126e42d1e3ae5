import { setTimeout as sleep } from 'node:timers/promises';
import { crash } from '../faults/stop.mjs';

const WORKERS = ['worker-a', 'worker-b', 'worker-c'];
const SCHEDULER = 'scheduler';
/** Where a worker may be when it is hit: anywhere, at a new connection to the helpdesk, or at a point of a write on its way (see Door). */
const POINTS = { any: 6, connection: 2, seen: 2, sent: 3, answered: 3, relayed: 2 };
/** Nobody waits longer for a worker to come to that point. */
const LONGEST_WAIT_MS = 1500;
/** A process that stands still for so long has lost its jobs by then; and one that stands still shorter has not. */
const STANDS_STILL_MS = [
  [2500, 4500],
  [2500, 4500],
  [300, 1500],
];
/** Within a lock, so that nobody has taken over what a request was sent for that the helpdesk has not read yet. */
const HELPDESK_STANDS_STILL_MS = [800, 1500];
const REDIS_IS_AWAY_MS = [300, 1500];
const REDIS_STANDS_STILL_MS = [1000, 2500];

/** Three workers and a scheduler that die and stand still, again and again, and so do Redis and the helpdesk. */
export class Storm {
  findings = [];
  counts = { worker: 0, scheduler: 0, still: 0, redisRestart: 0, redisStill: 0, helpdeskStill: 0 };
  #members = new Map();
  /** Those that stand still at the moment. */
  #still = new Set();
  #sideshows = new Set();

  /** @param parts - `place`, `redis`, `helpdesk`, `random` */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Starts all processes. */
  async begin() {
    for (const slot of [...WORKERS, SCHEDULER]) await this.#start(slot);
    await Promise.all([...this.#members.values()].map((otai) => otai.says(/waiting for|run_started/, 20_000)));
  }

  /** The processes that live: the scheduler, then the workers. */
  get members() {
    return [SCHEDULER, ...WORKERS].map((slot) => this.#members.get(slot));
  }

  get kills() {
    return this.counts.worker + this.counts.scheduler;
  }

  /** Kills until it is enough, and has `meanwhile` called before each kill. */
  async rage(kills, meanwhile) {
    const random = this.random.fork('kills');
    for (let i = 0; this.kills < kills; i++) {
      await meanwhile();
      await sleep(random.integer(200, 1200));
      this.#beside(i, kills);
      await this.#kill(random, kills);
    }
    await Promise.all(this.#sideshows);
  }

  /** What else happens at that time. */
  #beside(i, kills) {
    const random = this.random.fork(`beside ${i}`);
    if (i === Math.floor(kills / 3)) this.#aside(this.#restartRedis(random));
    if (i === Math.floor((kills * 2) / 3)) this.#aside(this.#stopRedis(random));
    if (i % 8 === 5) this.#aside(this.#stopHelpdesk(random));
    if (i % 3 === 1) this.#aside(this.#standStill(random));
  }

  #aside(show) {
    const done = show
      .catch((error) => this.findings.push({ kind: 'wrong', what: String(error) }))
      .finally(() => this.#sideshows.delete(done));
    this.#sideshows.add(done);
  }

  async #start(slot) {
    this.#members.set(slot, await this.place.start(slot === SCHEDULER ? SCHEDULER : 'worker', slot));
  }

  async #kill(random, wanted) {
    // The scheduler at least once.
    const isDue = this.counts.scheduler === 0 && this.kills === wanted - 1;
    const slot = random.chance(0.25) || isDue ? SCHEDULER : random.pick(WORKERS);
    const point = random.weighted(POINTS);
    const pause = random.integer(0, 400);
    // One that stands still is hit by that alone.
    if (this.#still.has(slot)) return;
    const otai = this.#members.get(slot);
    if (!otai.isAlive) this.findings.push(crash(otai));
    if (slot !== SCHEDULER) await this.#until(slot, point, () => void otai.kill());
    await otai.kill();
    this.counts[slot === SCHEDULER ? 'scheduler' : 'worker'] += 1;
    await sleep(pause);
    await this.#start(slot);
  }

  /** Whoever wakes up after its jobs have become another's must find out before it writes. */
  async #standStill(random) {
    const slot = random.chance(0.2) ? SCHEDULER : random.pick(WORKERS);
    const [point, ms] = [random.weighted(POINTS), random.integer(...random.pick(STANDS_STILL_MS))];
    if (this.#still.has(slot)) return;
    this.#still.add(slot);
    const otai = this.#members.get(slot);
    if (slot !== SCHEDULER) await this.#until(slot, point, () => otai.child.kill('SIGSTOP'));
    otai.child.kill('SIGSTOP');
    if (otai.isAlive) this.counts.still += 1;
    await sleep(ms);
    otai.child.kill('SIGCONT');
    // What it does then is seen, too.
    await sleep(500);
    this.#still.delete(slot);
  }

  /** Resolves when the process of this slot has come to a point, or does not within a while. `hit` is called in that very moment. */
  async #until(slot, point, hit) {
    if (point === 'any') return;
    const door = this.place.doors.get(slot);
    const there = new AbortController();
    const come = () => {
      hit();
      there.abort();
    };
    if (point === 'connection') door.onConnection = come;
    else door.onWrite = (at) => void (at === point && come());
    await sleep(LONGEST_WAIT_MS, undefined, { signal: there.signal }).catch(() => undefined);
    [door.onConnection, door.onWrite] = [() => undefined, () => undefined];
  }

  async #restartRedis(random) {
    await this.redis.end('SIGKILL');
    await sleep(random.integer(...REDIS_IS_AWAY_MS));
    await this.redis.begin();
    this.counts.redisRestart += 1;
  }

  /** As a network does that nobody hears through. */
  async #stopRedis(random) {
    this.redis.signal('SIGSTOP');
    await sleep(random.integer(...REDIS_STANDS_STILL_MS));
    this.redis.signal('SIGCONT');
    this.counts.redisStill += 1;
  }

  async #stopHelpdesk(random) {
    const { process } = this.helpdesk;
    if (process === undefined) return;
    process.kill('SIGSTOP');
    await sleep(random.integer(...HELPDESK_STANDS_STILL_MS));
    process.kill('SIGCONT');
    this.counts.helpdeskStill += 1;
  }
}
