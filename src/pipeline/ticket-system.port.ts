import { performance } from 'node:perf_hooks';
import { TicketSystem, type ListableField, type OperationOptions, type UpdateOptions } from '../api/tickets/ticket-system.js';
import type { NewNote, NewTicket, Note, Ticket, TicketPage, TicketSearchCriteria, TicketUpdate } from '../api/tickets/ticket.js';
import { previewNote, previewTicket, previewUpdate } from './ticket-preview.js';
import type { Writer } from './write-port.js';

/** A ticket that was seen longer ago than this, in milliseconds, is compared with the helpdesk's once more before it is changed. */
const FRESH_FOR_MS = 2000;

/**
 * A ticket system as a pipe gets it: reads go straight through and are remembered, writes pass the write port,
 * and every call carries the run's signal unless the pipe gives another. In a run about one ticket, searches find that ticket only.
 * An update does not undo what a person did while the run was at work: a ticket that is not fresh is compared before it is written.
 */
export class TicketSystemPort extends TicketSystem {
  constructor(
    private readonly system: string,
    private readonly target: TicketSystem,
    private readonly writer: Writer,
  ) {
    super();
  }

  async findTickets(criteria: TicketSearchCriteria, options?: OperationOptions): Promise<TicketPage> {
    const { ticket: only } = this.writer.run;
    if (only !== undefined) return { tickets: [await this.getTicket(only, options)], next_cursor: null };
    const page = await this.target.findTickets(criteria, this.#options(options));
    for (const ticket of page.tickets) this.writer.run.remember(this.system, ticket);
    return page;
  }

  async getTicket(id: string, options?: OperationOptions): Promise<Ticket> {
    return this.#remember(await this.target.getTicket(id, this.#options(options)));
  }

  async createTicket(ticket: NewTicket, options?: OperationOptions): Promise<Ticket> {
    const write = { system: this.system, operation: 'createTicket', ticketId: null, before: null, change: ticket } as const;
    const perform = () => this.target.createTicket(ticket, this.#options(options));
    return this.#remember(await this.#port.write(this.writer, write, perform, () => previewTicket(ticket)));
  }

  async updateTicket(id: string, update: TicketUpdate, options?: UpdateOptions): Promise<Ticket> {
    const seen = this.writer.run.lastSeen(this.system, id);
    const before = seen?.ticket ?? null;
    const isStale = seen !== undefined && performance.now() - seen.at > FRESH_FOR_MS;
    const expected = options?.expected ?? (isStale ? seen.ticket : undefined);
    const write = { system: this.system, operation: 'updateTicket', ticketId: id, before, change: update } as const;
    const perform = () => this.target.updateTicket(id, update, { ...options, signal: this.#signal(options), expected });
    const preview = async () => previewUpdate(before ?? (await this.getTicket(id, options)), update);
    return this.#remember(await this.#port.write(this.writer, write, perform, preview));
  }

  addNote(id: string, note: NewNote, options?: OperationOptions): Promise<Note> {
    const before = this.writer.run.lastSeen(this.system, id)?.ticket ?? null;
    const write = { system: this.system, operation: 'addNote', ticketId: id, before, change: note } as const;
    const perform = () => this.target.addNote(id, note, this.#options(options));
    return this.#port.write(this.writer, write, perform, () => previewNote(note));
  }

  listValues(field: ListableField, options?: OperationOptions): Promise<readonly string[] | null> {
    return this.target.listValues(field, this.#options(options));
  }

  get #port() {
    return this.writer.run.environment.writePort;
  }

  #options(options: OperationOptions | undefined): OperationOptions {
    return { ...options, signal: this.#signal(options) };
  }

  #signal(options: OperationOptions | undefined): AbortSignal {
    return options?.signal ?? this.writer.run.signal;
  }

  #remember(ticket: Ticket): Ticket {
    this.writer.run.remember(this.system, ticket);
    return ticket;
  }
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
