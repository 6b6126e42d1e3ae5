import { didYouMean } from '../api/did-you-mean.js';
import { Service } from '../api/service.decorator.js';
import { TicketSystem, type ListableField, type UpdateOptions } from '../api/tickets/ticket-system.js';
import { refuseConflicts } from '../api/tickets/ticket-conflict.js';
import { TicketSystemError, type TicketOperation } from '../api/tickets/ticket-system.error.js';
import type { NewNote, NewTicket, Note, Ticket, TicketPage, TicketSearchCriteria, TicketUpdate } from '../api/tickets/ticket.js';
import { previewNote, previewTicket, previewUpdate } from '../pipeline/ticket-preview.js';
import { searchTickets } from './memory-search.js';

/** The fields that hold a name. */
const FIELDS = ['queue', 'priority', 'state', 'type', 'owner'] as const;

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
 * Ids count from 1. It takes any name for a queue, priority, state, type or owner, unless `values` says which there are.
 */
@Service('memory_ticket_system', { description: 'A ticket system in memory, for tests.' })
export class MemoryTicketSystem extends TicketSystem {
  /** Every call so far, the oldest first. */
  readonly calls: RecordedCall[] = [];
  /** The names that a field may have; others are then refused. Default: any. */
  readonly values: Partial<Record<ListableField, readonly string[]>> = {};
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
    this.#checkNames(criteria, operation('findTickets'));
    return searchTickets(this.tickets, criteria, operation('findTickets'));
  }

  async getTicket(id: string): Promise<Ticket> {
    this.#record('getTicket', id);
    return this.#get(operation('getTicket', id), id);
  }

  async createTicket(ticket: NewTicket): Promise<Ticket> {
    this.#record('createTicket', ticket);
    this.#checkNames(ticket, operation('createTicket'));
    const { id: _id, ...seed } = previewTicket(ticket);
    return this.add({ ...seed, created_at: new Date().toISOString() });
  }

  async updateTicket(id: string, update: TicketUpdate, { expected }: UpdateOptions = {}): Promise<Ticket> {
    this.#record('updateTicket', id, update);
    const where = operation('updateTicket', id);
    this.#checkNames(update, where);
    const current = this.#get(where, id);
    if (expected !== undefined) refuseConflicts(update, expected, current, where);
    return this.#put(previewUpdate(current, update));
  }

  async addNote(id: string, note: NewNote): Promise<Note> {
    this.#record('addNote', id, note);
    const ticket = this.#get(operation('addNote', id), id);
    const added = { ...previewNote(note), id: String(ticket.notes.length + 1) };
    this.#put({ ...ticket, notes: [...ticket.notes, added] });
    return added;
  }

  async listValues(field: ListableField): Promise<readonly string[] | null> {
    this.#record('listValues', field);
    return this.values[field] ?? null;
  }

  #put(ticket: Ticket): Ticket {
    this.#tickets.set(ticket.id, ticket);
    return ticket;
  }

  #get(where: TicketOperation, id: string): Ticket {
    const ticket = this.#tickets.get(id);
    if (ticket !== undefined) return ticket;
    throw new TicketSystemError('there is no such ticket', { kind: 'not_found', hint: proposal(id, this.#tickets.keys()), ...where });
  }

  #checkNames(fields: TicketUpdate | TicketSearchCriteria, where: TicketOperation): void {
    for (const field of FIELDS) {
      const wanted = fields[field];
      const name = wanted?.id ?? wanted?.name;
      const known = this.values[field];
      if (wanted !== undefined && !name && field !== 'owner')
        throw new TicketSystemError(`${field} is empty`, { kind: 'permanent', ...where });
      if (name === undefined || known === undefined || known.includes(name)) continue;
      throw new TicketSystemError(`there is no ${field} "${name}"`, { kind: 'permanent', hint: proposal(name, known), ...where });
    }
  }

  #record(name: RecordedCall['operation'], ...args: readonly unknown[]): void {
    this.calls.push({ operation: name, args });
  }
}

function operation(name: RecordedCall['operation'], ticketId?: string): TicketOperation {
  return { system: 'memory', operation: name, ticketId };
}

function proposal(word: string, candidates: Iterable<string>): string | undefined {
  const similar = didYouMean(word, candidates);
  return similar && `did you mean ${similar}?`;
}

function entity(value: string | Ticket['queue'] | undefined): Ticket['queue'] {
  return typeof value === 'string' ? { id: null, name: value } : (value ?? null);
}
