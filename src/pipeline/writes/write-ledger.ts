import { Logger } from '@nestjs/common';
import { messageOf } from '../../api/error-message.js';
import type { Note, Ticket } from '../../api/tickets/ticket.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import type { TicketWrite, Writer } from '../write-port.js';
import { ownNote } from './own-note.js';
import { noteOf, type WriteNames } from './write-names.js';
import { fieldsAfter, fieldsBefore } from './write-record.js';

/** What a ledger writes down. */
export interface LedgerEntry {
  readonly writer: Writer;
  readonly write: TicketWrite;
  readonly names: WriteNames;
  readonly storeTexts: boolean;
}

/** What a write has come to. */
export type OwnIds = Pick<WriteRecord, 'ticketId' | 'noteId'>;

type Outcome = Pick<WriteRecord, 'state'> & Partial<OwnIds>;

/** Writes down one write: in the journal, in the run, and for whoever watches. */
export class WriteLedger {
  readonly #begun: number;

  constructor(private readonly entry: LedgerEntry) {
    this.#begun = this.#now;
  }

  /**
   * Makes sure that an interruption from now on is known to have met this write.
   *
   * @throws JournalError (as a rejection): then the write must not be made
   */
  async intend(): Promise<void> {
    const { run } = this.entry.writer;
    run.environment.journal.put({ type: 'write', write: this.#record({ state: 'intended' }) });
    try {
      await run.ask((journal) => journal.flush(run.id));
    } catch (error) {
      this.#put(() => this.#record({ state: 'failed' }));
      throw error;
    }
  }

  /** The write is made: `answer` is what the helpdesk gave. */
  done(answer: unknown): OwnIds {
    const ids = this.own(answer);
    this.#put(() => this.#record({ state: 'done', ...ids }, answer));
    this.#tell();
    return ids;
  }

  /** The write was made before an interruption, as has turned out now. */
  wasDone(record: WriteRecord, answer: unknown): OwnIds {
    const ids = this.own(answer);
    this.#put(() => ({ ...record, state: 'done', settledAt: this.#now, ...ids }));
    this.#tell();
    return ids;
  }

  /** The write would have been made. */
  previewed(): void {
    this.#put(() => this.#record({ state: 'done' }));
    this.#tell();
  }

  /** The write has failed: either nothing was changed, or nobody knows. */
  failed(cameToNothing: boolean): void {
    this.#put(() => this.#record({ state: cameToNothing ? 'failed' : 'intended' }));
    if (!cameToNothing) this.#mayHaveWritten();
  }

  /** What may be the run's own is no news, and a ticket that it may have moved away must not be forgotten. */
  #mayHaveWritten(): void {
    const { write, writer } = this.entry;
    if (write.ticketId === null) return;
    writer.run.work.wrote(write.system, write.ticketId, { isUncertain: write.operation === 'updateTicket' });
  }

  /** Lets the run know what it wrote itself: it is no news. */
  own(answer: unknown): OwnIds {
    const { write, names, writer } = this.entry;
    const { work } = writer.run;
    if (write.operation === 'addNote') {
      const noteId = (answer as Note).id;
      work.wrote(write.system, write.ticketId, { noteId });
      return { ticketId: write.ticketId, noteId };
    }
    const ticket = answer as Ticket;
    const ticketId = write.ticketId ?? ticket.id;
    const note = noteOf(write);
    const noteId = note === undefined ? null : (ownNote(ticket.notes, note, names.reference)?.id ?? null);
    work.wrote(write.system, ticketId, { ticket, noteId });
    return { ticketId, noteId };
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

  /** Counts the write and tells whoever watches. */
  #tell(): void {
    const { writer, write } = this.entry;
    const { run, path } = writer;
    const { events } = run.environment;
    run.countWrite();
    if (events.watched) {
      events.emit({ type: 'ticket_written', runId: run.id, pipeline: run.pipeline, path, dryRun: run.dryRun, write });
    }
  }

  /** The write may be done: that it could not be recorded must not make it look as if it were not, for then it would be done again. */
  #put(record: () => WriteRecord): void {
    const { writer, write } = this.entry;
    const { pipeline, environment } = writer.run;
    try {
      environment.journal.put({ type: 'write', write: record() });
    } catch (error) {
      Logger.error(`a write of ${pipeline} to ${write.system} could not be recorded: ${messageOf(error)}`, 'otai');
    }
  }

  get #now(): number {
    return this.entry.writer.run.environment.clock.now();
  }
}
