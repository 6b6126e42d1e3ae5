import { isDeepStrictEqual } from 'node:util';
import type { Ticket, TicketUpdate } from './ticket.js';
import { TicketSystemError, type TicketOperation } from './ticket-system.error.js';
import { isEntity, isPerson, isSameSet } from './ticket-values.js';

const TEXTS = ['subject', 'body'] as const;
const ENTITIES = ['queue', 'priority', 'state', 'type'] as const;
const PEOPLE = ['owner', 'customer'] as const;

/**
 * The fields of an update whose value somebody changed between two readings of a ticket, so that the update would undo it.
 * A field that already has the value the update wants is none of them, nor is one the update does not name.
 */
export function conflictingFields(update: TicketUpdate, expected: Ticket, current: Ticket): readonly string[] {
  return [
    ...TEXTS.filter((name) => isOverwritten(update[name], expected[name], current[name], isSame)),
    ...ENTITIES.filter((name) => isOverwritten(update[name], expected[name], current[name], isEntity)),
    ...PEOPLE.filter((name) => isOverwritten(update[name], expected[name], current[name], isPerson)),
    ...(isOverwritten(update.tags, expected.tags, current.tags, isSameSet) ? ['tags'] : []),
    ...Object.keys(update.custom_fields ?? {}).filter((key) =>
      isOverwritten(update.custom_fields?.[key], expected.custom_fields[key], current.custom_fields[key], isDeepStrictEqual),
    ),
  ];
}

/** Throws a `conflict` when an update would undo what somebody changed since `expected` was read. `current` has just been read. */
export function refuseConflicts(update: TicketUpdate, expected: Ticket, current: Ticket, where: TicketOperation): void {
  const fields = conflictingFields(update, expected, current);
  if (fields.length === 0) return;
  throw new TicketSystemError(`somebody changed ${fields.join(', ')} since the ticket was read; nothing was written`, {
    kind: 'conflict',
    hint: 'run the pipeline again: it then decides by what the ticket is now',
    ...where,
  });
}

function isOverwritten<W, V>(wanted: W | undefined, expected: V, current: V, isValue: (a: V, b: W | V) => boolean): boolean {
  return wanted !== undefined && !isValue(current, expected) && !isValue(current, wanted);
}

function isSame(a: string, b: string): boolean {
  return a === b;
}
