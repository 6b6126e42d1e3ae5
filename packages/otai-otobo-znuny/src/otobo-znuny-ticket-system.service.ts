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
import { GenericInterface } from './interface/generic-interface.js';
import { readOperationUrls } from './interface/operations.js';
import { NameBook } from './names/name-book.js';
import { NameCheck } from './names/name-check.js';
import { OtoboZnunyParams } from './otobo-znuny.params.js';
import { TicketSearch } from './search/ticket-search.js';
import { KnownTickets } from './tickets/known-tickets.js';
import { ServerTime } from './tickets/server-time.js';
import { TicketReader } from './tickets/ticket-reader.js';
import { TicketWriter } from './write/ticket-writer.js';
import { WriteProblem } from './write/write-problem.js';

const NO_TAGS = 'tickets of OTOBO and Znuny have no tags; use a dynamic field, as custom_fields';

/** A helpdesk of OTOBO or Znuny, over its generic interface. A custom field is a dynamic field, a note is an article. */
@Service('otobo_znuny_ticket_system', {
  params: OtoboZnunyParams,
  description: 'Tickets of an OTOBO or Znuny helpdesk, over its generic interface.',
})
export class OTOBOZnunyTicketSystemService extends TicketSystem implements HealthCheck, OnApplicationShutdown {
  static override readonly lacks: Lacks = {
    'find.tags': NO_TAGS,
    'find.without_tags': NO_TAGS,
    'update.tags': NO_TAGS,
    'update.add_tags': NO_TAGS,
    'update.remove_tags': NO_TAGS,
    'update.body': 'what the customer wrote cannot be changed',
  };

  private readonly http: HttpClient;
  private readonly api: GenericInterface;
  private readonly reader: TicketReader;
  private readonly search: TicketSearch;
  private readonly writer: TicketWriter;

  constructor(
    params: OtoboZnunyParams,
    private readonly context: ServiceContext,
  ) {
    super();
    const { username, password, webservice_name, operation_urls, use_session, time_zone, pending_time } = params;
    const { logger } = context;
    this.http = new HttpClient(httpOptions(params, context));
    this.api = new GenericInterface(this.http, {
      webservice: webservice_name,
      urls: readOperationUrls(operation_urls),
      login: { username, password },
      useSession: use_session,
    });
    const [time, known, names] = [new ServerTime(time_zone), new KnownTickets(), new NameBook(Date.now)];
    this.reader = new TicketReader(this.api, time, known, names);
    const check = new NameCheck(this.api, this.reader, names, Date.now);
    this.search = new TicketSearch(this.api, this.reader, names, check, time);
    const problem = new WriteProblem(names, check);
    this.writer = new TicketWriter({ api: this.api, reader: this.reader, known, time, problem, pendingMs: pending_time, logger });
  }

  /** Closes all connections. */
  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }

  /** Searches for one ticket: needs the address, the web service, the login, and nothing else. */
  async checkHealth(options?: OperationOptions): Promise<void> {
    await this.run('checkHealth', undefined, options, ({ signal }) => this.api.search({ Limit: 1 }, signal));
  }

  override findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage> {
    return this.run('findTickets', undefined, options, (call) => {
      refuseLacks(OTOBOZnunyTicketSystemService.lacks, neededBySearch(criteria), call.where);
      return this.search.find(criteria, call);
    });
  }

  override getTicket(id: string, options?: OperationOptions): Promise<Ticket> {
    return this.run('getTicket', id, options, (call) => this.reader.read(call.id, call));
  }

  override createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket> {
    return this.run('createTicket', undefined, options, (call) => {
      refuseLacks(OTOBOZnunyTicketSystemService.lacks, neededByUpdate({ ...ticket, body: undefined }), call.where);
      return this.writer.create(ticket, call);
    });
  }

  override updateTicket(id: string, update: TicketUpdate, options?: UpdateOptions): Promise<Ticket> {
    return this.run('updateTicket', id, options, async (call) => {
      refuseLacks(OTOBOZnunyTicketSystemService.lacks, neededByUpdate(update), call.where);
      const expected = options?.expected;
      if (expected !== undefined) refuseConflicts(update, expected, await this.reader.read(call.id, call), call.where);
      return this.writer.update(update, call);
    });
  }

  override addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note> {
    return this.run('addNote', id, options, (call) => {
      refuseLacks(OTOBOZnunyTicketSystemService.lacks, neededByNote(note), call.where);
      return this.writer.addNote(note, call);
    });
  }

  /** The generic interface lists no values of any field. */
  override async listValues(): Promise<null> {
    return null;
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

function httpOptions(params: OtoboZnunyParams, { logger, baseDir }: ServiceContext): HttpClientOptions {
  const { base_url, password } = params;
  return { ...connectionOptions(params, baseDir), baseUrl: base_url, secrets: [password.reveal()], log: logger };
}
