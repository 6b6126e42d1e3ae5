import type { OnApplicationShutdown } from '@nestjs/common';
import { connectionOptions, HttpClient, type HttpClientOptions } from 'helpdesk-http';
import {
  neededByNote,
  neededBySearch,
  neededByUpdate,
  refuseConflicts,
  refuseLacks,
  Service,
  ServiceContext,
  TicketSystem,
  type HealthCheck,
  type Lacks,
  type ListableField,
  type NewNote,
  type NewTicket,
  type Note,
  type OperationOptions,
  type Ticket,
  type TicketPage,
  type TicketSearchCriteria,
  type TicketUpdate,
  type UpdateOptions,
} from 'open-ticket-ai';
import { Call } from './call.js';
import { CustomFields } from './custom-fields.js';
import { Directory } from './directory.js';
import { TicketReader } from './ticket-reader.js';
import { TicketSearch } from './ticket-search.js';
import { TicketWriter } from './ticket-writer.js';
import { ZammadApi } from './zammad-api.js';
import { ZammadParams } from './zammad.params.js';

/** A Zammad helpdesk, over its REST API. A queue is a group, a custom field an attribute that admins added. */
@Service('zammad_ticketsystem', { params: ZammadParams, description: 'Tickets of a Zammad helpdesk, over its REST API.' })
export class ZammadTicketsystemService extends TicketSystem implements HealthCheck, OnApplicationShutdown {
  static override readonly lacks: Lacks = {
    'find.type': 'tickets of Zammad have no type; use a custom field',
    'find.offset': 'Zammad counts pages, which shift while tickets change',
    'update.type': 'tickets of Zammad have no type; use a custom field',
    'update.body': 'what the customer wrote cannot be changed in Zammad',
  };

  private readonly http: HttpClient;
  private readonly directory: Directory;
  private readonly reader: TicketReader;
  private readonly search: TicketSearch;
  private readonly api: ZammadApi;
  private readonly writer: TicketWriter;

  constructor(
    params: ZammadParams,
    private readonly context: ServiceContext,
  ) {
    super();
    this.http = new HttpClient(httpOptions(params, context));
    this.api = new ZammadApi(this.http);
    this.directory = new Directory(this.api);
    const customFields = new CustomFields(this.api);
    this.reader = new TicketReader(this.api, customFields);
    this.search = new TicketSearch(this.api, this.directory, this.reader, customFields);
    this.writer = new TicketWriter(this.api, this.directory, this.reader, customFields);
  }

  /** Closes all connections. */
  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }

  /** Asks who the user of the token is. */
  async checkHealth(options?: OperationOptions): Promise<void> {
    await this.run('checkHealth', undefined, options, ({ signal }) => this.api.me(signal));
  }

  override findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage> {
    return this.run('findTickets', undefined, options, (call) => {
      refuseLacks(ZammadTicketsystemService.lacks, neededBySearch(criteria), call.where);
      return this.search.find(criteria, call);
    });
  }

  override getTicket(id: string, options?: OperationOptions): Promise<Ticket> {
    return this.run('getTicket', id, options, (call) => this.reader.read(call.id, call));
  }

  override createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket> {
    return this.run('createTicket', undefined, options, (call) => {
      refuseLacks(ZammadTicketsystemService.lacks, neededByUpdate({ ...ticket, body: undefined }), call.where);
      return this.writer.create(ticket, call);
    });
  }

  override updateTicket(id: string, update: TicketUpdate, options?: UpdateOptions): Promise<Ticket> {
    return this.run('updateTicket', id, options, async (call) => {
      refuseLacks(ZammadTicketsystemService.lacks, neededByUpdate(update), call.where);
      const expected = options?.expected;
      if (expected !== undefined) refuseConflicts(update, expected, await this.reader.read(call.id, call), call.where);
      return this.writer.update(update, call);
    });
  }

  override addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note> {
    return this.run('addNote', id, options, (call) => {
      refuseLacks(ZammadTicketsystemService.lacks, neededByNote(note), call.where);
      return this.writer.addNote(note, call);
    });
  }

  override listValues(field: ListableField, options?: OperationOptions): Promise<readonly string[] | null> {
    return this.run('listValues', undefined, options, async (call) => {
      if (field === 'type' || field === 'owner') return null;
      return this.directory.names(field, call);
    });
  }

  private run<T>(
    operation: string,
    ticketId: string | undefined,
    options: OperationOptions | undefined,
    work: (call: Call) => Promise<T>,
  ): Promise<T> {
    return new Call({ system: this.context.id, operation, ticketId }, options?.signal).run(work);
  }
}

function httpOptions(params: ZammadParams, { logger, baseDir }: ServiceContext): HttpClientOptions {
  const { base_url, access_token } = params;
  const token = access_token.reveal();
  return {
    ...connectionOptions(params, baseDir),
    baseUrl: `${base_url.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}/api/v1`,
    headers: { authorization: `Token token=${token}` },
    secrets: [token],
    log: logger,
  };
}
