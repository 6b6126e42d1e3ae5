import { isDeepStrictEqual } from 'node:util';
import type { WriteRecord } from '../../journal/journal-records.js';
import type { TicketWrite, WriteActions, WritePort, Writer } from '../write-port.js';
import { recordedAfter, type RecordedFields } from '../writes/recorded-fields.js';
import { fieldsAfter } from '../writes/write-record.js';
import type { ReplayedWrite } from './replay-report.js';

/** Writes nothing, and compares what would have been written with what was. */
export class ReplayWritePort implements WritePort {
  readonly #left: WriteRecord[];
  readonly #writes: ReplayedWrite[] = [];

  constructor(
    recorded: readonly WriteRecord[],
    private readonly storeTexts: boolean,
  ) {
    this.#left = recorded.filter(({ state }) => state !== 'failed');
  }

  write<T>(writer: Writer, write: TicketWrite, { preview }: WriteActions<T>): Promise<T> {
    const { system, ticketId, operation } = write;
    const replayed = this.#fieldsOf(write);
    const record = this.#next(writer.path, write);
    const recorded = record === undefined ? null : recordedAfter(record);
    const verdict = recorded !== null && isSame(recorded, replayed) ? 'same' : 'differs';
    this.#writes.push({ path: writer.path, system, ticketId, operation, recorded, replayed, verdict });
    return Promise.resolve(preview());
  }

  /** All writes, with those that the replay did not make. */
  report(): readonly ReplayedWrite[] {
    const missed = this.#left.map((record) => {
      const { path, system, ticketId, operation } = record;
      return { path, system, ticketId, operation, recorded: recordedAfter(record), replayed: null, verdict: 'differs' as const };
    });
    return [...this.#writes, ...missed];
  }

  #fieldsOf(write: TicketWrite): RecordedFields {
    const after = JSON.stringify(fieldsAfter(write, { storeTexts: this.storeTexts }));
    return recordedAfter({ operation: write.operation, after });
  }

  /** The first write that is left of those the step made to the ticket. */
  #next(path: string, { ticketId, operation }: TicketWrite): WriteRecord | undefined {
    const at = this.#left.findIndex(
      (record) => record.path === path && record.operation === operation && (ticketId === null || record.ticketId === ticketId),
    );
    return at < 0 ? undefined : this.#left.splice(at, 1)[0];
  }
}

/** A queue that was named is the one that the helpdesk then gave an id; a note has another length where a text was withheld. */
function isSame(recorded: RecordedFields, replayed: RecordedFields): boolean {
  const names = new Set([...Object.keys(recorded), ...Object.keys(replayed)]) as Set<keyof RecordedFields>;
  return [...names].every((name) => isSameField(name, recorded[name], replayed[name]));
}

function isSameField(name: keyof RecordedFields, recorded: unknown, replayed: unknown): boolean {
  if (name === 'note') return isSameNote(recorded as RecordedFields['note'], replayed as RecordedFields['note']);
  if (isNamed(recorded) && isNamed(replayed)) {
    return recorded.id !== null && replayed.id !== null ? recorded.id === replayed.id : recorded.name === replayed.name;
  }
  return isDeepStrictEqual(recorded, replayed);
}

function isSameNote(recorded: RecordedFields['note'], replayed: RecordedFields['note']): boolean {
  if (recorded === undefined || replayed === undefined) return recorded === replayed;
  const { visibility, content_type, body } = recorded;
  return visibility === replayed.visibility && content_type === replayed.content_type && (body === undefined || body === replayed.body);
}

function isNamed(value: unknown): value is { readonly id: string | null; readonly name: string | null } {
  return typeof value === 'object' && value !== null && 'name' in value;
}
