import type { FakeArticle, FakeState, FakeTicket, Named } from './fake-state.js';
import { Refusal } from './refusal.js';
import { textOf } from './text-of.js';

type Body = Readonly<Record<string, unknown>>;

/** Creates a ticket with its first article. */
export function createTicket(state: FakeState, body: Body, by: number): FakeTicket {
  const id = state.nextId('ticket');
  const now = state.now();
  const blank = { state_id: 1, priority_id: 2, owner_id: 1, customer_id: by, pending_time: null };
  const changes = toChanges(state, body);
  if (changes['group_id'] === undefined) throw new Refusal(422, 'Missing required value for field "group"!');
  const customFields = Object.fromEntries(state.attributes.map((name) => [name, null]));
  const ticket = {
    id,
    number: `2026${id}`,
    title: '',
    group_id: 1,
    created_at: now,
    updated_at: now,
    updated_by_id: by,
    ...customFields,
    ...blank,
    ...changes,
  };
  state.tickets.set(id, ticket);
  const tags = textOf(body['tags'])
    .split(',')
    .filter((tag) => tag !== '');
  state.tags.set(id, new Set(tags));
  if (body['article'] !== undefined) addArticle(state, { ...(body['article'] as Body), ticket_id: id }, by);
  return ticket;
}

/** Changes a ticket and adds an article, both or neither. */
export function updateTicket(state: FakeState, ticket: FakeTicket, body: Body, by: number): void {
  const changes = toChanges(state, body);
  if (state.states[Number(changes['state_id']) - 1]?.name.startsWith('pending') && changes['pending_time'] === undefined) {
    throw new Refusal(422, 'Missing required value for field "pending_time"!');
  }
  if (body['article'] !== undefined) addArticle(state, { ...(body['article'] as Body), ticket_id: ticket.id }, by);
  if (Object.entries(changes).some(([name, value]) => ticket[name] !== value)) state.touch(ticket.id, by);
  Object.assign(ticket, changes);
}

export function addArticle(state: FakeState, body: Body, by: number): FakeArticle {
  const ticket = state.tickets.get(Number(body['ticket_id']));
  if (ticket === undefined) throw new Refusal(404, `Couldn't find Ticket with 'id'=${String(body['ticket_id'])}`);
  if (typeof body['body'] !== 'string') throw new Refusal(422, 'Need at least article: { body: "some text" }');
  refuseUnstorable(body);
  const isAgent = state.user(by)?.isAgent === true;
  const article: FakeArticle = {
    id: state.nextId('article'),
    ticket_id: ticket.id,
    subject: typeof body['subject'] === 'string' ? body['subject'] : null,
    body: body['content_type'] === 'text/html' ? body['body'].replaceAll(/<script[\s\S]*?<\/script>/gi, '') : body['body'],
    content_type: textOf(body['content_type'], 'text/plain'),
    type: textOf(body['type'], 'note'),
    sender: isAgent ? textOf(body['sender'], 'Agent') : 'Customer',
    internal: isAgent && body['internal'] === true,
    created_by_id: by,
    created_at: state.now(),
  };
  state.articles.push(article);
  state.touch(ticket.id, by);
  return article;
}

/** The columns that a body sets. Names become ids; what is no column is passed over in silence. */
function toChanges(state: FakeState, body: Body): Record<string, unknown> {
  refuseUnstorable(body);
  const changes: Record<string, unknown> = {};
  const columns = ['title', 'group_id', 'state_id', 'priority_id', 'owner_id', 'customer_id', 'pending_time', ...state.attributes];
  for (const name of columns) if (body[name] !== undefined) changes[name] = body[name];
  for (const [name, list] of Object.entries({ group: state.groups, state: state.states, priority: state.priorities })) {
    if (body[name] !== undefined) changes[`${name}_id`] = lookup(name, list, body[name]);
  }
  for (const name of ['owner', 'customer']) if (body[name] !== undefined) changes[`${name}_id`] = lookupUser(state, name, body[name]);
  const guessed = /^guess:(.+)$/.exec(textOf(body['customer_id']))?.[1];
  if (guessed !== undefined) changes['customer_id'] = lookupUser(state, 'customer', guessed);
  if (changes['owner_id'] !== undefined && state.user(Number(changes['owner_id']))?.isAgent !== true) changes['owner_id'] = 1;
  return changes;
}

function lookup(name: string, list: readonly Named[], value: unknown): number {
  const found = list.find((entry) => entry.name === value);
  if (found === undefined) throw new Refusal(422, `No lookup value found for '${name}': ${JSON.stringify(value)}`);
  return found.id;
}

function lookupUser(state: FakeState, name: string, value: unknown): number {
  const found = state.users.find(({ login, email }) => login === value || email === value);
  if (found === undefined) throw new Refusal(422, `No lookup value found for '${name}': ${JSON.stringify(value)}`);
  return found.id;
}

/** PostgreSQL stores neither NUL nor half an emoji. */
function refuseUnstorable(body: Body): void {
  if (/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(body))) throw new Refusal(500, 'Error ID 9b1c3d: Please contact your administrator.');
}
