import { performance } from 'node:perf_hooks';
import { TicketSystem, type ListableField, type OperationOptions, type UpdateOptions } from '../api/tickets/ticket-system.js';
import type { NewNote, NewTicket, Note, Ticket, TicketPage, TicketSearchCriteria, TicketUpdate } from '../api/tickets/ticket.js';
import type { RateLimit } from './rate-limit.js';
import { OfflineError } from './run.error.js';
import type { StepExecution } from './step-execution.js';
import { previewNote, previewTicket, previewUpdate } from './ticket-preview.js';
import type { PerformOptions, TicketWrite, WriteActions } from './write-port.js';
import { findCreated, findNote, findUpdate, type LookupSource } from './writes/write-lookup.js';

/** A ticket that was seen longer ago than this, in milliseconds, is compared with the helpdesk's once more before it is changed. */
const FRESH_FOR_MS = 2000;

/** A configured ticket system, and what all who use it must heed. */
export interface PortedSystem {
  /** The key under `services:`. */
  readonly id: string;
  readonly instance: TicketSystem;
  readonly rateLimit: RateLimit;
}

/**
 * A ticket system as a pipe gets it: reads go straight through and are remembered, writes pass the write port,
 * and every call carries the attempt's signal unless the pipe gives another. In a run about one ticket, searches find that ticket only.
 * An update does not undo what a person did while the run was at work: a ticket that is not fresh is compared before it is written.
 * Nobody calls a system that has asked to be left alone, and nobody writes whose time is up.
 */
export class TicketSystemPort extends TicketSystem {
  constructor(
    private readonly system: PortedSystem,
    private readonly writer: StepExecution,
  ) {
    super();
  }

  /** The key under `services:`. */
  get systemId(): string {
    return this.system.id;
  }

