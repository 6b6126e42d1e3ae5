import type { FakeRequest, ServerAnswer } from 'open-ticket-ai/testing';
import { FakeCrash } from './fake-changes.js';
import { answerList } from './fake-list.js';
import { FakeLists, filtersOf } from './fake-lists.js';
import { BadQuery } from './fake-search.js';
import { FakeSerializer } from './fake-serializer.js';
import { FakeState, type FakeSetup, type FakeTicket, type FakeUser } from './fake-state.js';
import { FakeWrites, Refusal } from './fake-writes.js';

type Row = Readonly<Record<string, unknown>>;
type Route = (request: FakeRequest, user: FakeUser, match: readonly string[]) => ServerAnswer;

/**
 * Request Tracker 5 as far as this connector talks to it: tickets in, answers out. What it answers is what a real one was heard to answer;
 * recordings.spec.ts compares the two.
 */
export class FakeRequestTracker {
  readonly state: FakeState;
  readonly writes: FakeWrites;
  private readonly serializer: FakeSerializer;
  private readonly lists: FakeLists;

  /** @param tokens - the names of users by their tokens */
  constructor(
    setup: FakeSetup,
    private readonly tokens: Readonly<Record<string, string>>,
    base = 'http://rt.invalid',
  ) {
    this.state = new FakeState(setup);
    this.writes = new FakeWrites(this.state);
    this.serializer = new FakeSerializer(this.state, base);
    this.lists = new FakeLists(this.state, this.serializer);
  }

