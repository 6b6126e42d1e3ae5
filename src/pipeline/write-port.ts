import type { NewNote, NewTicket, Ticket, TicketUpdate } from '../api/tickets/ticket.js';
import type { Attempt } from './attempt.js';
import type { Run } from './run.js';
import type { RecordedFields } from './writes/recorded-fields.js';

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
  /** Aborts when the step must end. */
  readonly signal: AbortSignal;
  /** The attempt of the step, or of the one around, when it may be tried again or has a time limit. */
  readonly policedBy: Attempt | undefined;
  /** How many writes the step has begun before: 0 for its first. */
  nextWrite(): number;
}

/** How a write is performed where it is not simply as it was asked for. */
export interface PerformOptions {
  /** In place of the change that was asked for: its note with a reference, or none when it is there already. */
  readonly change?: TicketWrite['change'] | undefined;
  /** For an update: the ticket as it was when the update was decided on. Default: as the run last saw it. */
  readonly expected?: Ticket | undefined;
  /** Whether a repetition would be noticed, so that the step may be tried again after it. Default: as the operation is. */
  readonly isRepeatable?: boolean | undefined;
}

/** What is known of a write that may have been made before. */
export interface WriteTrace {
  /** Whether it is known to have been made. */
  readonly isSettled: boolean;
  /** The ticket that was created, and the note that was written, as far as they are known. */
  readonly ticketId: string | null;
  readonly noteId: string | null;
  /** By which its note is found. */
  readonly reference: string | undefined;
  /** What the fields of an update were before it; `null`: not known. */
  readonly before: RecordedFields | null;
  /** When it was begun, milliseconds since 1970. */
  readonly since: number;
  /** Tickets that are the work of other writes. */
  readonly others: ReadonlySet<string>;
}

/** What was found of a write: an `answer` when all of it is there, else how to perform it. */
export type Found<T> = { readonly answer: T } | { readonly how: PerformOptions };

/** What can be done about a write. */
export interface WriteActions<T> {
  /** Does it. */
  readonly perform: (how?: PerformOptions) => Promise<T>;
  /** What the helpdesk would have answered, for a dry run. */
  readonly preview: () => T | Promise<T>;
  /** Looks into the helpdesk for what is there of it. */
  readonly find: (trace: WriteTrace) => Promise<Found<T>>;
}

/**
 * The one place that every write to a ticket system passes. Dry run lives here, and all that keeps a write from being lost, made twice, or made
 * too often.
 */
export interface WritePort {
  /** Performs the write, or not, and gives what the helpdesk answered, would have answered, or has there already. */
  write<T>(writer: Writer, write: TicketWrite, actions: WriteActions<T>): Promise<T>;
}
