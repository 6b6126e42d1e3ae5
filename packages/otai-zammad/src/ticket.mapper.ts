import { htmlToText, type AuthorRole, type EntityRef, type Note, type Person, type Ticket } from 'open-ticket-ai';
import { customFieldsOf } from './ticket-attributes.js';
import { idOf, textOf, timeOf, type ZammadRecord } from './records.js';

/** User 1 is Zammad itself: a ticket it owns is owned by nobody. */
const NOBODY = '1';

const ROLES: Readonly<Record<string, AuthorRole>> = { Customer: 'customer', Agent: 'agent', System: 'system' };

/** A ticket of Zammad, with its articles (the oldest first) and tags, as the unified ticket. */
export function toTicket(ticket: ZammadRecord, articles: readonly ZammadRecord[], tags: readonly string[]): Ticket {
  const first = articles.find((article) => article['sender'] === 'Customer') ?? articles[0];
  return {
    id: idOf(ticket) ?? '',
    subject: textOf(ticket, 'title') ?? '',
    body: first === undefined ? '' : plainTextOf(first),
    queue: refOf(ticket, 'group'),
    priority: refOf(ticket, 'priority'),
    state: refOf(ticket, 'state'),
    type: null,
    owner: idOf(ticket, 'owner_id') === NOBODY ? null : personOf(ticket, 'owner'),
    customer: personOf(ticket, 'customer'),
    tags,
    custom_fields: customFieldsOf(ticket),
    notes: articles.filter((article) => article !== first).map(toNote),
    created_at: timeOf(ticket, 'created_at'),
    updated_at: timeOf(ticket, 'updated_at'),
    raw: ticket,
  };
}

/** An article of Zammad as a note. Its body stays as it is: HTML when `content_type` says so. */
export function toNote(article: ZammadRecord): Note {
  return {
    id: idOf(article),
    subject: textOf(article, 'subject') || null,
    body: textOf(article, 'body') ?? '',
    content_type: isHtml(article) ? 'text/html' : 'text/plain',
    visibility: article['internal'] === false ? 'public' : 'internal',
    author_role: ROLES[textOf(article, 'sender') ?? ''] ?? 'system',
    author: personOf(article, 'created_by'),
    created_at: timeOf(article, 'created_at'),
  };
}

/** What an article says, without its markup. */
export function plainTextOf(article: ZammadRecord): string {
  const body = textOf(article, 'body') ?? '';
  return isHtml(article) ? htmlToText(body) : body;
}

function isHtml(article: ZammadRecord): boolean {
  return (textOf(article, 'content_type') ?? '').startsWith('text/html');
}

function refOf(ticket: ZammadRecord, name: string): EntityRef | null {
  const id = idOf(ticket, `${name}_id`);
  const known = textOf(ticket, name);
  return id === null && known === null ? null : { id, name: known };
}

/** Zammad names users by login, which is often an e-mail address. */
function personOf(record: ZammadRecord, name: string): Person | null {
  const id = idOf(record, `${name}_id`);
  const login = textOf(record, name);
  if (id === null && login === null) return null;
  return { id, name: login, email: login?.includes('@') === true ? login : null };
}
