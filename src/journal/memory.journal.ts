import { SystemClock, type Clock } from '../api/clock.js';
import type {
  AdoptedRun,
  ClaimCandidate,
  ClaimRequest,
  ClaimVerdict,
  Journal,
  JournalEntry,
  RunDetails,
  RunEnded,
  RunFilter,
  RunPart,
  TicketFilter,
} from './journal.js';
import type { RunRecord, TicketRecord, TicketVersion, WriteRecord } from './journal-records.js';
import { RunMemory } from './run-memory.js';
import { partOf } from './run-part.js';
import { judge, confirm, release, settle, setFree, type TicketKey } from './ticket-work.js';
import { TicketMemory } from './ticket-memory.js';

/** How much a {@link MemoryJournal} keeps. */
export interface MemoryJournalOptions {
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How many runs, with their steps and writes; unfinished ones are kept beyond that. Default 1000. */
  readonly maxRuns?: number;
  /** How many tickets; claimed ones are kept beyond that. Default 100,000. */
  readonly maxTickets?: number;
  /** How long finished runs are kept, milliseconds. Default: as long as there is room. */
  readonly keep?: number;
  /** How long tickets are kept that nobody has seen, milliseconds. Default: as long as there is room. */
  readonly keepTickets?: number;
  /** Makes what tells one piece of work from all others. Default: a random UUID. */
  readonly newWorkId?: (() => string) | undefined;
}

/** Remembers as long as the process lives, and within bounds: what is oldest goes first, done before undone. */
export class MemoryJournal implements Journal {
  readonly durable: boolean = false;
  readonly location = 'memory';
  readonly #clock: Clock;
  readonly #runs: RunMemory;
  readonly #tickets: TicketMemory;
  readonly #cursors = new Map<string, string>();
  readonly #keep: { readonly runs: number; readonly tickets: number };
  readonly #newWorkId: (() => string) | undefined;

  constructor({ clock = new SystemClock(), maxRuns = 1000, maxTickets = 100_000, ...rest }: MemoryJournalOptions = {}) {
    const { keep, keepTickets, newWorkId } = rest;
    this.#newWorkId = newWorkId;
    this.#clock = clock;
    this.#runs = new RunMemory(maxRuns);
    this.#tickets = new TicketMemory(maxTickets);
    this.#keep = { runs: keep ?? Infinity, tickets: keepTickets ?? Infinity };
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  async flush(): Promise<void> {}

  put(entry: JournalEntry): void {
    switch (entry.type) {
      case 'run_started':
        return this.#runs.start(entry);
      case 'step':
        return this.#runs.addStep(entry.step);
      case 'write':
        return this.#runs.addWrite(entry.write);
      case 'ticket_settled':
        return this.#tickets.change(entry, (record) => settle(record, entry));
      case 'run_ended':
        return this.#endRun(entry);
    }
  }

  #endRun(ended: RunEnded): void {
    this.#runs.end(ended);
    if (ended.state === 'suspended') return;
    for (const record of this.#tickets.claimedBy(ended.runId)) this.#tickets.set(setFree(record, ended.at));
  }

  async claim(request: ClaimRequest): Promise<readonly ClaimVerdict[]> {
    return request.tickets.map((candidate) => {
      const verdict = judge(request, candidate, this.#standing(request, candidate), this.#newWorkId);
      if (verdict.verdict === 'claimed' && !request.dryRun) this.#tickets.set(verdict.record);
      this.#tickets.see({ ...candidate, pipeline: request.pipeline }, request.at);
      return verdict;
    });
  }

  #standing({ pipeline, runId }: ClaimRequest, { system, ticketId }: ClaimCandidate) {
    const holder = this.#tickets.holderOf({ system, ticketId });
    return { record: this.#tickets.get({ pipeline, system, ticketId }), isBusy: holder !== undefined && holder !== runId };
  }

  confirm(key: TicketKey, version: TicketVersion): void {
    this.#tickets.change(key, (record) => confirm(record, version, this.#clock.now()));
  }

  async adopt(pipelines: readonly string[], limit: number, except: readonly string[] = []): Promise<readonly AdoptedRun[]> {
    return this.#runs.resume({ pipelines, limit, except }).map((details) => ({ ...details, tickets: this.#tickets.of(details.run.runId) }));
  }

  async load(runId: string, part?: RunPart): Promise<AdoptedRun | undefined> {
    const details = this.#runs.get(runId);
    const whole = details && { ...details, tickets: this.#tickets.of(runId) };
    return whole && part ? partOf(whole, part) : whole;
  }

  async writes(keys: readonly string[]): Promise<readonly WriteRecord[]> {
    return keys.flatMap((key) => this.#runs.write(key) ?? []);
  }

  async countWrites(ticket: TicketKey, since: number): Promise<number> {
    return this.#runs.writesOf(ticket).filter(({ dryRun, state, intendedAt }) => !dryRun && state !== 'failed' && intendedAt >= since)
      .length;
  }

  async cursor(name: string): Promise<string | undefined> {
    return this.#cursors.get(name);
  }

  async moveCursor(name: string, to: string): Promise<void> {
    this.#cursors.set(name, to);
  }

  async runs({ pipeline, states, ticketId, limit = 50 }: RunFilter = {}): Promise<readonly RunRecord[]> {
    const lastRuns = ticketId === undefined ? undefined : new Set(this.#tickets.list({ ticketId }).map(({ runId }) => runId));
    const concerns = (run: RunRecord): boolean =>
      lastRuns === undefined || run.ticket === ticketId || lastRuns.has(run.runId) || this.#runs.hasWritten(run.runId, ticketId);
    return this.#runs
      .newest()
      .filter((run) => (pipeline ?? run.pipeline) === run.pipeline && (states?.includes(run.state) ?? true) && concerns(run))
      .slice(0, limit);
  }

  async run(runId: string): Promise<RunDetails | undefined> {
    return this.#runs.find(runId);
  }

  async tickets({ limit = 100, ...filter }: TicketFilter = {}): Promise<readonly TicketRecord[]> {
    return this.#tickets.list(filter).slice(0, limit);
  }

  async release(keys: readonly TicketKey[], how: 'retry' | 'drop'): Promise<number> {
    const held = keys.flatMap((key) => this.#tickets.get(key) ?? []).filter(({ state }) => state === 'quarantined');
    for (const record of held) this.#tickets.set(release(record, how, this.#clock.now()));
    return held.length;
  }

  async prune(now: number): Promise<void> {
    this.#tickets.forget(now - this.#keep.tickets);
    this.#runs.forget(now - this.#keep.runs, (write) => this.#isUndone(write));
  }

  #isUndone({ pipeline, system, ticketId }: WriteRecord): boolean {
    const record = ticketId === null ? undefined : this.#tickets.get({ pipeline, system, ticketId });
    return record !== undefined && record.state !== 'done';
  }
}
