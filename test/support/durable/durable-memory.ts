import type { Clock } from '../../../src/api/clock.js';
import type {
  AdoptedRun,
  ClaimRequest,
  ClaimVerdict,
  Durability,
  Journal,
  JournalEntry,
  RunFilter,
  TicketFilter,
} from '../../../src/journal/journal.js';
import { JournalError } from '../../../src/journal/journal.error.js';
import type { TicketRecord, TicketVersion } from '../../../src/journal/journal-records.js';
import { MemoryJournal } from '../../../src/journal/memory.journal.js';

type TicketKey = Pick<TicketRecord, 'pipeline' | 'system' | 'ticketId'>;

/**
 * What outlives the processes of a test: the records that were flushed, and who works on which run. A power cut takes what was not safe by then:
 * so everything that changes it is kept, to be done again up to there.
 */
export class DurableMemory {
  readonly #clock: Clock;
  #records: MemoryJournal;
  #owners = new Map<string, ProcessJournal>();
  #adoption: Promise<unknown> = Promise.resolve();
  #changes: (() => unknown)[] = [];
  /** How many of them are safe. */
  #safe = 0;
  #now = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#records = this.#blank();
  }

  get records(): MemoryJournal {
    return this.#records;
  }

  /** The same changes give the same records. */
  #blank(): MemoryJournal {
    let works = 0;
    const clock = { now: () => this.#now, after: () => () => undefined };
    return new MemoryJournal({ clock, maxRuns: Infinity, maxTickets: Infinity, newWorkId: () => `work-${(works += 1)}` });
  }

  /** Changes what is remembered; it has been done when this returns. */
  change<T>(work: (records: MemoryJournal) => T): T {
    const at = this.#clock.now();
    const change = (): T => {
      this.#now = at;
      return work(this.#records);
    };
    this.#changes.push(change);
    return change();
  }

  /** From now on a power cut does not take what was remembered so far. */
  makeSafe(): void {
    this.#safe = this.#changes.length;
  }

  cutPower(): void {
    this.#records = this.#blank();
    this.#owners = new Map();
    this.#changes = this.#changes.slice(0, this.#safe);
    for (const change of this.#changes) change();
  }

  /** The journal as one more process opens it. */
  open(tie?: JournalTie): ProcessJournal {
    return new ProcessJournal(this, tie);
  }

  /** Remembers, unless the run is another process's by now. */
  keep(entry: JournalEntry, owner: ProcessJournal): void {
    this.change((records) => {
      if (entry.type === 'run_started') this.#owners.set(entry.run.runId, owner);
      if (!this.isLost(runOf(entry), owner)) records.put(entry);
    });
  }

  isLost(runId: string | undefined, owner: ProcessJournal): boolean {
    const actual = runId === undefined ? undefined : this.#owners.get(runId);
    return actual !== undefined && actual !== owner;
  }

  /** One process after the other. */
  adopt(pipelines: readonly string[], taking: Taking): Promise<readonly AdoptedRun[]> {
    const adopted = this.#adoption.then(() => this.#adopt(pipelines, taking));
    this.#adoption = adopted.catch(() => undefined);
    return adopted;
  }

  async #adopt(pipelines: readonly string[], { limit, except, owner }: Taking): Promise<readonly AdoptedRun[]> {
    for (const { runId, pipeline } of await this.records.runs({ states: ['running'], limit: Infinity })) {
      const isDead = this.#owners.get(runId)?.isGone ?? true;
      // As the memory knows it, only what was suspended can be taken up.
      const suspended = { type: 'run_ended', runId, state: 'suspended', error: null, at: 0, durationMs: 0, writes: 0 } as const;
      if (pipelines.includes(pipeline) && isDead) this.change((records) => records.put(suspended));
    }
    const adopted = await this.change((records) => records.adopt(pipelines, limit, except));
    this.change(() => {
      for (const { run } of adopted) this.#owners.set(run.runId, owner);
    });
    this.makeSafe();
    return adopted;
  }
}

interface Taking {
  readonly limit: number;
  readonly except?: readonly string[] | undefined;
  readonly owner: ProcessJournal;
}

