import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Customers } from './customers.mjs';
import { countDone, countDue, judge } from './judge.mjs';
import { isKill, live } from './life.mjs';
import { canBeElsewhere, standStill } from './stand-still.mjs';
import { crash, stop } from './stop.mjs';
import { askOperator } from './operator.mjs';
import { Workplace } from './workplace.mjs';

/** The share of the kills that come amid the first tickets; the others come amid the replies. */
const STORM = 0.75;
/** Nobody waits longer for tickets of which none is done meanwhile. */
const NO_PROGRESS_MS = 25_000;
const CALM_MS = 90_000;

/** One helpdesk, its customers, and otai, which dies again and again: until all tickets must be done. */
export class Campaign {
  findings = [];
  /** How often each process's end, and each trouble with the disk, came. */
  endings = new Map();
  kills = 0;

  /** @param options - `Helpdesk`, `Journal`: their classes; `name`; `random`; `tickets`; `kills` */
  constructor({ Helpdesk, Journal, name, random, tickets, kills }) {
    Object.assign(this, { Helpdesk, Journal, name, random, tickets, killsWanted: kills });
  }

  get title() {
    return this.Helpdesk.title;
  }

  /** What could not be tried here, and why. */
  get untried() {
    return this.journal?.untried ?? [];
  }

  async run() {
    const began = Date.now();
    try {
      await this.#prepare();
      await this.#storm(Math.round(this.killsWanted * STORM));
      await this.#standStill();
      await this.#troubles();
      await this.#calm();
      await this.customers.replyCalmly(Math.ceil(this.tickets / 4));
      await this.#storm(this.killsWanted);
      await this.#calm();
      if (this.isDone) await this.#idle();
      await this.#judge();
    } finally {
      await this.place?.close();
      await this.helpdesk?.stop();
      await this.journal?.stop();
      this.seconds = (Date.now() - began) / 1000;
    }
  }

  /** Takes away all it has left. */
  clean() {
    rmSync(this.place.folder, { recursive: true, force: true });
  }

  async #prepare() {
    const folder = Workplace.makeFolder(this.name);
    this.helpdesk = await this.Helpdesk.start(folder);
    this.place = new Workplace(folder, { helpdesk: this.helpdesk, random: this.random });
    this.journal = await this.Journal.start(this.place, this.random);
    this.place.writeConfig(this.journal.url);
    this.customers = new Customers(this.helpdesk, this.random, this.tickets);
  }

  /** Lives until so many kills have been; in the middle of it two processes at a time, where the helpdesk lets in more than one. */
  async #storm(kills) {
    this.#hurt();
    const isDuel = this.helpdesk.isRemote;
    const first = this.kills;
    const third = Math.round((kills - first) / 3);
    await this.#lives('a', first + third);
    if (isDuel) await Promise.all([this.#lives('a', first + third * 2), this.#lives('b', first + third * 2)]);
    await this.#lives('a', kills);
  }

  #hurt() {
    this.place.hurt();
    this.journal.hurt();
  }

  #heal() {
    this.place.heal();
    this.journal.heal();
  }

  /** A process stands still for so long, amid its work, that another takes it for dead; and goes on while that one does. */
  async #standStill() {
    if (!this.helpdesk.isRemote) return;
    if (!canBeElsewhere) {
      this.untried.push('a process that stands still (looking like another machine needs root)');
      return;
    }
    await this.#customersWrite();
    this.#noteTrouble(await standStill(this.place, this.random.fork('stands still'), () => this.journal.isFree));
  }

  async #lives(slot, kills) {
    const random = this.random.fork(`lives of ${slot} to ${kills}`);
    while (this.kills < kills) {
      await this.#customersWrite();
      const { ending, findings } = await live(this.place, slot, random);
      this.#note(ending, findings);
      if (isKill(ending)) this.kills += 1;
    }
  }

  /** A few tickets before each life, so that there are as many lives as tickets last. */
  async #customersWrite() {
    const share = Math.ceil(this.tickets / (this.killsWanted * STORM * 0.9));
    await this.customers.write(share);
  }

  async #troubles() {
    this.#heal();
    for (const make of this.journal.troubles(this.random)) this.#noteTrouble(await make());
  }

  /** Nothing fails any more: all must be done soon, though nobody starts the process again. */
  async #calm() {
    await this.customers.write(Infinity);
    this.#heal();
    const otai = await this.place.start('a', { title: 'calm' });
    this.isDone = await this.#waitUntilDone(otai);
    if (otai.isAlive) this.findings.push(...(await stop(otai)));
    else this.findings.push(crash(otai));
  }

  async #waitUntilDone(otai) {
    const { ledger } = this.customers;
    let [done, since] = [-1, Date.now()];
    for (const end = since + CALM_MS; Date.now() < end && otai.isAlive; await sleep(200)) {
      const now = countDone(ledger, await this.helpdesk.read(), this.helpdesk.words);
      if (now === ledger.length) return true;
      if (now > done) [done, since] = [now, Date.now()];
      if (Date.now() - since > NO_PROGRESS_MS) break;
    }
    const what = `${ledger.length - done} of ${ledger.length} tickets were not done in calm`;
    this.findings.push({ kind: 'stuck', what, log: otai.logFile });
    return false;
  }

  /** When all is done, a run finds nothing to do. */
  async #idle() {
    const before = JSON.stringify(await this.helpdesk.read());
    const otai = await this.place.start('a', { title: 'idle', args: ['run', '--json', '--once'] });
    await otai.ended;
    if (otai.child.exitCode !== 0) this.findings.push(crash(otai));
    if (JSON.stringify(await this.helpdesk.read()) === before) return;
    this.findings.push({ kind: 'wrong', what: `${otai.name} wrote, though all was done`, log: otai.logFile });
  }

  async #judge() {
    const { ledger } = this.customers;
    this.found = await this.helpdesk.read();
    this.notesDue = countDue(ledger);
    this.findings.push(...judge(ledger, this.found, this.helpdesk.words), ...(await this.#askJournal()));
  }

  /** Nothing may be left unfinished in it. */
  async #askJournal() {
    this.remembered = await this.journal.read();
    if (this.remembered === undefined) return [];
    this.journalFigures = { ...this.remembered.figures(), cuts: this.journal.cuts };
    return [...this.remembered.findings(), ...(await askOperator(this.place, this.journalFigures))];
  }

  #noteTrouble({ what, isFelt = true, findings }) {
    this.#note(isFelt ? what : `${what}, not felt`, findings);
  }

  #note(ending, findings) {
    this.findings.push(...findings);
    if (ending !== undefined) this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
  }
}
