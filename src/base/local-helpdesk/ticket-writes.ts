import { CONTENT_TYPES, VISIBILITIES, type NewNote, type NewTicket, type Note, type TicketUpdate } from '../../api/tickets/ticket.js';
import { type EntityField, type KnownValues, toPerson } from './known-values.js';
import { emptyTicket, type TicketDefaults } from './mail/mail-tickets.js';
import type { Operation } from './operation.js';
import type { TicketChanged } from './store/ticket-change.js';
import { changedTicket } from './store/ticket-change.js';
import type { TicketDraft } from './store/ticket-store.js';

const ENTITY_FIELDS: readonly EntityField[] = ['queue', 'priority', 'state', 'type'];

/** Turns what a caller asks for into what is written, and refuses what this helpdesk does not know. */
export class TicketWrites {
  constructor(
    private readonly known: KnownValues,
    private readonly defaults: TicketDefaults,
  ) {}

  created(ticket: NewTicket, operation: Operation): TicketDraft {
    const now = new Date().toISOString();
    const draft = { ...emptyTicket(this.defaults, now), id: '' };
    return changedTicket(draft, this.changed('', ticket, operation));
  }

  changed(id: string, update: TicketUpdate, operation: Operation): TicketChanged {
    const at = new Date().toISOString();
    const { add_tags, remove_tags, custom_fields, note } = update;
    const fields = { ...this.texts(update, operation), ...this.entities(update, operation), ...this.people(update, operation) };
    const written = note === undefined ? undefined : this.note(note, operation);
    return { change: 'changed', id, at, fields, add_tags, remove_tags, custom_fields, note: written };
  }

  /** Written by an agent; internal and plain text unless it says otherwise. */
  note(note: NewNote | null, operation: Operation): Note {
    const { subject = null, body, content_type = 'text/plain', visibility = 'internal' } = note ?? { body: undefined };
    if (typeof body !== 'string') throw operation.refuse('a note needs a body');
    requireOneOf('content_type', content_type, CONTENT_TYPES, operation);
    requireOneOf('visibility', visibility, VISIBILITIES, operation);
    const created_at = new Date().toISOString();
    return { id: null, subject, body, content_type, visibility, author_role: 'agent', author: null, created_at };
  }

  private texts({ subject, body, tags }: TicketUpdate, operation: Operation): TicketChanged['fields'] {
    for (const [name, text] of Object.entries({ subject, body })) {
      if (text !== undefined && typeof text !== 'string') throw operation.refuse(`${name} must be a text`);
    }
    return {
      ...(subject === undefined ? {} : { subject }),
      ...(body === undefined ? {} : { body }),
      ...(tags === undefined ? {} : { tags }),
    };
  }

  private entities(update: TicketUpdate, operation: Operation): TicketChanged['fields'] {
    const given = ENTITY_FIELDS.flatMap((field) => {
      const ref = update[field];
      return ref === undefined ? [] : [[field, this.known.entity(field, ref, operation)] as const];
    });
    return Object.fromEntries(given);
  }

  private people({ owner, customer }: TicketUpdate, operation: Operation): TicketChanged['fields'] {
    return {
      ...(owner === undefined ? {} : { owner: this.known.owner(owner, operation) }),
      ...(customer === undefined ? {} : { customer: toPerson('customer', customer, operation) }),
    };
  }
}

function requireOneOf(name: string, value: string, allowed: readonly string[], operation: Operation): void {
  if (!allowed.includes(value)) throw operation.refuse(`${name} must be one of ${allowed.join(', ')}`);
}
