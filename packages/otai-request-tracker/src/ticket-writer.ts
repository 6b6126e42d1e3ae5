import { storableText, isHttpFailure } from 'helpdesk-http';
import { refuseConflicts, type NewNote, type NewTicket, type Note, type Ticket, type TicketUpdate } from 'open-ticket-ai';
import type { Call } from './call.js';
import { bodyOf, type Change } from './change-plan.js';
import type { ChangePlanner } from './change-planner.js';
import { contentOf, type NoteWriter } from './note-writer.js';
import { idOf, partOf, textOf, type RtRecord } from './records.js';
import type { RtApi, VersionedTicket } from './rt-api.js';
import type { TicketReader } from './ticket-reader.js';

/** How often an update is planned anew because somebody changed the ticket while it was. */
const TRIES = 8;

/** What the writer stands on. */
export interface WriterParts {
  readonly api: RtApi;
  readonly reader: TicketReader;
  readonly planner: ChangePlanner;
  readonly notes: NoteWriter;
}

/** Changes that were sent, and what Request Tracker answered. */
interface Sent {
  readonly changes: readonly Change[];
  readonly said: readonly string[];
  /** The last transaction of the ticket before. */
  readonly version: string;
}

/**
 * Writes tickets. A request for changes is answered with 200 whatever became of it, and its parts are done one by one; so each ticket is read
 * again, and what is not as it was wanted fails the call. A note is a request of its own, sent only when all changes were done.
 */
export class TicketWriter {
  constructor(private readonly parts: WriterParts) {}

  async update(update: TicketUpdate, expected: Ticket | undefined, call: Call): Promise<Ticket> {
    const { note } = update;
    if (note !== undefined) contentOf(note, call);
    const sent = await this.send(update, expected, call);
    if (note === undefined) return this.verified(sent, call);
    await this.verify(sent, await this.parts.reader.record(call), call);
    await this.parts.notes.write(note, sent.version, call);
    return this.parts.reader.read(call);
  }

  async addNote(note: NewNote, call: Call): Promise<Note> {
    contentOf(note, call);
    const { version } = await this.parts.reader.current(call);
    return this.parts.notes.write(note, version, call);
  }

  async create(ticket: NewTicket, call: Call): Promise<Ticket> {
    if (ticket.queue === undefined) throw call.failure('queue is not given', { hint: 'a ticket of Request Tracker needs a queue' });
    if (ticket.note !== undefined) contentOf(ticket.note, call);
    const changes = await this.parts.planner.plan(ticket, undefined, call);
    const content = storableText(ticket.body);
    const body = { ...bodyOf(changes), ...(content.trim() === '' ? {} : { Content: content, ContentType: 'text/plain' }) };
    const id = await this.parts.api.create(body, call.signal);
    call.wrote();
    if (id === null) throw call.failure('the ticket was made, but its id did not come back', { effect: 'unknown' });
    return this.finish(ticket.note, { changes, said: [], version: '0' }, call.about(id));
  }

  /** Reads a new ticket, checks it, and adds the note. */
  private async finish(note: NewNote | undefined, sent: Sent, call: Call): Promise<Ticket> {
    const made = await this.verified(sent, call);
    if (note === undefined) return made;
    await this.parts.notes.write(note, sent.version, call);
    return this.parts.reader.read(call);
  }

  /** Sends what is to be changed, for the version of the ticket that it was planned by. */
  private async send(update: TicketUpdate, expected: Ticket | undefined, call: Call): Promise<Sent> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const current = await this.parts.reader.current(call);
      if (expected !== undefined) refuseConflicts(update, expected, await this.parts.reader.toComparable(current.record, call), call.where);
      const changes = await this.parts.planner.plan(update, current.record, call);
      const said = changes.length === 0 ? [] : await this.put(changes, current, call);
      if (said !== undefined) return { changes, said, version: current.version };
    }
    throw call.failure(`somebody changed the ticket each of the ${TRIES} times it was to be written`, { kind: 'conflict' });
  }

  /** What Request Tracker answered; `undefined` when the ticket is of another version by now. */
  private async put(changes: readonly Change[], { version }: VersionedTicket, call: Call): Promise<readonly string[] | undefined> {
    try {
      const said = await this.parts.api.update(call.id, bodyOf(changes), version, call.signal);
      call.wrote();
      return said;
    } catch (error) {
      if (isHttpFailure(error) && error.status === 412) return undefined;
      if (!isHttpFailure(error) || error.effect === 'none' || !(await this.isDone(changes, call))) throw error;
      call.wrote();
      return [];
    }
  }

  /** Whether changes whose answer got lost were made. */
  private async isDone(changes: readonly Change[], call: Call): Promise<boolean> {
    const current = await this.parts.reader.current(call).catch(() => undefined);
    return current !== undefined && changes.every(({ isDone }) => isDone(current.record));
  }

  private async verified(sent: Sent, call: Call): Promise<Ticket> {
    const ticket = await this.parts.reader.read(call);
    await this.verify(sent, ticket.raw as RtRecord, call);
    return ticket;
  }

  /** Fails when a change is not there and never was: a person may have changed the ticket again in the meantime. */
  private async verify({ changes, said, version }: Sent, record: RtRecord, call: Call): Promise<void> {
    const missing = changes.filter(({ isDone }) => !isDone(record));
    if (missing.length === 0) return;
    const { api } = this.parts;
    const [self, since] = await Promise.all([api.self(call.signal), api.changesSince(call.id, version, call.signal)]);
    const own = since.filter((one) => self !== null && idOf(partOf(one, 'Creator')) === self);
    const refused = missing.filter((change) => !wasDone(change, own));
    if (refused.length === 0) return;
    const words = said.length === 0 ? 'nothing' : `"${said.join('; ')}"`;
    const others = changes.filter((change) => !refused.includes(change)).map(({ name }) => name);
    const done = others.length === 0 ? '' : `; it did change ${others.join(', ')}`;
    throw call.failure(`Request Tracker did not change ${refused.map(({ name }) => name).join(', ')}, and said ${words}${done}`, {
      effect: others.length === 0 && version !== '0' ? 'none' : 'partial',
      hint: 'the user of the token may lack a right (ModifyTicket, CreateTicket in the other queue, OwnTicket for an owner, ModifyCustomField), or the queue does not allow it',
    });
  }
}

/** Whether the history of what we did shows a change. */
function wasDone({ trace }: Change, history: readonly RtRecord[]): boolean {
  return history.some(
    (one) => one['Field'] === trace.field && (trace.value === undefined || (textOf(one, 'NewValue') ?? '') === trace.value),
  );
}
