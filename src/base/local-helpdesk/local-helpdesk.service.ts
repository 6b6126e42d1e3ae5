import { resolve } from 'node:path';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { isOtaiError } from '../../api/otai.error.js';
import { Service, ServiceContext } from '../../api/service.decorator.js';
import { TicketSystem, type ListableField, type OperationOptions, type UpdateOptions } from '../../api/tickets/ticket-system.js';
import { refuseConflicts } from '../../api/tickets/ticket-conflict.js';
import type {
  EntityRef,
  NewNote,
  NewTicket,
  Note,
  Ticket,
  TicketPage,
  TicketSearchCriteria,
  TicketUpdate,
} from '../../api/tickets/ticket.js';
import { KnownValues } from './known-values.js';
import { LocalHelpdeskParams } from './local-helpdesk.params.js';
import { MailImport, type ImportSummary } from './mail/mail-import.js';
import type { TicketDefaults } from './mail/mail-tickets.js';
import { Operation } from './operation.js';
import { TicketSearch } from './search.js';
import type { TicketChanged } from './store/ticket-change.js';
import { TicketStore } from './store/ticket-store.js';
import { TicketWrites } from './ticket-writes.js';

/**
 * A helpdesk of its own: tickets in one file, mails as their source, no server.
 *
 * Ids are "1", "2", …; tickets are frozen snapshots. An operation that has ended is on the disk, whatever happens next.
 * Two processes cannot use one file at the same time.
 */
@Service('local_helpdesk', {
  params: LocalHelpdeskParams,
  description: 'An embedded ticket system: imports e-mails from files and keeps its tickets in one file.',
})
export class LocalHelpdesk extends TicketSystem implements OnModuleInit, OnApplicationShutdown {
  private readonly known: KnownValues;
  private readonly writes: TicketWrites;
  private readonly defaults: TicketDefaults;
  private store: TicketStore | undefined;
  private importing: Promise<ImportSummary> | undefined;

  constructor(
    private readonly params: LocalHelpdeskParams,
    private readonly context: ServiceContext,
  ) {
    super();
    this.known = new KnownValues(params);
    this.defaults = defaultsOf(params);
    this.writes = new TicketWrites(this.known, this.defaults);
  }

  /** Opens the ticket file and imports the mails that are new. */
  async onModuleInit(): Promise<void> {
    this.store = await TicketStore.open(resolve(this.context.baseDir, this.params.file), this.warn);
    try {
      await this.importMails();
    } catch (error) {
      await this.onApplicationShutdown();
      throw error;
    }
  }

  /** Waits for all writes, then closes the file. */
  async onApplicationShutdown(): Promise<void> {
    const { store } = this;
    this.store = undefined;
    await store?.close();
  }

  /** Imports the mails of `params.mails` that are not here yet. Called at the start; call it again to pick up new ones. */
  importMails(): Promise<ImportSummary> {
    this.importing ??= this.importOnce().finally(() => (this.importing = undefined));
    return this.importing;
  }

  override async findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage> {
    options?.signal?.throwIfAborted();
    const operation = this.operation('findTickets');
    return new TicketSearch(this.opened(operation).table, this.known).find(criteria, operation);
  }

  override async getTicket(id: string, options?: OperationOptions): Promise<Ticket> {
    options?.signal?.throwIfAborted();
    return this.existing(id, this.operation('getTicket', id));
  }

  override async createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket> {
    options?.signal?.throwIfAborted();
    const operation = this.operation('createTicket');
    const draft = this.writes.created(ticket, operation);
    return this.written(this.opened(operation).create(draft).stored, operation);
  }

  override async updateTicket(id: string, update: TicketUpdate, options?: UpdateOptions): Promise<Ticket> {
    options?.signal?.throwIfAborted();
    const operation = this.operation('updateTicket', id);
    if (options?.expected !== undefined) refuseConflicts(update, options.expected, this.existing(id, operation), operation.where);
    return this.change(this.writes.changed(id, update, operation), operation);
  }

  override async addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note> {
    options?.signal?.throwIfAborted();
    const operation = this.operation('addNote', id);
    const written = this.writes.note(note, operation);
    const ticket = await this.change({ change: 'changed', id, at: new Date().toISOString(), note: written }, operation);
    return ticket.notes.at(-1) ?? written;
  }

  override async listValues(field: ListableField, options?: OperationOptions): Promise<readonly string[] | null> {
    options?.signal?.throwIfAborted();
    return this.known.list(field);
  }

  private async importOnce(): Promise<ImportSummary> {
    const { mails = [], max_mail_size, max_body_length } = this.params;
    const operation = this.operation('importMails');
    const run = new MailImport(this.opened(operation), {
      paths: [mails].flat(),
      baseDir: this.context.baseDir,
      limits: { maxMailSize: max_mail_size, maxBodyLength: max_body_length },
      defaults: this.defaults,
      warn: this.warn,
    }).run();
    const summary = await run.catch((error: unknown) => {
      throw isOtaiError(error) ? error : operation.writeFailed(error);
    });
    const { tickets, notes, known, broken } = summary;
    this.context.logger.log(`mails: ${tickets} new tickets, ${notes} answers, ${known} known already, ${broken} not readable`);
    return summary;
  }

  private change(change: TicketChanged, operation: Operation): Promise<Ticket> {
    this.existing(change.id, operation);
    return this.written(this.opened(operation).change(change), operation);
  }

  private async written(stored: Promise<Ticket>, operation: Operation): Promise<Ticket> {
    try {
      return await stored;
    } catch (error) {
      throw operation.writeFailed(error);
    }
  }

  private existing(id: string, operation: Operation): Ticket {
    const ticket = this.opened(operation).table.get(id);
    if (ticket === undefined) throw operation.notFound();
    return ticket;
  }

  private opened(operation: Operation): TicketStore {
    if (this.store === undefined)
      throw operation.refuse('the helpdesk is not open', 'it opens when the application starts and closes with it');
    return this.store;
  }

  private operation(name: string, ticketId?: string): Operation {
    return new Operation(this.context.id, name, ticketId);
  }

  private readonly warn = (message: string): void => this.context.logger.warn(message);
}

function defaultsOf({ queues, incoming_queue, default_priority, states }: LocalHelpdeskParams): TicketDefaults {
  return {
    queue: entityOf(incoming_queue ?? queues[0] ?? ''),
    priority: default_priority === undefined ? null : entityOf(default_priority),
    state: entityOf(states[0] ?? ''),
  };
}

function entityOf(name: string): EntityRef {
  return { id: name, name };
}
