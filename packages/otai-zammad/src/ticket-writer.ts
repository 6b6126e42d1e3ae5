import { isHttpFailure } from 'helpdesk-http';
import type { NewNote, NewTicket, Note, Ticket, TicketUpdate } from 'open-ticket-ai';
import type { Call } from './call.js';
import { checkTag } from './conditions.js';
import type { CustomFields } from './custom-fields.js';
import type { Directory } from './directory.js';
import { findLostNote } from './lost-note.js';
import { idOf, type ZammadRecord } from './records.js';
import { toNote } from './ticket.mapper.js';
import type { TicketReader } from './ticket-reader.js';
import { toArticle, toAttributes, unwritten, type ZammadBody } from './update.mapper.js';
import type { ZammadApi } from './zammad-api.js';

/** Writes, and looks whether it was done where Zammad is silent or its answer got lost. */
export class TicketWriter {
  private me: string | null | undefined;

  constructor(
    private readonly api: ZammadApi,
    private readonly directory: Directory,
    private readonly reader: TicketReader,
    private readonly customFields: CustomFields,
  ) {}

  async create(ticket: NewTicket, call: Call): Promise<Ticket> {
    const { subject, body, tags = [], note, customer, ...update } = ticket;
    await this.customFields.check(Object.keys(ticket.custom_fields ?? {}), call);
    for (const tag of tags) checkTag(tag, call);
    const attributes = await toAttributes({ ...update, subject }, this.directory, call);
    const by = customer?.id === undefined && customer?.email !== undefined ? { customer_id: `guess:${customer.email}` } : {};
    const rest = 'customer_id' in by ? by : await toAttributes({ customer }, this.directory, call);
    const article = { ...toArticle({ subject, body, visibility: 'public' }, call), sender: 'Customer' };
    const created = await this.api.create({ ...attributes, ...rest, tags: tags.join(','), article }, call.signal);
    const id = idOf(created) ?? '';
    if (note !== undefined)
      await this.afterFirst(() => this.api.addArticle({ ...toArticle(note, call), ticket_id: Number(id) }, call.signal), call);
    this.checkTaken(attributes, created, call);
    return this.reader.afterWrite(id, created, call);
  }

  /** The ticket, its fields and its note are one write; tags are one more for each. */
  async update(update: TicketUpdate, call: Call): Promise<Ticket> {
    const { id } = call;
    for (const tag of [update.tags ?? [], update.add_tags ?? []].flat()) checkTag(tag, call);
    await this.customFields.check(Object.keys(update.custom_fields ?? {}), call);
    const attributes = await toAttributes(update, this.directory, call);
    const article = update.note === undefined ? undefined : toArticle(update.note, call);
    const written = await this.put(id, attributes, article, call);
    if (written !== undefined) this.checkTaken(attributes, written, call);
    const isTagged = await this.writeTags(id, update, written !== undefined, call);
    // A change of tags may change the ticket: its answer is then no longer what it is.
    return this.reader.afterWrite(id, isTagged ? undefined : written, call);
  }

  async addNote(note: NewNote, call: Call): Promise<Note> {
    const { id } = call;
    const article = toArticle(note, call);
    const startedAt = Date.now();
    const written = await this.lookingAfter(
      () => this.api.addArticle({ ...article, ticket_id: Number(id) }, call.signal),
      () => this.lostNote(id, article, startedAt, call),
    );
    this.checkVisibility(article, written, call);
    return toNote(written);
  }

  private async put(id: string, attributes: ZammadBody, article: ZammadBody | undefined, call: Call): Promise<ZammadRecord | undefined> {
    if (Object.keys(attributes).length === 0 && article === undefined) return undefined;
    if (article === undefined) return this.api.update(id, attributes, true, call.signal);
    const startedAt = Date.now();
    return this.lookingAfter(
      () => this.api.update(id, { ...attributes, article }, false, call.signal),
      async () => {
        const ticket = await this.api.ticket(id, call.signal);
        if (unwritten(attributes, ticket).length > 0) return undefined;
        return (await this.lostNote(id, article, startedAt, call)) && ticket;
      },
    );
  }

  /** Writes; when the answer is lost, looks whether it was done all the same. */
  private async lookingAfter(write: () => Promise<ZammadRecord>, look: () => Promise<ZammadRecord | undefined>): Promise<ZammadRecord> {
    try {
      return await write();
    } catch (error) {
      if (!isHttpFailure(error) || error.effect === 'none') throw error;
      const found = await look().catch(() => undefined);
      if (found === undefined) throw error;
      return found;
    }
  }

  private async lostNote(id: string, article: ZammadBody, startedAt: number, call: Call): Promise<ZammadRecord | undefined> {
    this.me ??= idOf(await this.api.me(call.signal));
    return findLostNote(await this.api.articles(id, call.signal), article, this.me, startedAt);
  }

  /** Gives whether any tag was added or removed. */
  private async writeTags(
    id: string,
    { tags, add_tags = [], remove_tags = [] }: TicketUpdate,
    isWritten: boolean,
    call: Call,
  ): Promise<boolean> {
    if (tags === undefined && add_tags.length + remove_tags.length === 0) return false;
    const work = async (): Promise<void> => {
      const current = tags === undefined ? [] : await this.api.tags(id, call.signal);
      const wanted = new Set([...(tags ?? []), ...add_tags].filter((tag) => !remove_tags.includes(tag)));
      const unwanted = tags === undefined ? remove_tags : current.filter((tag) => !wanted.has(tag));
      for (const tag of wanted) if (!current.includes(tag)) await this.api.addTag(id, tag, call.signal);
      for (const tag of unwanted) await this.api.removeTag(id, tag, call.signal);
    };
    await (isWritten ? this.afterFirst(work, call) : work());
    return true;
  }

  /** A second write: when it fails, the first is done. */
  private async afterFirst(work: () => Promise<unknown>, call: Call): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isHttpFailure(error)) throw error;
      throw call.partly(`the ticket was written, but not all that belongs to it: ${error.message}`, error);
    }
  }

  private checkTaken(attributes: ZammadBody, written: ZammadRecord, call: Call): void {
    const missing = unwritten(attributes, written);
    if (missing.length > 0)
      throw call.partly(`Zammad passed over ${missing.join(', ')}: there is no such field, or the value is not allowed here`);
  }

  private checkVisibility(sent: ZammadBody, written: ZammadRecord, call: Call): void {
    if (sent['internal'] !== true || written['internal'] !== false) return;
    throw call.partly('the note is visible to the customer: Zammad makes all notes of users without the permission ticket.agent public');
  }
}
