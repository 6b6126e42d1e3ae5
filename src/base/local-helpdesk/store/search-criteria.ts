import { isDeepStrictEqual } from 'node:util';
import type { EntityRef, EntityRefInput, Person, PersonInput, Ticket, TicketSearchCriteria } from '../../../api/tickets/ticket.js';

/** Whether a ticket meets a criterion. */
export type TicketTest = (ticket: Ticket) => boolean;

/** A test for all criteria that are given. Times must be ISO 8601 as `Date.toISOString` writes it: they are compared as texts. */
export function ticketTest(criteria: TicketSearchCriteria): TicketTest {
  const tests = [...entityTests(criteria), ...personTests(criteria), ...contentTests(criteria), ...timeTests(criteria)];
  return (ticket) => tests.every((test) => test(ticket));
}

function* entityTests(criteria: TicketSearchCriteria): Generator<TicketTest, void, undefined> {
  for (const field of ['queue', 'state', 'type', 'priority'] as const) {
    const wanted = criteria[field];
    if (wanted !== undefined) yield (ticket) => isEntity(ticket[field], wanted);
  }
}

function* personTests(criteria: TicketSearchCriteria): Generator<TicketTest, void, undefined> {
  for (const field of ['owner', 'customer'] as const) {
    const wanted = criteria[field];
    if (wanted !== undefined) yield (ticket) => isPerson(ticket[field], wanted);
  }
}

function* contentTests({ tags, without_tags, custom_fields }: TicketSearchCriteria): Generator<TicketTest, void, undefined> {
  for (const tag of tags ?? []) yield (ticket) => ticket.tags.includes(tag);
  for (const tag of without_tags ?? []) yield (ticket) => !ticket.tags.includes(tag);
  for (const [key, value] of Object.entries(custom_fields ?? {})) {
    yield ({ custom_fields: fields }) => isDeepStrictEqual(Object.hasOwn(fields, key) ? fields[key] : null, value);
  }
}

function* timeTests({ created_since, updated_since }: TicketSearchCriteria): Generator<TicketTest, void, undefined> {
  if (created_since !== undefined) yield (ticket) => (ticket.created_at ?? '') >= created_since;
  if (updated_since !== undefined) yield (ticket) => (ticket.updated_at ?? '') >= updated_since;
}

function isEntity(actual: EntityRef | null, wanted: EntityRefInput): boolean {
  return actual !== null && (isGiven(wanted.id) ? actual.id === wanted.id : isGiven(wanted.name) && actual.name === wanted.name);
}

function isPerson(actual: Person | null, { id, email, name }: PersonInput): boolean {
  if (actual === null) return false;
  if (isGiven(id)) return actual.id === id;
  return isGiven(email) ? actual.email?.toLowerCase() === email.toLowerCase() : isGiven(name) && actual.name === name;
}

/** A template may have put `null` where the type says nothing of it. */
function isGiven(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