  answer(request: FakeRequest): ServerAnswer {
    const user = this.state.user(this.tokens[/^token (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? ''] ?? '');
    if (user === undefined) return refuseStranger(request);
    const { accept = '*/*' } = request.headers;
    if (!/\*|json/.test(accept)) return refusal(406, 'Not Acceptable');
    try {
      return this.route(request, user);
    } catch (error) {
      if (error instanceof Refusal) return refusal(error.status, error.message);
      if (error instanceof BadQuery) return refusal(400, error.message);
      if (error instanceof FakeCrash) return crash();
      throw error;
    }
  }

  private route(request: FakeRequest, user: FakeUser): ServerAnswer {
    const path = request.url.pathname.replace('/REST/2.0', '');
    for (const [method, pattern, route] of this.routes) {
      const match = method === request.method ? pattern.exec(path) : null;
      if (match !== null) return route(request, user, match.slice(1));
    }
    return request.method === 'PATCH' ? refusal(501, 'Not Implemented') : refusal(404, 'Not Found');
  }

  private readonly routes: readonly (readonly [string, RegExp, Route])[] = [
    ['GET', /^\/ticket\/(\d+)$/, (request, user, [id]) => this.getTicket(request, user, Number(id))],
    ['PUT', /^\/ticket\/(\d+)$/, (request, user, [id]) => this.putTicket(request, user, Number(id))],
    ['DELETE', /^\/ticket\/(\d+)$/, (_request, user, [id]) => this.deleteTicket(user, Number(id))],
    ['POST', /^\/ticket\/\d+$/, () => refusal(409, 'Resource already exists; use PUT to update')],
    ['POST', /^\/ticket$/, (request, user) => this.createTicket(request, user)],
    ['POST', /^\/ticket\/(\d+)\/(comment|correspond)$/, (request, user, [id, how]) => this.say(request, user, Number(id), how ?? '')],
    ['GET', /^\/ticket\/(\d+)\/history$/, (request, user, [id]) => this.lists.history(request, user, Number(id))],
    ['POST', /^\/ticket\/(\d+)\/history$/, (request, user, [id]) => this.lists.history(request, user, Number(id))],
    ['POST', /^\/transactions$/, (request, user) => this.lists.transactions(request, user)],
    ['GET', /^\/transaction\/(\d+)$/, (request, user, [id]) => this.transaction(request, user, Number(id))],
    [
      'GET',
      /^\/transaction\/(\d+)\/attachments$/,
      (request, user, [id]) => this.lists.attachments(request, user, [{ field: 'TransactionId', value: id ?? '' }]),
    ],
    ['POST', /^\/attachments$/, (request, user) => this.lists.attachments(request, user, filtersOf(request))],
    ['GET', /^\/tickets$/, (request, user) => this.lists.search(request, user)],
    ['POST', /^\/tickets$/, (request, user) => this.lists.search({ ...request, url: new URL('/tickets', request.url) }, user)],
    ['GET', /^\/queues\/all$/, (request, user) => this.lists.queues(request, user)],
    ['POST', /^\/customfields$/, (request, user) => this.lists.customFields(request, user)],
    [
      'GET',
      /^\/customfields$/,
      (request, user) => answerList(request.url, { rows: [], isCounted: user.isSuperUser === true, write: String }),
    ],
    ['GET', /^\/customfield\/(\d+)$/, (_request, user, [id]) => this.customField(user, id ?? '')],
    ['POST', /^\/users$/, (request) => this.lists.users(request)],
    ['GET', /^\/user\/(\d+)$/, (_request, _user, [id]) => this.user(Number(id))],
  ];

  private visible(user: FakeUser, id: number): FakeTicket {
    const ticket = this.state.ticket(id);
    if (ticket === undefined) throw new Refusal(404, 'Not Found');
    if (!this.state.can(user, 'see', ticket.queue)) throw new Refusal(403, 'Forbidden');
    return ticket;
  }

  private getTicket({ url, headers }: FakeRequest, user: FakeUser, id: number): ServerAnswer {
    const ticket = this.visible(user, id);
    const etag = `"${this.version(ticket, user)}"`;
    if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
    const record: Row = this.serializer.ticket(ticket);
    // Here people and queues can be asked for more, but lists of people cannot.
    const expanded = ['Queue', 'Owner', 'Creator'].map((name) => [
      name,
      this.serializer.expand(record[name], url.searchParams.get(`fields[${name}]`)),
    ]);
    return json({ ...record, ...Object.fromEntries(expanded) }, { headers: { etag, 'last-modified': ticket.lastUpdated } });
  }

  private putTicket(request: FakeRequest, user: FakeUser, id: number): ServerAnswer {
    const { headers, url } = request;
    if (headers['if-unmodified-since'] !== undefined) return crash();
    const isThere = this.state.ticket(id) !== undefined;
    if (!isThere && headers['if-match'] === undefined) throw new Refusal(404, 'Resource does not exist; use POST to create');
    if (!isThere) throw new Refusal(412, 'Precondition Failed');
    const ticket = this.visible(user, id);
    const wanted = headers['if-match']?.replaceAll('"', '');
    if (wanted !== undefined && wanted !== '*' && wanted !== String(this.version(ticket, user)))
      throw new Refusal(412, 'Precondition Failed');
    return json(this.writes.changes.apply(ticket, user, { ...bodyOf(request), ...Object.fromEntries(url.searchParams) }));
  }

  private deleteTicket(user: FakeUser, id: number): ServerAnswer {
    const ticket = this.visible(user, id);
    if (!this.state.can(user, 'delete', ticket.queue)) throw new Refusal(500, 'Internal Server Error');
    this.writes.changes.moveTo(ticket, user.name, 'deleted');
    return { status: 204 };
  }

  private createTicket(request: FakeRequest, user: FakeUser): ServerAnswer {
    const { id } = this.writes.create(user, bodyOf(request));
    return json(this.serializer.ref('ticket', id), { status: 201, headers: { location: `/REST/2.0/ticket/${id}` } });
  }

  private say(request: FakeRequest, user: FakeUser, id: number, how: string): ServerAnswer {
    if (request.headers['if-match'] !== undefined) throw new Refusal(412, 'Precondition Failed');
    const isPlain = !request.headers['content-type']?.startsWith('application/json');
    const body = isPlain ? { Content: request.body, ContentType: request.headers['content-type'] } : bodyOf(request);
    const said = this.writes.say(this.state.ticket(id), how, user, body);
    const location = `/REST/2.0/transaction/${said.id}`;
    // Whatever its name says, this one answer is in Latin-1.
    return json(Buffer.from(JSON.stringify(said.texts), 'latin1'), { status: 201, headers: { location } });
  }

  private transaction({ url }: FakeRequest, user: FakeUser, id: number): ServerAnswer {
    const found = this.state.tickets.flatMap((ticket) => this.state.historyOf(ticket, user)).find((one) => one.id === id);
    if (found === undefined) throw new Refusal(403, 'Forbidden');
    const record: Row = this.serializer.transaction(found);
    return json({ ...record, Creator: this.serializer.expand(record['Creator'], url.searchParams.get('fields[Creator]')) });
  }

  private customField(user: FakeUser, id: string): ServerAnswer {
    const field = this.state.field(id);
    if (field === undefined || !(user.isSuperUser === true || user.seesFields === true)) throw new Refusal(403, 'Forbidden');
    return json(this.serializer.definition(field));
  }

  private user(id: number): ServerAnswer {
    const found = this.state.users.find((one) => one.id === id);
    if (found === undefined) throw new Refusal(404, 'Not Found');
    return json({ id, ...this.serializer.userValues(found.name) });
  }

  private version(ticket: FakeTicket, user: FakeUser): number {
    return this.state.historyOf(ticket, user).at(-1)?.id ?? 0;
  }
}

function bodyOf({ body }: FakeRequest): Row {
  if (body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new Refusal(400, `JSON parse error: ${(error as Error).message}`);
  }
  if (Array.isArray(value)) throw new Refusal(400, 'JSON object must be a HASH');
  if (typeof value !== 'object') throw new Refusal(400, 'JSON parse error: JSON text must be an object or array');
  if (/\\ud[89a-f]|\uFFFD/i.test(body)) throw new FakeCrash('no character');
  return value as Row;
}

function json(body: unknown, rest: Omit<ServerAnswer, 'body'> = {}): ServerAnswer {
  return { ...rest, headers: { 'content-type': 'application/json; charset="utf-8"', ...rest.headers }, body };
}

function refusal(status: number, message: string): ServerAnswer {
  return { status, body: { message } };
}

/** Nothing, under the name of JSON. */
function crash(): ServerAnswer {
  return { status: 500, headers: { 'content-type': 'application/json; charset="utf-8"' }, body: '' };
}

/** Whom Request Tracker takes for a browser is shown the way to the login. */
function refuseStranger({ headers }: FakeRequest): ServerAnswer {
  const isBrowser = headers['user-agent']?.includes('Mozilla') === true || headers['cookie'] !== undefined;
  return isBrowser ? { status: 302, headers: { location: '/' }, body: 'Login required' } : refusal(401, 'Unauthorized');
}
