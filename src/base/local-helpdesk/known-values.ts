import { didYouMean } from '../../api/did-you-mean.js';
import type { ListableField } from '../../api/tickets/ticket-system.js';
import type { EntityRef, EntityRefInput, Person, PersonInput } from '../../api/tickets/ticket.js';
import type { LocalHelpdeskParams } from './local-helpdesk.params.js';
import type { Operation } from './operation.js';

/** A field of a ticket whose values the params list. */
export type EntityField = Exclude<ListableField, 'owner'>;

/** The names that this helpdesk knows. The id of a queue, priority, state or type is its name. */
export class KnownValues {
  private readonly names: Readonly<Record<ListableField, readonly string[]>>;

  constructor(params: LocalHelpdeskParams) {
    const { queues, priorities, states, types, agents } = params;
    this.names = { queue: queues, priority: priorities, state: states, type: types, owner: agents };
  }

  /** The names a field can have; `null` when it can have any. */
  list(field: ListableField): readonly string[] | null {
    return field === 'owner' && this.names.owner.length === 0 ? null : this.names[field];
  }

  /** Whether the params list what a reference means. */
  has(field: EntityField, ref: EntityRefInput | null): boolean {
    return this.names[field].includes(nameOf(ref));
  }

  /** The queue, priority, state or type that a reference means; refuses one that is not known. */
  entity(field: EntityField, ref: EntityRefInput | null, operation: Operation): EntityRef {
    const name = nameOf(ref);
    if (name === '') throw operation.refuse(`${field} has neither an id nor a name`);
    if (!this.has(field, ref)) throw this.unknown(field, name, operation);
    return { id: name, name };
  }

  /** The agent who is to own a ticket; refuses one who is not among the agents, if these are listed. */
  owner(person: PersonInput | null, operation: Operation): Person {
    const owner = toPerson('owner', person, operation);
    const names = [owner.id, owner.email, owner.name].filter((name) => name !== null);
    const known = this.list('owner');
    if (known !== null && !names.some((name) => known.includes(name))) throw this.unknown('owner', names[0] ?? '', operation);
    return owner;
  }

  private unknown(field: ListableField, name: string, operation: Operation): Error {
    const known = this.names[field];
    const near = didYouMean(name, known);
    const question = near === undefined ? '' : `did you mean "${near}"? `;
    return operation.refuse(`there is no ${field} "${name}"`, `${question}known: ${known.join(', ') || 'none'}`);
  }
}

/** What a reference calls what it means; an empty text when it is empty, as a template may leave it. */
function nameOf(ref: EntityRefInput | null): string {
  return ref?.id ?? ref?.name ?? '';
}

/** Who is meant by a person that is to be written to a ticket. */
export function toPerson(field: 'owner' | 'customer', person: PersonInput | null, operation: Operation): Person {
  const { id = null, name = null, email = null } = person ?? {};
  if (![id, name, email].some(Boolean)) throw operation.refuse(`${field} has neither an id nor an email nor a name`);
  return { id: id ?? email?.toLowerCase() ?? name, name, email };
}
