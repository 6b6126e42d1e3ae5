import { didYouMean } from '../api/did-you-mean.js';
import { Service } from '../api/service.decorator.js';
import { TicketSystem, type ListableField } from '../api/tickets/ticket-system.js';
import { TicketSystemError } from '../api/tickets/ticket-system.error.js';
import type {
  EntityRef,
  EntityRefInput,
  NewNote,
  NewTicket,
  Note,
  Ticket,
  TicketPage,
  TicketSearchCriteria,
  TicketUpdate,
} from '../api/tickets/ticket.js';
import { previewNote, previewTicket, previewUpdate } from '../pipeline/ticket-preview.js';

/** One call that a {@link MemoryTicketSystem} got. */
export interface RecordedCall {
  readonly operation: 'findTickets' | 'getTicket' | 'createTicket' | 'updateTicket' | 'addNote' | 'listValues';
  readonly args: readonly unknown[];
}

/** A ticket as a test writes it down: only what the test is about. */
export type TicketSeed = Partial<Omit<Ticket, 'queue' | 'priority'>> & {
  /** A name is enough. */
  readonly queue?: string | Ticket['queue'];
  /** A name is enough. */
  readonly priority?: string | Ticket['priority'];
};

/**
 * A ticket system in memory that records every call. In YAML: `use: testing:memory_ticket_system` with the `TestingPlugin`;
 * in code: `new MemoryTicketSystem([{ subject: 'VPN' }])`.
 *
 * It filters by queue, state, tags and limit; ids count from 1.
 */
@Service('memory_ticket_system', { description: 'A ticket system in memory, for tests.' })
export class MemoryTicketSystem extends TicketSystem {
  /** Every call so far, the oldest first. */
  readonly calls: RecordedCall[] = [];
  readonly #tickets = new Map<string, Ticket>();

  /** A ticket system that already has tickets. */
  static with(...seeds: readonly TicketSeed[]): MemoryTicketSystem {
    const system = new MemoryTicketSystem();
    for (const seed of seeds) system.add(seed);
    return system;
  }

  /** Puts a ticket in without recording a call. */
  add(seed: TicketSeed): Ticket {
    const id = seed.id ?? String(this.#tickets.size + 1);
    const blank = previewTicket({ subject: '', body: '' });
    const ticket = { ...blank, ...seed, id, queue: entity(seed.queue), priority: entity(seed.priority) };
    this.#tickets.set(id, ticket);
    return ticket;
  }

  /** All tickets as they are now. */
  get tickets(): readonly Ticket[] {
    return [...this.#tickets.values()];
  }

  /** The operations of all calls, in order, for a short expectation. */
  get operations(): readonly string[] {
    return this.calls.map((call) => call.operation);
  }

  async findTickets(criteria: TicketSearchCriteria): Promise<TicketPage> {
    this.#record('findTickets', criteria);
    const found = this.tickets.filter((ticket) => matches(ticket, criteria));
    const offset = criteria.offset ?? 0;
    return { tickets: found.slice(offset, offset + (criteria.limit ?? found.length)), next_cursor: null };
  }

  async getTicket(id: string): Promise<Ticket> {
    this.#record('getTicket', id);
    return this.#get('getTicket', id);
  }

  async createTicket(ticket: NewTicket): Promise<Ticket> {
    this.#record('createTicket', ticket);
    return this.add(previewedSeed(ticket));
  }

  async updateTicket(id: string, update: TicketUpdate): Promise<Ticket> {
    this.#record('updateTicket', id, update);
    return this.#put(previewUpdate(this.#get('updateTicket', id), update));
  }

  async addNote(id: string, note: NewNote): Promise<Note> {
    this.#record('addNote', id, note);
    const ticket = this.#get('addNote', id);
    const added = { ...previewNote(note), id: String(ticket.notes.length + 1) };
    this.#put({ ...ticket, notes: [...ticket.notes, added] });
    return added;
  }

  async listValues(field: ListableField): Promise<null> {
    this.#record('listValues', field);
    return null;
  }

  #put(ticket: Ticket): Ticket {
    this.#tickets.set(ticket.id, ticket);
    return ticket;
  }

  #get(operation: string, id: string): Ticket {
    const ticket = this.#tickets.get(id);
    if (ticket !== undefined) return ticket;
    const similar = didYouMean(id, this.#tickets.keys());
    const hint = similar === undefined ? undefined : `did you mean ${similar}?`;
    throw new TicketSystemError('there is no such ticket', { kind: 'not_found', system: 'memory', operation, ticketId: id, hint });
  }

  #record(operation: RecordedCall['operation'], ...args: readonly unknown[]): void {
    this.calls.push({ operation, args });
  }
}

function previewedSeed(ticket: NewTicket): TicketSeed {
  const { id: _id, ...seed } = previewTicket(ticket);
  return seed;
}

function entity(value: string | Ticket['queue'] | undefined): Ticket['queue'] {
  return typeof value === 'string' ? { id: null, name: value } : (value ?? null);
}

function matches(ticket: Ticket, { queue, state, tags }: TicketSearchCriteria): boolean {
  return isRef(ticket.queue, queue) && isRef(ticket.state, state) && (tags ?? []).every((tag) => ticket.tags.includes(tag));
}

function isRef(has: EntityRef | null, wanted: EntityRefInput | undefined): boolean {
  return wanted === undefined || (wanted.id === undefined ? wanted.name === has?.name : wanted.id === has?.id);
}