function runOf(entry: JournalEntry): string {
  switch (entry.type) {
    case 'run_started':
      return entry.run.runId;
    case 'step':
      return entry.step.runId;
    case 'write':
      return entry.write.runId;
    default:
      return entry.runId;
  }
}

/** How a journal hangs together with the process that has it open. */
export interface JournalTie {
  /** Called before and after everything becomes safe. It may never come back: then the process has died there. */
  readonly at?: ((moment: string) => Promise<void>) | undefined;
  /** Whether some of what waits becomes safe by itself now. Default: never. */
  readonly flushesBySelf?: (() => boolean) | undefined;
}

/** A journal that outlives its process, as one process has it open: what it has not flushed dies with it, and what is not safe with the power. */
export class ProcessJournal implements Journal {
  readonly durable = true;
  readonly location = 'durable memory';
  #waiting: (() => void)[] = [];
  #isGone = false;
  #isThoughtDead = false;

  constructor(
    private readonly memory: DurableMemory,
    private readonly tie: JournalTie = {},
  ) {}

  /** Whether its process has ended, or died, or looks like it. */
  get isGone(): boolean {
    return this.#isGone || this.#isThoughtDead;
  }

  /** The process stands still for so long that others take it for dead, until it says something again. */
  standStill(): void {
    this.#isThoughtDead = true;
  }

  /** The process dies: what was not flushed is lost. */
  cut(): void {
    this.#isGone = true;
    this.#waiting = [];
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {
    await this.flush();
    this.#isGone = true;
  }

  put(entry: JournalEntry): void {
    this.#add(() => this.memory.keep(entry, this));
  }

  confirm(key: TicketKey, version: TicketVersion): void {
    this.#add(() => this.memory.change((records) => records.confirm(key, version)));
  }

  #add(effect: () => void): void {
    if (this.#isGone) return;
    this.#waiting.push(effect);
    if (this.tie.flushesBySelf?.() === true) this.#commit();
  }

  /** Changes what is remembered, unless the power has been cut meanwhile: then whoever waits for it is dead. */
  #change<T>(work: (records: MemoryJournal) => Promise<T>): Promise<T> {
    return this.#isGone ? new Promise(() => undefined) : this.memory.change(work);
  }

  #commit(): void {
    this.#isThoughtDead = false;
    for (const effect of this.#waiting.splice(0)) effect();
  }

  async flush(runId?: string, durability: Durability = 'safe'): Promise<void> {
    await this.tie.at?.('before a flush');
    this.#commit();
    if (durability === 'safe') this.memory.makeSafe();
    if (this.memory.isLost(runId, this)) throw new JournalError('OTAI_JOURNAL_TAKEN_OVER', `the run ${runId} was taken over`);
    await this.tie.at?.('after a flush');
  }

  async claim(request: ClaimRequest): Promise<readonly ClaimVerdict[]> {
    await this.flush(request.runId, 'soon');
    const verdicts = await this.#change((records) => records.claim(request));
    await this.tie.at?.('after a claim');
    return verdicts;
  }

  async adopt(pipelines: readonly string[], limit: number, except?: readonly string[]): Promise<readonly AdoptedRun[]> {
    await this.flush();
    const adopted = await this.memory.adopt(pipelines, { limit, except, owner: this });
    await this.tie.at?.('after an adoption');
    return adopted;
  }

  load(runId: string) {
    return this.memory.records.load(runId);
  }

  writes(keys: readonly string[]) {
    return this.memory.records.writes(keys);
  }

  countWrites(ticket: TicketKey, since: number) {
    return this.memory.records.countWrites(ticket, since);
  }

  cursor(name: string) {
    return this.memory.records.cursor(name);
  }

  moveCursor(name: string, to: string) {
    return this.#change((records) => records.moveCursor(name, to));
  }

  runs(filter?: RunFilter) {
    return this.memory.records.runs(filter);
  }

  run(runId: string) {
    return this.memory.records.run(runId);
  }

  tickets(filter?: TicketFilter) {
    return this.memory.records.tickets(filter);
  }

  async release(keys: readonly TicketKey[], how: 'retry' | 'drop'): Promise<number> {
    await this.flush();
    return this.#change((records) => records.release(keys, how));
  }

  prune(now: number): Promise<void> {
    return this.memory.records.prune(now);
  }
}