  async findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage> {
    const { ticket: only } = this.writer.run;
    if (only !== undefined) return { tickets: [await this.getTicket(only, options)], next_cursor: null };
    this.#checkLimit('findTickets');
    try {
      const page = await this.system.instance.findTickets(criteria, this.#options(options));
      for (const ticket of page.tickets) this.#remember(ticket);
      return page;
    } catch (error) {
      throw this.#noticed(error);
    }
  }

  async getTicket(id: string, options?: OperationOptions): Promise<Ticket> {
    this.#checkLimit('getTicket', id);
    try {
      return this.#remember(await this.system.instance.getTicket(id, this.#options(options)));
    } catch (error) {
      throw this.#noticed(error);
    }
  }

  createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket> {
    const write = { system: this.system.id, operation: 'createTicket', ticketId: null, before: null, change: ticket } as const;
    return this.#write(write, {
      perform: ({ change = ticket }) => this.system.instance.createTicket(change as NewTicket, this.#options(options)),
      preview: () => previewTicket(ticket),
      find: (trace) => findCreated(this.#source(options), { ticket, trace }),
    });
  }

  async updateTicket(id: string, update: TicketUpdate, options?: UpdateOptions): Promise<Ticket> {
    const { run } = this.writer;
    const seen = run.lastSeen(this.system.id, id)?.ticket;
    const before = seen ?? (run.dryRun ? await this.getTicket(id, options) : null);
    const write = { system: this.system.id, operation: 'updateTicket', ticketId: id, before, change: update } as const;
    return this.#write(write, {
      perform: ({ change = update, expected = this.#expected(id, options) }) =>
        this.system.instance.updateTicket(id, change, { ...options, signal: this.#signal(options), expected }),
      preview: async () => previewUpdate(before ?? (await this.getTicket(id, options)), update),
      find: (trace) => findUpdate(this.#source(options), id, { update, trace }),
    });
  }

  addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note> {
    const before = this.writer.run.lastSeen(this.system.id, id)?.ticket ?? null;
    const write = { system: this.system.id, operation: 'addNote', ticketId: id, before, change: note } as const;
    return this.#write(write, {
      perform: ({ change = note }) => this.system.instance.addNote(id, change as NewNote, this.#options(options)),
      preview: () => previewNote(note),
      find: (trace) => findNote(this.#source(options), id, { note, trace }),
    });
  }

  async listValues(field: ListableField, options?: OperationOptions): Promise<readonly string[] | null> {
    this.#checkLimit('listValues');
    try {
      return await this.system.instance.listValues(field, this.#options(options));
    } catch (error) {
      throw this.#noticed(error);
    }
  }

  async #write<T extends Ticket | Note>(write: TicketWrite, { perform, preview, find }: Operation<T>): Promise<T> {
    const { run } = this.writer;
    try {
      const actions = { perform: (how?: PerformOptions) => this.#perform(write, perform, how), preview, find };
      const answer = await run.environment.writePort.write(this.writer, write, actions);
      if (write.operation === 'addNote') run.seen.addNote(answer as Note);
      else run.rememberAnswer(answer as Ticket, this);
      return answer;
    } catch (error) {
      throw this.#noticed(error);
    }
  }

  /** Makes a write, which the write port has let through. */
  #perform<T>(write: TicketWrite, perform: Operation<T>['perform'], how: PerformOptions = AS_ASKED): Promise<T> {
    this.#checkLimit(write.operation, write.ticketId ?? undefined);
    const attempt = this.writer.policedBy;
    return attempt === undefined ? perform(how) : attempt.write(how.isRepeatable ?? isRepeatable(write), () => perform(how));
  }

  /** What the ticket must still be like; asked for as late as possible, for the write may have waited. */
  #expected(id: string, options: UpdateOptions | undefined): Ticket | undefined {
    if (options?.expected !== undefined) return options.expected;
    const seen = this.writer.run.lastSeen(this.system.id, id);
    return seen !== undefined && performance.now() - seen.at > FRESH_FOR_MS ? seen.ticket : undefined;
  }

  /** Where a write is looked for that may have been made before. */
  #source(options: OperationOptions | undefined): LookupSource {
    const { id: system, instance } = this.system;
    return {
      system,
      getTicket: (id) => this.getTicket(id, options),
      iterateTickets: (criteria) => instance.iterateTickets(criteria, this.#options(options)),
    };
  }

  #checkLimit(operation: TicketWrite['operation'] | 'findTickets' | 'getTicket' | 'listValues', ticketId?: string): void {
    const { id, rateLimit } = this.system;
    if (this.writer.run.environment.offline === true) throw new OfflineError(id, operation);
    if (rateLimit.isSet) rateLimit.check(this.#clock, { system: id, operation, ticketId });
  }

  #noticed(error: unknown): unknown {
    this.system.rateLimit.notice(this.#clock, error);
    return error;
  }

  get #clock() {
    return this.writer.run.environment.clock;
  }

  #options(options: OperationOptions | undefined): OperationOptions {
    return { ...options, signal: this.#signal(options) };
  }

  #signal(options: OperationOptions | undefined): AbortSignal {
    return options?.signal ?? this.writer.signal;
  }

  #remember(ticket: Ticket): Ticket {
    this.writer.run.remember(ticket, this);
    return ticket;
  }
}

/** What can be done about one kind of write. */
interface Operation<T> extends Omit<WriteActions<T>, 'perform'> {
  readonly perform: (how: PerformOptions) => Promise<T>;
}

const AS_ASKED: PerformOptions = {};

/** Setting fields twice comes to the same as once. */
function isRepeatable({ operation, change }: TicketWrite): boolean {
  return operation === 'updateTicket' && change.note === undefined;
}

/** What the contract declares, and may not be reached past the port. */
const GUARDED: ReadonlySet<string | symbol> = new Set(
  [TicketSystem, TicketSystemPort].flatMap((type) => Object.getOwnPropertyNames(type.prototype)).filter((name) => name !== 'constructor'),
);

/**
 * The same for a pipe that asks for one particular connector (`injects: { ticket_system: ZammadTicketSystem }`):
 * the connector's own methods stay reachable, those of the contract go through the port.
 */
export function guardConnector(target: TicketSystem, port: TicketSystemPort): TicketSystem {
  return new Proxy(target, {
    get(connector, name) {
      const owner = GUARDED.has(name) ? port : connector;
      const value: unknown = Reflect.get(owner, name, owner);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });
}
