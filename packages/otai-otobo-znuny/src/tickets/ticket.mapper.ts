import type { AuthorRole, EntityRef, Note, Person, Ticket } from 'open-ticket-ai';
import { idOf, recordsOf, textOf, type WireRecord } from '../interface/wire.js';
import { personFrom } from './mail-address.js';
import type { ServerTime } from './server-time.js';

/** The customer's first words are looked for among so many articles at the start of a ticket; a search reads no more. */
export const ARTICLES_FOR_BODY = 20;

const ROLES: Readonly<Record<string, AuthorRole>> = { agent: 'agent', customer: 'customer', system: 'system' };

/** A ticket of the interface, with as many of its articles as are there, as a unified ticket. */
export function toTicket(record: WireRecord, time: ServerTime): Ticket {
  const articles = articlesOf(record);
  const toIso = time.of(articles);
  const first = firstWords(articles);
  return {
    id: idOf(record['TicketID']) ?? '',
    subject: textOf(record['Title']) ?? '',
    body: textOf(first?.['Body']) ?? '',
    queue: entity(record, 'Queue', 'QueueID'),
    priority: entity(record, 'Priority', 'PriorityID'),
    state: entity(record, 'State', 'StateID'),
    type: entity(record, 'Type', 'TypeID'),
    owner: ownerOf(record),
    customer: customerOf(record, articles),
    tags: [],
    custom_fields: customFieldsOf(record),
    notes: articles.filter((article) => article !== first).map((article) => noteOf(article, toIso)),
    created_at: toIso(record['Created']),
    updated_at: toIso(record['Changed']),
    raw: record,
  };
}

export function toNote(article: WireRecord, time: ServerTime): Note {
  return noteOf(article, time.of([article]));
}

function noteOf(article: WireRecord, toIso: (value: unknown) => string | null): Note {
  return {
    id: idOf(article['ArticleID']),
    subject: textOf(article['Subject']),
    body: textOf(article['Body']) ?? '',
    // The interface renders every article as plain text, also those that were written as HTML.
    content_type: 'text/plain',
    visibility: Number(article['IsVisibleForCustomer']) === 1 ? 'public' : 'internal',
    author_role: ROLES[textOf(article['SenderType']) ?? ''] ?? 'agent',
    author: personFrom(textOf(article['From'])),
    created_at: toIso(article['CreateTime']),
  };
}

/** The articles of a ticket, the oldest first. Their numbers are no order: those of one second count backwards. */
export function articlesOf(record: WireRecord): readonly WireRecord[] {
  const articles = recordsOf(record['Article']);
  return articles.length < 2 ? articles : articles.toSorted((a, b) => Number(a['ArticleID']) - Number(b['ArticleID']));
}

/** The article that the body of the ticket is: the customer's first, or the first of all where an agent began. */
function firstWords(articles: readonly WireRecord[]): WireRecord | undefined {
  return articles.slice(0, ARTICLES_FOR_BODY).find((article) => article['SenderType'] === 'customer') ?? articles[0];
}

/** The dynamic fields by name; one without a value is `null`. */
function customFieldsOf(record: WireRecord): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  for (const { Name, Value } of recordsOf(record['DynamicField'])) if (Name !== '__proto__') fields[textOf(Name) ?? ''] = Value ?? null;
  return fields;
}

function entity(record: WireRecord, field: string, idField: string): EntityRef | null {
  const [id, name] = [idOf(record[idField]), textOf(record[field])];
  return id === null && name === null ? null : { id, name };
}

function ownerOf(record: WireRecord): Person | null {
  const [id, name] = [idOf(record['OwnerID']), textOf(record['Owner'])];
  return id === null && name === null ? null : { id, name, email: mailOf(name) };
}

function customerOf(record: WireRecord, articles: readonly WireRecord[]): Person | null {
  const id = textOf(record['CustomerUserID']);
  const sender = personFrom(textOf(articles.find((article) => article['SenderType'] === 'customer')?.['From']));
  if (id === null && sender === null) return null;
  return { id, name: sender?.name ?? null, email: sender?.email ?? mailOf(id) };
}

function mailOf(login: string | null): string | null {
  return login?.includes('@') === true && !login.endsWith('@localhost') ? login : null;
}
