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
} from '../journal/journal.js';
import { JournalError } from '../journal/journal.error.js';
import type { RunRecord, TicketRecord, TicketVersion, WriteRecord } from '../journal/journal-records.js';

/**
 * Whether this process still has a job for itself. Whoever stood still for too long has lost it to another process, and must leave no trace from
 * then on, neither in the journal nor in the helpdesk.
 */
export interface JobHold {
  /** Tells without asking anybody: false as soon as another process might have it, and from then on. */
  isSure(): boolean;
  /** Makes sure of it for a while to come. `false`: it is lost. */
  renew(): Promise<boolean>;
  /** Aborts when it is lost. */
  readonly lost: AbortSignal;
}

type TicketKey = Pick<TicketRecord, 'pipeline' | 'system' | 'ticketId'>;

/** The journal, as one job may use it: nothing is remembered of a job that another process may have, and nothing is begun for it. */
export class HeldJournal implements Journal {
  /** What waits to be written may wait for longer than the job is ours, when this process stands still. */
  readonly #counts = (): boolean => this.hold.isSure();

  constructor(
    private readonly inner: Journal,
    private readonly hold: JobHold,
  ) {}

  get durable(): boolean {
    return this.inner.durable;
  }

  get location(): string {
    return this.inner.location;
  }

  open(): Promise<void> {
    return this.inner.open();
  }

  /** The journal is the application's: it goes on. */
  close(): Promise<void> {
    return this.inner.flush();
  }

  put(entry: JournalEntry): void {
    if (this.hold.isSure()) this.inner.put(entry, this.#counts);
  }

  confirm(record: TicketKey, version: TicketVersion): void {
    if (this.hold.isSure()) this.inner.confirm(record, version, this.#counts);
  }

  /** Whoever flushes is about to do what cannot be undone: it must be sure of the job before, and still be so afterwards. */
  flush(runId?: string, durability?: Durability): Promise<void> {
    return this.#surely(runId, () => this.inner.flush(runId, durability));
  }

  claim(request: ClaimRequest): Promise<readonly ClaimVerdict[]> {
    return this.#surely(request.runId, () => this.inner.claim(request));
  }

  async #surely<T>(runId: string | undefined, work: () => Promise<T>): Promise<T> {
    if (!(await this.hold.renew())) throw takenOver(runId);
    const result = await work();
    // It may have taken long: what comes next takes its while, too.
    if (!(await this.hold.renew())) throw takenOver(runId);
    return result;
  }

  adopt(pipelines: readonly string[], limit: number, except?: readonly string[]): Promise<readonly AdoptedRun[]> {
    return this.inner.adopt(pipelines, limit, except);
  }

  load(runId: string, part?: RunPart): Promise<AdoptedRun | undefined> {
    return this.inner.load(runId, part);
  }

  writes(keys: readonly string[]): Promise<readonly WriteRecord[]> {
    return this.inner.writes(keys);
  }

  countWrites(ticket: TicketKey, since: number): Promise<number> {
    return this.inner.countWrites(ticket, since);
  }

  cursor(name: string): Promise<string | undefined> {
    return this.inner.cursor(name);
  }

  moveCursor(name: string, to: string): Promise<void> {
    return this.inner.moveCursor(name, to);
  }

  runs(filter?: RunFilter): Promise<readonly RunRecord[]> {
    return this.inner.runs(filter);
  }

  run(runId: string): Promise<RunDetails | undefined> {
    return this.inner.run(runId);
  }

  tickets(filter?: TicketFilter): Promise<readonly TicketRecord[]> {
    return this.inner.tickets(filter);
  }

  release(tickets: readonly TicketKey[], how: 'retry' | 'drop'): Promise<number> {
    return this.inner.release(tickets, how);
  }

  prune(now: number): Promise<void> {
    return this.inner.prune(now);
  }
}

function takenOver(runId: string | undefined): JournalError {
  return new JournalError(
    'OTAI_JOURNAL_TAKEN_OVER',
    `The work on run ${runId ?? ''} may be another process's by now, since this one stood still`,
    {
      hint: 'it goes on there',
    },
  );
}
