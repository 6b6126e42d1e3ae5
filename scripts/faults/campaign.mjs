import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Customers } from './customers.mjs';
import { damageJournal } from './damage.mjs';
import { denyWrites, fillDisk, limitFiles, mountSmallDisk } from './disk.mjs';
import { JournalReader } from './journal.mjs';
import { countDone, countDue, judge } from './judge.mjs';
import { isKill, live } from './life.mjs';
import { standStill } from './stand-still.mjs';
import { crash, stop } from './stop.mjs';
import { askOperator } from './operator.mjs';
import { Workplace } from './workplace.mjs';

/** The share of the kills that come amid the first tickets; the others come amid the replies. */
const STORM = 0.75;
/** So many of them while another process stands still. */
const STANDSTILL_KILLS = 4;
/** Nobody waits longer for tickets of which none is done meanwhile. */
const NO_PROGRESS_MS = 25_000;
const CALM_MS = 90_000;

/** One helpdesk, its customers, and otai, which dies again and again: until all tickets must be done. */
export class Campaign {
  findings = [];
  /** How often each process's end, and each trouble with the disk, came. */
  endings = new Map();
  kills = 0;
  /** What could not be tried here, and why. */
  untried = [];

  /** @param options - `Helpdesk`: its class; `name`; `seed`; `tickets`; `kills`; `isControl`: without a journal that lasts */
  constructor({ Helpdesk, name, random, tickets, kills, isControl = false }) {
    Object.assign(this, { Helpdesk, name, random, tickets, killsWanted: kills, isControl });
  }

  get title() {
    return this.Helpdesk.title;
  }

  async run() {
    const began = Date.now();
    try {
      await this.#prepare();
      await this.#storm(Math.round(this.killsWanted * STORM) - STANDSTILL_KILLS);
      await this.#standStill(STANDSTILL_KILLS);
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
      this.#leaveDisk();
      this.seconds = (Date.now() - began) / 1000;
    }
  }

  /** The journal stays for whoever looks into findings, though its disk goes. */
  #leaveDisk() {
    if (this.unmount === undefined) return;
    cpSync(this.place.journalFolder, join(this.place.folder, 'journal-at-the-end'), { recursive: true });
    this.unmount();
  }

  /** Takes away all it has left. */
  clean() {
    rmSync(this.place.folder, { recursive: true, force: true });
  }

  async #prepare() {
    const folder = Workplace.makeFolder(this.name);
    this.helpdesk = await this.Helpdesk.start(folder);
    this.place = new Workplace(folder, { helpdesk: this.helpdesk, random: this.random });
    if (this.helpdesk.isRemote) this.unmount = mountSmallDisk(this.place.journalFolder);
    this.place.writeConfig(this.isControl ? 'memory' : 'sqlite:journal/otai.db');
    this.customers = new Customers(this.helpdesk, this.random, this.tickets);
  }

  /** Lives until so many kills have been; in the middle of it two processes at a time, where the helpdesk lets in more than one. */
  async #storm(kills) {
    this.place.hurt();
    const isDuel = this.helpdesk.isRemote;
    const first = this.kills;
    const third = Math.round((kills - first) / 3);
    await this.#lives('a', first + third);
    if (isDuel) await Promise.all([this.#lives('a', first + third * 2), this.#lives('b', first + third * 2)]);
    await this.#lives('a', kills);
  }

  /** Another process stands still for so long, amid its work, that it is taken for dead; and goes on in the middle of those that have taken it over. */
  async #standStill(kills) {
    if (!this.helpdesk.isRemote) return this.#lives('a', this.kills + kills);
    const { what, findings } = await standStill(this.place, this.random.fork('stands still'), () => this.#lives('a', this.kills + kills));
    this.#note(what, findings);
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
    this.place.heal();
    await this.#trouble((slot) => limitFiles(this.place, slot, this.random.fork('limit')));
    if (!this.isControl) await this.#trouble((slot) => damageJournal(this.place, slot, this.random.fork('damage')));
    if (!this.helpdesk.isRemote) return;
    if (this.unmount === undefined) this.untried.push('disk full (mounting a small disk needs root)');
    else await this.#trouble((slot) => fillDisk(this.place, slot));
    await this.#trouble((slot) => denyWrites(this.place, slot));
  }

  async #trouble(make) {
    const { what, isFelt = true, findings } = await make('a');
    this.#note(isFelt ? what : `${what}, not felt`, findings);
  }

  /** Nothing fails any more: all must be done soon, though nobody starts the process again. */
  async #calm() {
    await this.customers.write(Infinity);
    this.place.heal();
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
    this.findings.push(...judge(ledger, this.found, this.helpdesk.words), ...this.#askJournal());
    if (!this.isControl) this.findings.push(...(await askOperator(this.place, this.journalFigures)));
  }

  /** Nothing may be left unfinished in it. */
  #askJournal() {
    this.journal = JournalReader.open(join(this.place.journalFolder, 'otai.db'));
    if (this.journal === undefined) return this.isControl ? [] : [{ kind: 'wrong', what: 'there is no journal' }];
    this.journalFigures = this.journal.figures();
    return this.journal.findings();
  }

  #note(ending, findings) {
    this.findings.push(...findings);
    if (ending !== undefined) this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
  }
}
