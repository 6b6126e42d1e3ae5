import type { OnApplicationShutdown } from '@nestjs/common';
import { connectionOptions, HttpClient, type HttpClientOptions } from 'helpdesk-http';
import {
  neededByNote,
  neededBySearch,
  neededByUpdate,
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
import { ArticleReader } from './article-reader.js';
import { Call } from './call.js';
import { ChangePlanner } from './change-planner.js';
import { CustomFieldNames } from './custom-field-names.js';
import { Directory } from './directory.js';
import { NoteWriter } from './note-writer.js';
import { People } from './people.js';
import { PriorityNames } from './priority-names.js';
import { RequestTrackerParams } from './request-tracker.params.js';
import { RtApi } from './rt-api.js';
import { StateNames } from './state-names.js';
import { TicketReader } from './ticket-reader.js';
import { TicketSearch } from './ticket-search.js';
import { TicketWriter } from './ticket-writer.js';

/** Request Tracker 5, over its REST API 2.0. Internal notes are comments, public ones replies; the customer is the first requestor. */
@Service('request_tracker', { params: RequestTrackerParams, description: 'Tickets of Request Tracker 5, over its REST API 2.0.' })
export class RequestTrackerTicketSystem extends TicketSystem implements OnApplicationShutdown, HealthCheck {
  static override readonly lacks: Lacks = {
    'find.type': 'tickets of Request Tracker have no type; use a custom field',
    'find.offset': 'Request Tracker counts pages, which shift while tickets change',
    'update.type': 'tickets of Request Tracker have no type; use a custom field',
    'update.body': 'what the customer wrote cannot be changed in Request Tracker',
  };

  private readonly http: HttpClient;
  private readonly directory: Directory;
  private readonly states: StateNames;
  private readonly priorities: PriorityNames;
  private readonly reader: TicketReader;
  private readonly search: TicketSearch;
  private readonly writer: TicketWriter;

  constructor(
    params: RequestTrackerParams,
    private readonly context: ServiceContext,
  ) {
    super();
    this.http = new HttpClient(httpOptions(params, context));
    // A token is made of its version, the number of its user, and the secret.
    const api = new RtApi(this.http, /^\d+-(\d+)-/.exec(params.access_token.reveal())?.[1]);
    const directory = (this.directory = new Directory(api));
    const states = (this.states = new StateNames(params.states));
    const priorities = (this.priorities = new PriorityNames(params.priorities));
    const people = new People(api);
    const articles = new ArticleReader(api);
    const fields = new CustomFieldNames(directory, params.tags_field);
    const settings = { priorities, tagsField: params.tags_field };
    const reader = (this.reader = new TicketReader(api, directory, articles, settings));
    this.search = new TicketSearch({ api, directory, people, states, fields, reader, articles, settings });
    const planner = new ChangePlanner({ directory, people, states, fields, priorities });
    this.writer = new TicketWriter({ api, reader, planner, notes: new NoteWriter(api, articles) });
  }

  /** Closes all connections. */
  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }

  /** Whether the token is taken, and its user sees a queue. */
  checkHealth(options?: OperationOptions): Promise<void> {
    return this.run('checkHealth', undefined, options, async (call) => {
      if ((await this.directory.queues(call)).length > 0) return;
      throw call.failure('the user of the token sees no queue', {
        kind: 'unauthorized',
        hint: 'grant the user SeeQueue on the queues to work on',
      });
    });
  }

  override findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage> {
    return this.run('findTickets', undefined, options, (call) => {
      refuseLacks(RequestTrackerTicketSystem.lacks, neededBySearch(criteria), call.where);
      return this.search.find(criteria, call);
    });
  }

  override getTicket(id: string, options?: OperationOptions): Promise<Ticket> {
    return this.run('getTicket', id, options, (call) => this.reader.read(call));
  }

  override createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket> {
    return this.run('createTicket', undefined, options, (call) => {
      refuseLacks(RequestTrackerTicketSystem.lacks, neededByUpdate({ ...ticket, body: undefined }), call.where);
      return this.writer.create(ticket, call);
    });
  }

  override updateTicket(id: string, update: TicketUpdate, options?: UpdateOptions): Promise<Ticket> {
    return this.run('updateTicket', id, options, (call) => {
      refuseLacks(RequestTrackerTicketSystem.lacks, neededByUpdate(update), call.where);
      return this.writer.update(update, options?.expected, call);
    });
  }

  override addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note> {
    return this.run('addNote', id, options, (call) => {
      refuseLacks(RequestTrackerTicketSystem.lacks, neededByNote(note), call.where);
      return this.writer.addNote(note, call);
    });
  }

  /** Queues as far as the user sees them, states and priorities as the params have them; owners are not known. */
  override listValues(field: ListableField, options?: OperationOptions): Promise<readonly string[] | null> {
    return this.run('listValues', undefined, options, async (call) => {
      if (field === 'queue') return (await this.directory.queues(call)).map(({ name }) => name);
      if (field === 'state') return this.states.names;
      return field === 'priority' ? this.priorities.names : null;
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

function httpOptions(params: RequestTrackerParams, { logger, baseDir }: ServiceContext): HttpClientOptions {
  const { base_url, access_token } = params;
  const token = access_token.reveal();
  return {
    ...connectionOptions(params, baseDir),
    baseUrl: `${base_url.replace(/\/+$/, '').replace(/\/REST\/2\.0$/i, '')}/REST/2.0`,
    headers: { authorization: `token ${token}` },
    secrets: [token],
    log: logger,
  };
}
