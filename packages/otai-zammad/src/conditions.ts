import type { PersonInput, TicketSearchCriteria } from 'open-ticket-ai';
import type { Call } from './call.js';
import type { Directory, DirectoryField } from './directory.js';

/** One condition of a search, in the language of Zammad's triggers. */
export interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly value: unknown;
}

const REFERENCES = { queue: 'group_id', state: 'state_id', priority: 'priority_id' } as const;

/** Zammad reads the empty value as "or not set". */
const EMPTY = [''];

/** The conditions that criteria mean, but for the times of creation, which the paging adds. */
export async function toConditions(criteria: TicketSearchCriteria, directory: Directory, call: Call): Promise<readonly Condition[]> {
  const conditions: Condition[] = [];
  for (const [field, attribute] of Object.entries(REFERENCES) as [DirectoryField, string][]) {
    const ref = criteria[field];
    if (ref !== undefined) conditions.push(is(`ticket.${attribute}`, await directory.idOf(field, ref, call)));
  }
  for (const role of ['owner', 'customer'] as const) {
    const person = criteria[role];
    if (person !== undefined) conditions.push(personCondition(role, person, call));
  }
  return [...conditions, ...contentConditions(criteria, call)];
}

/** The same as Zammad takes them: a mapping by name, which all versions know, unless a name is there twice. */
export function toSearchCondition(conditions: readonly Condition[]): object {
  const names = new Set(conditions.map(({ name }) => name));
  if (names.size < conditions.length) return { operator: 'AND', conditions };
  return Object.fromEntries(conditions.map(({ name, operator, value }) => [name, { operator, value }]));
}

function is(name: string, value: string): Condition {
  return { name, operator: 'is', value: [value] };
}

function personCondition(role: 'owner' | 'customer', person: PersonInput | null, call: Call): Condition {
  const { id, email, name } = person ?? {};
  if (id) return is(`ticket.${role}_id`, id);
  if (email) return is(`${role}.email`, email.toLowerCase());
  if (name) return is(`${role}.login`, name.toLowerCase());
  throw call.refuse(`${role} has neither an id nor an email nor a name`);
}

function contentConditions(
  { tags = [], without_tags = [], custom_fields = {}, updated_since }: TicketSearchCriteria,
  call: Call,
): Condition[] {
  return [
    ...(tags.length === 0 ? [] : [{ name: 'ticket.tags', operator: 'contains all', value: tagList(tags, call) }]),
    ...(without_tags.length === 0 ? [] : [{ name: 'ticket.tags', operator: 'contains one not', value: tagList(without_tags, call) }]),
    ...Object.entries(custom_fields).map(([name, value]) => fieldCondition(name, value)),
    ...(updated_since === undefined
      ? []
      : [{ name: 'ticket.updated_at', operator: 'after (absolute)', value: isoTime('updated_since', updated_since, call) }]),
  ];
}

/** Zammad takes tags as one text, with commas between. */
function tagList(tags: readonly string[], call: Call): string {
  for (const tag of tags) checkTag(tag, call);
  return tags.join(', ');
}

/** Refuses what cannot be a tag. */
export function checkTag(tag: string, call: Call): void {
  if (tag.trim() === '' || tag.includes(',')) throw call.refuse(`"${tag}" cannot be a tag: it is empty or has a comma in it`);
}

function fieldCondition(name: string, value: unknown): Condition {
  return { name: `ticket.${name}`, operator: 'is', value: value === null || value === undefined ? EMPTY : [value].flat() };
}

/** A time as Zammad compares it; refuses what is none. */
export function isoTime(name: string, value: string, call: Call): string {
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw call.refuse(`${name} must be an ISO 8601 time such as 2026-11-22T08:00:00Z`);
  return time.toISOString();
}
