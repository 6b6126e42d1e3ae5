import { isDeepStrictEqual } from 'node:util';
import { storableText } from 'helpdesk-http';
import { CONTENT_TYPES, VISIBILITIES, type NewNote, type PersonInput, type TicketUpdate } from 'open-ticket-ai';
import type { Call } from './call.js';
import type { Directory, DirectoryField } from './directory.js';
import { idOf, textOf, type ZammadRecord } from './records.js';

const REFERENCES = { queue: 'group', priority: 'priority', state: 'state' } as const;

/** What is sent to Zammad: attributes by name. */
export type ZammadBody = Readonly<Record<string, unknown>>;

/** The attributes that an update sets, without its tags and its note. Refuses what does not exist, where the token may know. */
export async function toAttributes(update: TicketUpdate, directory: Directory, call: Call): Promise<ZammadBody> {
  const { subject, custom_fields = {}, owner, customer } = update;
  const references = await Promise.all(
    (Object.entries(REFERENCES) as [DirectoryField, string][]).map(async ([field, attribute]) => {
      const ref = update[field];
      if (ref === undefined) return {};
      const { id, name } = await directory.resolve(field, ref, call);
      return id === null ? { [attribute]: name } : { [`${attribute}_id`]: Number(id) };
    }),
  );
  return Object.assign(
    customFields(custom_fields),
    subject === undefined ? {} : { title: storableText(subject) },
    ...references,
    owner === undefined ? {} : personAttribute('owner', owner, call),
    customer === undefined ? {} : personAttribute('customer', customer, call),
  ) as ZammadBody;
}

/** A note as an article that is never sent as a mail. */
export function toArticle(note: NewNote, call: Call): ZammadBody {
  const { subject, body, content_type = 'text/plain', visibility = 'internal' } = note;
  if (typeof body !== 'string') throw call.refuse('a note needs a body');
  if (!CONTENT_TYPES.includes(content_type)) throw call.refuse(`content_type must be one of ${CONTENT_TYPES.join(', ')}`);
  if (!VISIBILITIES.includes(visibility)) throw call.refuse(`visibility must be one of ${VISIBILITIES.join(', ')}`);
  const title = subject === undefined ? {} : { subject: storableText(subject) };
  return { ...title, body: storableText(body), content_type, type: 'note', internal: visibility !== 'public' };
}

/** The attributes that a ticket does not have as they were sent: what Zammad passed over in silence. */
export function unwritten(sent: ZammadBody, ticket: ZammadRecord): readonly string[] {
  return Object.entries(sent).flatMap(([name, value]) => (isTaken(name, value, ticket) ? [] : [name]));
}

function isTaken(name: string, value: unknown, ticket: ZammadRecord): boolean {
  // Zammad resets an owner who may not work in the group to user 1: nobody.
  if (name === 'owner') return idOf(ticket, 'owner_id') !== '1';
  if (name === 'customer' || name === 'title') return true;
  if (!Object.hasOwn(ticket, name)) return false;
  return isDeepStrictEqual(ticket[name], value) || asText(ticket[name]) === asText(value) || isSameTime(textOf(ticket, name), value);
}

/** Zammad gives some values back in another type. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
}

function isSameTime(written: string | null, sent: unknown): boolean {
  const time = Date.parse(written ?? '');
  return typeof sent === 'string' && !Number.isNaN(time) && time === Date.parse(sent);
}

function customFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? storableText(value) : value]));
}

function personAttribute(role: 'owner' | 'customer', person: PersonInput | null, call: Call): ZammadBody {
  const { id, email, name } = person ?? {};
  if (id) return { [`${role}_id`]: Number(id) };
  const login = email || name;
  if (!login) throw call.refuse(`${role} has neither an id nor an email nor a name`);
  return { [role]: login };
}
