import { Logger } from '@nestjs/common';
import { messageOf } from '../api/error-message.js';
import type { NewNote, NewTicket, Ticket, TicketUpdate } from '../api/tickets/ticket.js';
import type { Run } from './run.js';

/** One write to a ticket system, as it was asked for. */
export type TicketWrite = {
  /** The id of the service. */
  readonly system: string;
  /** The ticket as the run last saw it, or `null` when it had not. */
  readonly before: Ticket | null;
} & (
  | { readonly operation: 'createTicket'; readonly ticketId: null; readonly change: NewTicket }
  | { readonly operation: 'updateTicket'; readonly ticketId: string; readonly change: TicketUpdate }
  | { readonly operation: 'addNote'; readonly ticketId: string; readonly change: NewNote }
);

/** Who writes: the run and the step in it. */
export interface Writer {
  readonly run: Run;
  readonly path: string;
}

/**
 * The one place that every write to a ticket system passes. Dry run lives here; undo, caps and own-write marks find their place here.
 */
export interface WritePort {
  /**
   * Performs the write, or not.
   *
   * @param perform - does it
   * @param preview - what the helpdesk would have answered, for a dry run
   */
  write<T>(writer: Writer, write: TicketWrite, perform: () => Promise<T>, preview: () => T | Promise<T>): Promise<T>;
}

/** Writes, or in a dry run does not; tells whoever watches and the journal either way. */
export class DirectWritePort implements WritePort {
  constructor(private readonly journal: { recordWrite(writer: Writer, write: TicketWrite): void }) {}

  async write<T>(writer: Writer, write: TicketWrite, perform: () => Promise<T>, preview: () => T | Promise<T>): Promise<T> {
    const answer = writer.run.dryRun ? await preview() : await perform();
    this.#record(writer, write);
    const { run, path } = writer;
    if (run.environment.events.watched) {
      run.environment.events.emit({ type: 'ticket_written', runId: run.id, pipeline: run.pipeline, path, dryRun: run.dryRun, write });
    }
    return answer;
  }

  /** The write is done: that it could not be recorded must not make it look as if it were not, for then it would be done again. */
  #record(writer: Writer, write: TicketWrite): void {
    try {
      this.journal.recordWrite(writer, write);
    } catch (error) {
      const reason = messageOf(error);
      Logger.error(`a write of ${writer.run.pipeline} to ${write.system} could not be recorded: ${reason}`, 'otai');
    }
  }
}
