import type {
  AdoptedRun,
  ClaimRequest,
  ClaimVerdict,
  Durability,
  Journal,
  JournalEntry,
  RunDetails,
  RunFilter,
  RunPart,
  TicketFilter,
} from './journal.js';
import type { RunRecord, TicketRecord, TicketVersion, WriteRecord } from './journal-records.js';
import { JournalError } from './journal.error.js';
import type { TicketKey } from './ticket-work.js';

/** A journal in a database, which is looked for no sooner than the journal is opened. */
export class DeferredJournal implements Journal {
  readonly durable = true;
  #opening: Promise<Journal> | undefined;
  #journal: Journal | undefined;

  constructor(
    readonly location: string,
    private readonly begin: () => Promise<Journal>,
  ) {}

  get isNew(): boolean {
    return this.#open.isNew === true;
  }

  async open(): Promise<void> {
    this.#opening ??= this.begin();
    try {
      this.#journal = await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** What was never opened needs no closing. */
  async close(): Promise<void> {
    const journal = this.#journal;
    this.#journal = undefined;
    this.#opening = undefined;
    await journal?.close();
  }

  get #open(): Journal {
    if (this.#journal !== undefined) return this.#journal;
    throw new JournalError('OTAI_JOURNAL_UNAVAILABLE', `The journal ${this.location} is not open`, {
      hint: 'it is open from the start of the application to its end: await app.init() before the first run',
      retryable: false,
    });
  }

  put(entry: JournalEntry, counts?: () => boolean): void {
    this.#open.put(entry, counts);
  }

  async flush(runId?: string, durability?: Durability): Promise<void> {
    return this.#open.flush(runId, durability);
  }

  async claim(request: ClaimRequest): Promise<readonly ClaimVerdict[]> {
    return this.#open.claim(request);
  }

  confirm(key: TicketKey, version: TicketVersion, counts?: () => boolean): void {
    this.#open.confirm(key, version, counts);
  }

  async adopt(pipelines: readonly string[], limit: number, except?: readonly string[]): Promise<readonly AdoptedRun[]> {
    return this.#open.adopt(pipelines, limit, except);
  }

  async load(runId: string, part?: RunPart): Promise<AdoptedRun | undefined> {
    return this.#open.load(runId, part);
  }

  async writes(keys: readonly string[]): Promise<readonly WriteRecord[]> {
    return this.#open.writes(keys);
  }

  async countWrites(ticket: TicketKey, since: number): Promise<number> {
    return this.#open.countWrites(ticket, since);
  }

  async cursor(name: string): Promise<string | undefined> {
    return this.#open.cursor(name);
  }

  async moveCursor(name: string, to: string): Promise<void> {
    return this.#open.moveCursor(name, to);
  }

  async runs(filter?: RunFilter): Promise<readonly RunRecord[]> {
    return this.#open.runs(filter);
  }

  async run(runId: string): Promise<RunDetails | undefined> {
    return this.#open.run(runId);
  }

  async tickets(filter?: TicketFilter): Promise<readonly TicketRecord[]> {
    return this.#open.tickets(filter);
  }

  async release(keys: readonly TicketKey[], how: 'retry' | 'drop'): Promise<number> {
    return this.#open.release(keys, how);
  }

  async prune(now: number): Promise<void> {
    return this.#open.prune(now);
  }
}
