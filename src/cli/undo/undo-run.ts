import { randomUUID } from 'node:crypto';
import type { Clock } from '../../api/clock.js';
import type { TicketSystem } from '../../api/tickets/ticket-system.js';
import { TicketSystemError } from '../../api/tickets/ticket-system.error.js';
import type { Ticket } from '../../api/tickets/ticket.js';
import { messageOf } from '../../api/error-message.js';
import type { Journal } from '../../journal/journal.js';
import type { RecordedError, RunRecord, WriteRecord } from '../../journal/journal-records.js';
import { recordedError } from '../../pipeline/recorded-error.js';
import { afterWrite, versionOf } from '../../pipeline/ticket-version.js';
import type { TicketWrite } from '../../pipeline/write-port.js';
import type { TicketRestoration } from '../../pipeline/writes/undo.js';
import { fieldsAfter, fieldsBefore } from '../../pipeline/writes/write-record.js';

const SUFFIX = ':undo';

/** The name under which the undo of a pipeline's runs is remembered. No pipeline can have it. */
export function undoName(pipeline: string): string {
  return pipeline.replace(/:undo$/, '') + SUFFIX;
}

/** A ticket that could not be written back. */
export interface FailedRestoration {
  readonly restoration: TicketRestoration;
  readonly error: RecordedError;
}

/** What an undo needs. */
export interface UndoParts {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Whether texts may be recorded. */
  readonly storeTexts: boolean;
  readonly systemOf: (id: string) => TicketSystem;
}

/**
 * An undo at work: a run of its own, so that it is told by `otai runs`, shows what it wrote, and can itself be taken back.
 *
 * It writes to the ticket systems themselves and not through the write port of a pipeline: the limits of the pipeline must not stop what takes
 * back too many writes. What the port does beside is done here: each write is recorded before it is made, and compared with the ticket.
 */
export class UndoRun {
  readonly runId = randomUUID();
  readonly failed: FailedRestoration[] = [];
  readonly #startedAt: number;
  #writes = 0;

  constructor(
    private readonly undone: RunRecord,
    private readonly parts: UndoParts,
  ) {
    this.#startedAt = parts.clock.now();
  }

  /** Gives up what is left of undos that were interrupted: what they wrote is known, the rest is begun anew. */
  static async giveUpInterrupted({ journal, clock }: UndoParts): Promise<void> {
    const running = await journal.runs({ states: ['running'], limit: 1000 });
    const names = [...new Set(running.map(({ pipeline }) => pipeline))].filter((name) => name.endsWith(SUFFIX));
    if (names.length === 0) return;
    for (const { run } of await journal.adopt(names, running.length)) {
      const { runId, writes } = run;
      journal.put({ type: 'run_ended', runId, state: 'abandoned', error: null, at: clock.now(), durationMs: 0, writes });
    }
  }

  /** Writes everything back, one ticket after the other; one that fails does not stop the others. */
  async perform(restorations: readonly TicketRestoration[]): Promise<void> {
    const { runId, pipeline, ticket } = this.undone;
    const start = { runId: this.runId, pipeline: undoName(pipeline), definition: '', dryRun: false, ticket } as const;
    const input = JSON.stringify({ input: { undo: runId } });
    this.parts.journal.put({ type: 'run_started', run: { ...start, input, inputWithheld: false, startedAt: this.#startedAt } });
    for (const restoration of restorations) await this.#restore(restoration);
    this.#end();
    await this.parts.journal.flush();
  }

  async #restore(restoration: TicketRestoration): Promise<void> {
    const intended = this.#recordOf(restoration);
    await this.#remember(intended);
    const outcome = await this.#write(restoration);
    const settled = { ...intended, settledAt: this.parts.clock.now() };
    if (outcome instanceof TicketSystemError) {
      this.failed.push({ restoration, error: recordedError(outcome) });
      if (outcome.effect === 'none') await this.#remember({ ...settled, state: 'failed' });
      return;
    }
    this.#writes += 1;
    this.#markTakenBack(restoration.writes);
    await this.#remember({ ...settled, ...this.#fieldsOf(restoration, outcome), state: 'done' });
    this.#confirm(restoration, outcome);
  }

  async #write({ system, ticketId, update, expected }: TicketRestoration): Promise<Ticket | TicketSystemError> {
    try {
      return await this.parts.systemOf(system).updateTicket(ticketId, update, { expected });
    } catch (error) {
      if (error instanceof TicketSystemError) return error;
      const where = { system, operation: 'updateTicket', ticketId };
      return new TicketSystemError(messageOf(error), { kind: 'permanent', effect: 'unknown', cause: error, ...where });
    }
  }

  #recordOf(restoration: TicketRestoration): WriteRecord {
    const { system, ticketId } = restoration;
    return {
      key: `${this.runId}/${system}/${ticketId}`,
      runId: this.runId,
      path: `undo[${ticketId}]`,
      pipeline: undoName(this.undone.pipeline),
      system,
      ticketId,
      operation: 'updateTicket',
      state: 'intended',
      dryRun: false,
      noteId: null,
      ...this.#fieldsOf(restoration),
      intendedAt: this.parts.clock.now(),
      settledAt: null,
    };
  }

  /** @param answer - the ticket after the write */
  #fieldsOf({ system, ticketId, update, expected }: TicketRestoration, answer?: Ticket): Pick<WriteRecord, 'before' | 'after'> {
    const write: TicketWrite = { system, operation: 'updateTicket', ticketId, before: expected, change: update };
    const options = { storeTexts: this.parts.storeTexts, answer };
    return { before: JSON.stringify(fieldsBefore(write, options)), after: JSON.stringify(fieldsAfter(write, options)) };
  }

  async #remember(write: WriteRecord): Promise<void> {
    this.parts.journal.put({ type: 'write', write });
    await this.parts.journal.flush();
  }

  #markTakenBack(writes: readonly WriteRecord[]): void {
    for (const write of writes) this.parts.journal.put({ type: 'write', write: { ...write, state: 'taken_back' } });
  }

  /** What was written back is no news for the pipeline, which would do it all again. */
  #confirm({ system, ticketId, expected }: TicketRestoration, ticket: Ticket): void {
    const key = { pipeline: this.undone.pipeline, system, ticketId };
    this.parts.journal.confirm(key, afterWrite(versionOf(expected), { ticket }));
  }

  #end(): void {
    const [first] = this.failed;
    const at = this.parts.clock.now();
    const what = { type: 'run_ended', runId: this.runId, at, durationMs: at - this.#startedAt, writes: this.#writes } as const;
    this.parts.journal.put({ ...what, state: first === undefined ? 'succeeded' : 'failed', error: first?.error ?? null });
  }
}
