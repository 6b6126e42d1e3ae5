import { setImmediate } from 'node:timers/promises';
import type { TicketStore } from '../store/ticket-store.js';
import { peekMessageId } from './mail-headers.js';
import type { MailLimits } from './mail-reader.js';
import { findMails, type FoundMail } from './mail-sources.js';
import { noteOfMail, ticketOfMail, type ArrivedMail, type TicketDefaults } from './mail-tickets.js';

/** What an import came to: how many mails became what. */
export interface ImportSummary {
  /** New tickets. */
  readonly tickets: number;
  /** Answers that became notes. */
  readonly notes: number;
  /** Mails that were there already. */
  readonly known: number;
  /** Mails that could not be read; each was reported. */
  readonly broken: number;
}

/** What an import needs to know. */
export interface ImportOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly baseDir: string;
  readonly limits: MailLimits;
  readonly defaults: TicketDefaults;
  /** Told the file and the reason, never the content, of each mail that cannot be read. */
  readonly warn: (message: string) => void;
}

/** So many mails are sorted by date and written together. An answer that comes in a batch before its question is a ticket of its own. */
const BATCH = 200;

/** Turns mails into tickets and notes, each message once. A mail that cannot be read is reported, and the rest go on. */
export class MailImport {
  private readonly counts = { tickets: 0, notes: 0, known: 0, broken: 0 };
  /** Tickets of this import that are still being written. */
  private readonly arriving = new Map<string, string>();

  constructor(
    private readonly store: TicketStore,
    private readonly options: ImportOptions,
  ) {}

  /** Imports everything once. Ends when all is on the disk. */
  async run(): Promise<ImportSummary> {
    let batch: ArrivedMail[] = [];
    for await (const found of findMails(this.options.paths, this.options.baseDir, this.options.limits.maxMailSize)) {
      const mail = this.isKnown(found) ? undefined : await this.read(found);
      if (mail !== undefined) batch.push(mail);
      if (batch.length === BATCH) await this.keep(batch.splice(0));
      await setImmediate(); // reading is work without a pause; timers and other requests get their turn
    }
    await this.keep(batch);
    return { ...this.counts };
  }

  /** Most mails are known at a second start: reading them again would take as long as the first time. */
  private isKnown({ bytes }: FoundMail): boolean {
    const key = bytes === null ? undefined : peekMessageId(bytes);
    const isKnown = key !== undefined && this.idOfMail(key) !== undefined;
    if (isKnown) this.counts.known += 1;
    return isKnown;
  }

  private async read({ source, bytes, problem, modifiedAt }: FoundMail): Promise<ArrivedMail | undefined> {
    try {
      if (bytes === null) throw new Error(problem ?? 'it cannot be read');
      const { readMail } = await loadMailReader();
      const mail = await readMail(bytes, this.options.limits, new Date());
      return { mail, source, createdAt: mail.sentAt ?? modifiedAt.toISOString() };
    } catch (error) {
      this.counts.broken += 1;
      this.options.warn(`mail ${JSON.stringify(source)} was not imported: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async keep(batch: readonly ArrivedMail[]): Promise<void> {
    const inOrder = batch.toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    await Promise.all(inOrder.map((mail) => this.keepOne(mail)));
  }

  /** Begins to write a mail before it returns, so that the next one of the batch can refer to it. */
  private keepOne(arrived: ArrivedMail): Promise<unknown> {
    const { key, answers } = arrived.mail;
    if (this.idOfMail(key) !== undefined) {
      this.counts.known += 1;
      return Promise.resolve();
    }
    const answered = answers.map((answer) => this.idOfMail(answer)).find((id) => id !== undefined);
    return answered === undefined ? this.addTicket(arrived) : this.addNote(answered, arrived);
  }

  private addTicket(arrived: ArrivedMail): Promise<unknown> {
    const { key } = arrived.mail;
    const draft = ticketOfMail(arrived, this.options.defaults, new Date().toISOString());
    const { id, stored } = this.store.create(draft, [key]);
    this.arriving.set(key, id);
    this.counts.tickets += 1;
    return stored;
  }

  private addNote(id: string, arrived: ArrivedMail): Promise<unknown> {
    const { key } = arrived.mail;
    this.arriving.set(key, id);
    this.counts.notes += 1;
    const at = new Date().toISOString();
    return this.store.change({ change: 'changed', id, at, note: noteOfMail(arrived, at), mail: key });
  }

  private idOfMail(key: string): string | undefined {
    return this.store.table.idOfMail(key) ?? this.arriving.get(key);
  }
}

/** With the first mail: a start that imports none need not load a mail parser. */
function loadMailReader() {
  return import('./mail-reader.js');
}
