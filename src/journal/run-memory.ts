import type { RunDetails, RunEnded, RunStarted } from './journal.js';
import type { RunRecord, StepRecord, WriteRecord } from './journal-records.js';
import { endRun, isUnfinished, startRun } from './run-work.js';
import type { TicketKey } from './ticket-work.js';

interface Remembered {
  run: RunRecord;
  /** By path. Most runs have none here: only a durable journal is told of them. */
  steps: Map<string, StepRecord> | undefined;
  writes: Set<string> | undefined;
}

/** Which runs to take up. */
interface Resumption {
  readonly pipelines: readonly string[];
  readonly limit: number;
  readonly except: readonly string[];
}

/** The runs of a journal in memory with their steps and writes, within bounds. */
export class RunMemory {
  /** The oldest first. */
  readonly #runs = new Map<string, Remembered>();
  #oldest = this.#runs.entries();
  readonly #writes = new Map<string, WriteRecord>();
  /** The keys of the writes of a ticket. */
  readonly #byTicket = new Map<string, Set<string>>();

  constructor(private readonly capacity: number) {}

  start(started: RunStarted): void {
    const { runId } = started.run;
    if (this.#runs.has(runId)) return;
    this.#runs.set(runId, { run: startRun(started), steps: undefined, writes: undefined });
    if (this.#runs.size > this.capacity) this.#evict();
  }

  end(ended: RunEnded): void {
    const known = this.#runs.get(ended.runId);
    if (known !== undefined && isUnfinished(known.run)) known.run = endRun(known.run, ended);
  }

  addStep(step: StepRecord): void {
    const known = this.#runs.get(step.runId);
    if (known !== undefined) (known.steps ??= new Map()).set(step.path, step);
  }

  addWrite(write: WriteRecord): void {
    const known = this.#runs.get(write.runId);
    if (known === undefined) return;
    const before = this.#writes.get(write.key);
    if (before !== undefined && before.runId !== write.runId) this.#forgetWrite(write.key);
    (known.writes ??= new Set()).add(write.key);
    this.#writes.set(write.key, write);
    if (write.ticketId !== null) this.#index({ ...write, ticketId: write.ticketId }, write.key);
  }

  #index(ticket: TicketKey, key: string): void {
    const place = placeOf(ticket);
    this.#byTicket.set(place, (this.#byTicket.get(place) ?? new Set()).add(key));
  }

  write(key: string): WriteRecord | undefined {
    return this.#writes.get(key);
  }

  writesOf(ticket: TicketKey): readonly WriteRecord[] {
    return this.#all(this.#byTicket.get(placeOf(ticket)));
  }

  hasWritten(runId: string, ticketId: string | undefined): boolean {
    return this.#all(this.#runs.get(runId)?.writes).some((write) => write.ticketId === ticketId);
  }

  #all(keys: ReadonlySet<string> = new Set()): WriteRecord[] {
    return [...keys].flatMap((key) => this.#writes.get(key) ?? []);
  }

  newest(): RunRecord[] {
    return [...this.#runs.values()].map(({ run }) => run).toReversed();
  }

  get(runId: string): RunDetails | undefined {
    const known = this.#runs.get(runId);
    return known && this.#details(known);
  }

  find(beginning: string): RunDetails | undefined {
    const exact = this.#runs.get(beginning);
    const [found, another] = exact === undefined ? [...this.#runs.values()].filter(({ run }) => run.runId.startsWith(beginning)) : [exact];
    return found === undefined || another !== undefined ? undefined : this.#details(found);
  }

  #details({ run, steps, writes }: Remembered): RunDetails {
    return { run, steps: [...(steps?.values() ?? [])], writes: this.#all(writes) };
  }

  /** Takes up runs that were suspended, the oldest first: in memory nobody else can have left any. */
  resume({ pipelines, limit, except }: Resumption): readonly RunDetails[] {
    const waiting = [...this.#runs.values()].filter(
      ({ run }) => run.state === 'suspended' && pipelines.includes(run.pipeline) && !except.includes(run.runId),
    );
    return waiting.slice(0, limit).map((known) => {
      known.run = { ...known.run, state: 'running', error: null, resumptions: known.run.resumptions + 1 };
      return this.#details(known);
    });
  }

  /** Forgets runs that finished before a time; not those with a write that somebody may have to look up yet. */
  forget(before: number, isNeeded: (write: WriteRecord) => boolean): void {
    for (const [runId, { run, writes }] of this.#runs) {
      if (run.finishedAt !== null && run.finishedAt < before && !this.#all(writes).some(isNeeded)) this.#delete(runId);
    }
  }

  /** To begin at the front each time would go over the places of all that went before. */
  #evict(): void {
    for (let tries = this.#runs.size; tries > 0; tries -= 1) {
      const { value: next, done } = this.#oldest.next();
      if (done === true) this.#oldest = this.#runs.entries();
      else if (!isUnfinished(next[1].run)) return this.#delete(next[0]);
    }
  }

  #delete(runId: string): void {
    for (const key of this.#runs.get(runId)?.writes ?? []) this.#forgetWrite(key);
    this.#runs.delete(runId);
  }

  #forgetWrite(key: string): void {
    const write = this.#writes.get(key);
    if (write === undefined) return;
    this.#writes.delete(key);
    this.#runs.get(write.runId)?.writes?.delete(key);
    if (write.ticketId === null) return;
    const place = placeOf({ ...write, ticketId: write.ticketId });
    this.#byTicket.get(place)?.delete(key);
    if (this.#byTicket.get(place)?.size === 0) this.#byTicket.delete(place);
  }
}

function placeOf({ pipeline, system, ticketId }: TicketKey): string {
  return `${pipeline}\0${system}\0${ticketId}`;
}
