import type { LoggerService } from '@nestjs/common';
import { isHttpFailure, type HttpFailure } from 'helpdesk-http';
import { TicketSystemError, type NewNote, type NewTicket, type Note, type Ticket, type TicketUpdate } from 'open-ticket-ai';
import type { Call } from '../call.js';
import type { GenericInterface } from '../interface/generic-interface.js';
import { Refusal } from '../interface/refusal.js';
import { idOf, textOf, type WireRecord } from '../interface/wire.js';
import { writtenArticle, type KnownTickets } from '../tickets/known-tickets.js';
import type { ServerTime } from '../tickets/server-time.js';
import type { TicketReader } from '../tickets/ticket-reader.js';
import { articlesOf, toNote } from '../tickets/ticket.mapper.js';
import { toArticle, toFirstArticle } from './article.mapper.js';
import { toWrite, unwritten, type Write } from './ticket-fields.js';
import { WriteAftermath } from './write-aftermath.js';
import type { WriteProblem } from './write-problem.js';

/** What a ticket begins with unless it says otherwise: what every installation has. */
const STATE = { name: 'new' };
const PRIORITY = { name: '3 normal' };

/** What a writer works with. */
export interface WriterParts {
  readonly api: GenericInterface;
  readonly reader: TicketReader;
  readonly known: KnownTickets;
  readonly time: ServerTime;
  readonly problem: WriteProblem;
  readonly pendingMs: number;
  readonly logger: LoggerService;
}

/** Writes, and looks at what was written where the server is silent, or stopped half-way. */
export class TicketWriter {
  private readonly aftermath: WriteAftermath;

  constructor(private readonly parts: WriterParts) {
    this.aftermath = new WriteAftermath(parts);
  }

  async create(ticket: NewTicket, call: Call): Promise<Ticket> {
    const { api, reader, problem, pendingMs } = this.parts;
    const { subject, body, note, queue, customer, ...rest } = ticket;
    if (queue === undefined) throw call.refuse('a ticket needs a queue');
    if (customer === undefined) throw call.refuse('a ticket needs a customer: a login, or an e-mail address');
    const write = toWrite(
      { ...rest, subject, queue, customer, state: rest.state ?? STATE, priority: rest.priority ?? PRIORITY },
      pendingMs,
      call,
    );
    const created = await api
      .create({ ...write, Article: toFirstArticle(subject, body, call) }, call.signal)
      .catch(async (error: unknown) => {
        throw (error instanceof Refusal && (await problem.of(error, write, call))) || error;
      });
    const id = idOf(created['TicketID']);
    if (id === null) throw call.refuse('the server answered without the id of the new ticket');
    if (note !== undefined) await this.noteOnNew(id, note, call);
    return reader.read(id, call);
  }

  async update(update: TicketUpdate, call: Call): Promise<Ticket> {
    const { reader, known, pendingMs, logger } = this.parts;
    const write = toWrite(update, pendingMs, call);
    if (Object.keys(write).length === 0) return reader.read(call.id, call);
    const answer = await this.send(write, call);
    const record = known.after(call.id, answer, write.Article !== undefined) ?? (await reader.readRecord(call.id, call));
    known.keep(record, true);
    if (write.Article !== undefined) this.checkVisibility(writtenArticle(answer), write.Article, call);
    const missing = unwritten(write, record);
    if (missing.length > 0) throw this.partly(`the server said that all is done, but passed over ${missing.join(', ')}`, call);
    const title = textOf(write.Ticket?.['Title']);
    if (title !== null && textOf(record['Title']) !== title)
      logger.warn(`ticket ${call.id}: the server cut the subject, which is too long for it`);
    return reader.toTicket(record);
  }

  async addNote(note: NewNote, call: Call): Promise<Note> {
    const { known, reader, time } = this.parts;
    const write = { Article: toArticle(note, call) };
    const answer = await this.send(write, call);
    const record = known.after(call.id, answer, true);
    if (record !== undefined) known.keep(record, true);
    else known.forget(call.id);
    const article = writtenArticle(answer) ?? (await this.readArticle(textOf(answer['ArticleID']), reader, call));
    if (article === undefined) throw this.partly('the server said that the note is written, but it is not there', call);
    this.checkVisibility(article, write.Article, call);
    return toNote(article, time);
  }

  private async send(write: Write, call: Call): Promise<WireRecord> {
    const { api, problem } = this.parts;
    const startedAt = Date.now();
    try {
      return await api.update(call.id, write, call.signal);
    } catch (error) {
      if (!(error instanceof Refusal) && !isHttpFailure(error)) throw error;
      const known = error instanceof Refusal ? await problem.of(error, write, call) : undefined;
      if (known !== undefined) throw known;
      return this.aftermath.settle(error, { write, startedAt }, call);
    }
  }

  private async readArticle(id: string | null, reader: TicketReader, call: Call): Promise<WireRecord | undefined> {
    return articlesOf(await reader.readRecord(call.id, call)).findLast(({ ArticleID }) => id !== null && textOf(ArticleID) === id);
  }

  /** The ticket is there already, whatever becomes of its note. */
  private async noteOnNew(id: string, note: NewNote, call: Call): Promise<void> {
    try {
      await this.parts.api.update(id, { Article: toArticle(note, call) }, call.signal);
    } catch (error) {
      if (!(error instanceof Refusal) && !isHttpFailure(error)) throw error;
      throw this.partly(`ticket ${id} was created, but not its note: ${error.message}`, call, error);
    }
  }

  private checkVisibility(written: WireRecord | undefined, sent: WireRecord, call: Call): void {
    if (written === undefined || Number(written['IsVisibleForCustomer']) === sent['IsVisibleForCustomer']) return;
    throw this.partly('the server wrote the note for other eyes than it was told to', call);
  }

  private partly(message: string, { where }: Call, cause?: Refusal | HttpFailure): TicketSystemError {
    return new TicketSystemError(message, { kind: 'permanent', effect: 'partial', cause, ...where });
  }
}
