import { TicketSystemError } from '../../api/tickets/ticket-system.error.js';
import type { Durability } from '../../journal/journal.js';
import type { WriteRecord } from '../../journal/journal-records.js';
import type { Work } from '../ticket-work.js';
import type { Found, PerformOptions, TicketWrite, WriteActions, Writer, WriteTrace } from '../write-port.js';
import type { NoteReference } from '../../config/otai-config.js';
import { recordedBefore } from './recorded-fields.js';
import { send, type OwnIds } from './own-write.js';
import { WriteLedger } from './write-ledger.js';
import type { WriteLimits } from './write-limits.js';
import { isNothing, leave, waitFor } from './write-outset.js';
import { markChange, nameWrite, noteOf, passingNames, type WriteNames } from './write-names.js';

/** What all writes of an application share. */
export interface WriteSetting {
  readonly noteReference: NoteReference;
  readonly storeTexts: boolean;
  readonly limits: WriteLimits;
}

/** One write, and what its port knows. */
export interface WriteJob<T> {
  readonly writer: Writer;
  readonly write: TicketWrite;
  readonly actions: WriteActions<T>;
  /** The tickets that the run has created so far: none of them is what another write has created. */
  readonly created: Set<string>;
}

/** A write on its way from a pipe to the helpdesk. */
export class JournaledWrite<T> {
  constructor(
    private readonly job: WriteJob<T>,
    private readonly setting: WriteSetting,
  ) {}

  /** Makes nothing, and tells what would have been made. */
  async preview(): Promise<T> {
    const { writer, write, actions } = this.job;
    if (isNothing(write)) return write.before as T;
    const answer = await actions.preview();
    this.#ledger(write, passingNames(writer, write)).previewed();
    return answer;
  }

  /** Makes the write so that an interruption at any moment neither loses nor repeats it. */
  async perform(): Promise<T> {
    const { writer, write } = this.job;
    const work = write.ticketId === null ? undefined : await writer.run.work.workOn(write.system, write.ticketId);
    const names = nameWrite(writer, write, work?.workId);
    const found = await this.#lookUp(names, work);
    if (found !== undefined && 'answer' in found) return found.answer;
    if (found === undefined && isNothing(write)) return leave(this.job);
    await this.#admit();
    const sent = { ...write, change: found?.how.change ?? write.change } as TicketWrite;
    const ledger = this.#ledger(sent, names);
    await ledger.intend(this.#durability(names, work)).catch((error: unknown) => {
      this.#discount();
      throw error;
    });
    return this.#send(ledger, this.#howOf(sent, names, found?.how.expected));
  }

  #ledger(write: TicketWrite, names: WriteNames): WriteLedger {
    return new WriteLedger({ writer: this.job.writer, write, names, storeTexts: this.setting.storeTexts });
  }

  #admit(): void | Promise<void> {
    const { writer, write } = this.job;
    const { pipeline, environment } = writer.run;
    const { clock, journal } = environment;
    const wait = (milliseconds: number): Promise<void> => waitFor(milliseconds, writer);
    return this.setting.limits.admit({ pipeline, system: write.system, ticketId: write.ticketId, clock, journal, wait });
  }

  #discount(): void {
    const { writer, write } = this.job;
    this.setting.limits.discount({ pipeline: writer.run.pipeline, system: write.system, ticketId: write.ticketId });
  }

  /**
   * Once it is safe that the run writes to the ticket, a power cut cannot take but what whoever goes on finds out again: whether the note is there,
   * and what the fields are. In a fleet going on is no exception, and shall not cost a look each time.
   */
  #durability({ reference }: WriteNames, work: Work | undefined): Durability {
    const { writer, write } = this.job;
    const isFoundAgain = noteOf(write) === undefined || (reference !== undefined && this.#hasReferences);
    return work?.isSafe === true && isFoundAgain && writer.run.share === undefined ? 'soon' : 'safe';
  }

  /** What is there of the write, when it may have been made before; `undefined` when it was not. */
  async #lookUp(names: WriteNames, work: Work | undefined): Promise<Found<T> | undefined> {
    const { writer, write, actions, created } = this.job;
    if (!mayRepeat(writer, noteOf(write) === undefined ? undefined : work)) return undefined;
    const known = await writer.run.environment.journal.writes([names.key]);
    const record = known.find(({ state }) => state === 'done' || state === 'intended');
    if (record === undefined && !this.#mayBeUnrecorded(work)) return undefined;
    const found = await actions.find(traceOf(record, names, created));
    if (!('answer' in found)) return found;
    const ledger = this.#ledger(write, names);
    this.#keep(record?.state === 'intended' ? ledger.wasDone(record, found.answer) : ledger.own(found.answer));
    return found;
  }

  /**
   * Whether its note may be there though there is no record of it: another run may have sent it with other fields, or a power cut have taken the
   * record.
   */
  #mayBeUnrecorded(work: Work | undefined): boolean {
    const { writer, write } = this.job;
    if (noteOf(write) === undefined) return false;
    if (write.operation === 'updateTicket') return true;
    return this.#hasReferences && writer.run.share === undefined && (work?.isRepeat === true || writer.run.isResumed);
  }

  get #hasReferences(): boolean {
    return this.setting.noteReference !== 'off';
  }

  /** Keeps in mind what the write has created. */
  #keep({ ticketId }: OwnIds): void {
    if (this.job.write.operation === 'createTicket' && ticketId !== null) this.job.created.add(ticketId);
  }

  #howOf(write: TicketWrite, { reference }: WriteNames, expected: PerformOptions['expected']): PerformOptions {
    const { noteReference } = this.setting;
    const change = reference === undefined ? write.change : markChange(write, reference, noteReference);
    return { change, expected, isRepeatable: write.operation !== 'createTicket' && (reference === undefined || noteReference !== 'off') };
  }

  #send(ledger: WriteLedger, how: PerformOptions | undefined): Promise<T> {
    const { writer, write } = this.job;
    return send(writer, write, () => this.#sendAndTell(ledger, how));
  }

  async #sendAndTell(ledger: WriteLedger, how: PerformOptions | undefined): Promise<T> {
    let answer: T;
    try {
      answer = await this.job.actions.perform(how);
    } catch (error) {
      const cameToNothing = error instanceof TicketSystemError && error.effect === 'none';
      if (cameToNothing) this.#discount();
      ledger.failed(cameToNothing);
      throw error;
    }
    this.#keep(ledger.done(answer));
    return answer;
  }
}

/** Whether the step, or the work on the ticket, may have been at this write before. */
function mayRepeat({ run, policedBy }: Writer, work: Work | undefined): boolean {
  return run.isResumed || policedBy?.isRepeat === true || work?.isRepeat === true;
}

function traceOf(record: WriteRecord | undefined, { reference }: WriteNames, others: ReadonlySet<string>): WriteTrace {
  return {
    isSettled: record?.state === 'done',
    ticketId: record?.ticketId ?? null,
    noteId: record?.noteId ?? null,
    before: record === undefined ? null : recordedBefore(record),
    since: record?.intendedAt ?? 0,
    reference,
    others,
  };
}
