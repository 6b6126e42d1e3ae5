import type { LimitsEntry, NoteReference } from '../../config/otai-config.js';
import type { Run } from '../run.js';
import type { TicketWrite, WriteActions, WritePort, Writer } from '../write-port.js';
import { JournaledWrite, type WriteSetting } from './journaled-write.js';
import { makeInPassing } from './passing-write.js';
import { WriteLimits } from './write-limits.js';

/** How the write port works. */
export interface WriteSettings {
  /** How notes show the reference by which they are found again. Without a durable journal they have none. */
  readonly noteReference: NoteReference;
  /** Whether the journal may keep texts of tickets and notes. */
  readonly storeTexts: boolean;
  /** How much each pipeline may write, by its name. One that is not there may write as much as it likes. */
  readonly limits: ReadonlyMap<string, LimitsEntry>;
}

const NONE: Set<string> = new Set();

/**
 * Writes, or in a dry run does not; tells whoever watches either way. An update that changes nothing is not sent, and nobody
 * gets to know of it.
 *
 * With a durable journal no write is lost and none made twice, whatever dies in between: its intent is safe before it is made, its outcome is
 * recorded afterwards, and a write that may have been made before is looked up first.
 */
export class JournaledWritePort implements WritePort {
  readonly #setting: WriteSetting;
  /** The tickets that each run has created. */
  readonly #created = new WeakMap<Run, Set<string>>();

  constructor({ limits, ...settings }: WriteSettings) {
    this.#setting = { ...settings, limits: new WriteLimits(limits) };
  }

  write<T>(writer: Writer, write: TicketWrite, actions: WriteActions<T>): Promise<T> {
    const { run } = writer;
    const created = write.operation === 'createTicket' ? this.#createdBy(run) : NONE;
    const job = { writer, write, actions, created };
    if (!run.dryRun && !run.environment.journal.durable) return makeInPassing(job, this.#setting);
    const one = new JournaledWrite(job, this.#setting);
    return run.dryRun ? one.preview() : one.perform();
  }

  #createdBy(run: Run): Set<string> {
    const known = this.#created.get(run) ?? new Set();
    this.#created.set(run, known);
    return known;
  }
}
