import type { Ticket } from '../../api/tickets/ticket.js';
import type { Durability } from '../../journal/journal.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import type { TicketWrite, Writer } from '../write-port.js';
import { keepOwn, keepUncertain, tell, type OwnIds } from './own-write.js';
import type { WriteNames } from './write-names.js';
import { fieldsAfter, fieldsBefore } from './write-record.js';

/** What a ledger writes down. */
export interface LedgerEntry {
  readonly writer: Writer;
  readonly write: TicketWrite;
  readonly names: WriteNames;
  readonly storeTexts: boolean;
}

type Outcome = Pick<WriteRecord, 'state'> & Partial<OwnIds>;

/** Writes down one write: in the journal, in the run, and for whoever watches. */
export class WriteLedger {
  readonly #begun: number;

  constructor(private readonly entry: LedgerEntry) {
    this.#begun = this.#now;
  }

  /**
   * Makes sure that an interruption from now on is known to have met this write; where that is safe only `soon`, one by a power cut excepted.
   *
   * @throws JournalError (as a rejection): then the write must not be made
   */
  async intend(durability: Durability): Promise<void> {
    const { writer, write } = this.entry;
    const { run } = writer;
    this.#put(this.#record({ state: 'intended' }));
    try {
      await run.ask((journal) => journal.flush(run.id, durability));
    } catch (error) {
      this.#put(this.#record({ state: 'failed' }));
      throw error;
    }
    if (durability === 'safe' && write.ticketId !== null) run.work.keepSafe(write.system, write.ticketId);
  }

  /** The write is made: `answer` is what the helpdesk gave. */
  done(answer: unknown): OwnIds {
    const ids = this.own(answer);
    this.#put(this.#record({ state: 'done', ...ids }, answer));
    tell(this.entry.writer, this.entry.write);
    return ids;
  }

  /** The write was made before an interruption, as has turned out now. */
  wasDone(record: WriteRecord, answer: unknown): OwnIds {
    const ids = this.own(answer);
    this.#put({ ...record, state: 'done', settledAt: this.#now, ...ids });
    tell(this.entry.writer, this.entry.write);
    return ids;
  }

  /** The write would have been made. */
  previewed(): void {
    this.#put(this.#record({ state: 'done' }));
    tell(this.entry.writer, this.entry.write);
  }

  /** The write has failed: either nothing was changed, or nobody knows. */
  failed(cameToNothing: boolean): void {
    this.#put(this.#record({ state: cameToNothing ? 'failed' : 'intended' }));
    if (!cameToNothing) keepUncertain(this.entry.writer, this.entry.write);
  }

  /** Lets the run know what it wrote itself: it is no news. */
  own(answer: unknown): OwnIds {
    const { write, names, writer } = this.entry;
    return keepOwn({ writer, write, reference: names.reference }, answer);
  }

  /** @param answer - has ids and names that only the helpdesk knew */
  #record(outcome: Outcome, answer?: unknown): WriteRecord {
    const { writer, write, names, storeTexts } = this.entry;
    const { run, path } = writer;
    const { system, ticketId, operation } = write;
    const options = {
      storeTexts,
      reference: names.reference,
      answer: operation === 'addNote' ? undefined : (answer as Ticket | undefined),
    };
    const before = fieldsBefore(write, options);
    return {
      key: names.key,
      runId: run.id,
      path,
      pipeline: run.pipeline,
      system,
      ticketId: outcome.ticketId ?? ticketId,
      operation,
      state: outcome.state,
      dryRun: run.dryRun,
      before: before && JSON.stringify(before),
      after: JSON.stringify(fieldsAfter(write, options)),
      noteId: outcome.noteId ?? null,
      intendedAt: this.#begun,
      settledAt: outcome.state === 'intended' ? null : this.#now,
    };
  }

  #put(write: WriteRecord): void {
    this.entry.writer.run.environment.journal.put({ type: 'write', write });
  }

  get #now(): number {
    return this.entry.writer.run.environment.clock.now();
  }
}
