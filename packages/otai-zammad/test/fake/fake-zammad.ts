import { FakeServer, type FakeRequest, type ServerAnswer } from 'open-ticket-ai/testing';
import { searchTickets } from './fake-search.js';
import { AGENT_ID, FakeState, type FakeTicket } from './fake-state.js';
import { expandedArticle, expandedTicket } from './fake-views.js';
import { addArticle, createTicket, updateTicket } from './fake-writes.js';
import { Refusal } from './refusal.js';

export const TOKEN = 'zmd-9f2c-token-canary';

/** The most rows of a list. */
const LARGEST_LIST = 100;

/** How Zammad answers a search; it depends on its version. */
export type SearchShape = 'list' | 'ids' | 'record_ids';

/** What a token may do beside the work of an agent, and how this version answers. */
export interface FakeZammadOptions {
  readonly shape?: SearchShape | undefined;
  /** Whether `GET /groups` is for admins only, as before Zammad 7. */
  readonly hidesGroups?: boolean | undefined;
  readonly hidesTags?: boolean | undefined;
  /** Whether lists come whole, whichever page is asked for, as in older versions. */
  readonly knowsNoPages?: boolean | undefined;
  /** Whether the user of the token is an agent. Default true. */
  readonly isAgent?: boolean | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** A Zammad in memory behind a real HTTP server: state in, answers out. */
export class FakeZammad {
  readonly state = new FakeState();
  server!: FakeServer;

  private constructor(private readonly options: FakeZammadOptions) {}

  static async start(options: FakeZammadOptions = {}): Promise<FakeZammad> {
    const zammad = new FakeZammad(options);
    const me = zammad.state.user(AGENT_ID);
    if (me !== undefined) me.isAgent = options.isAgent ?? true;
    zammad.server = await FakeServer.start((request) => zammad.#answer(request));
    return zammad;
  }

  #answer(request: FakeRequest): ServerAnswer {
    try {
      if (request.headers['authorization'] !== `Token token=${TOKEN}`) throw new Refusal(401, 'Invalid BasicAuth credentials');
      return this.#route(request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: { error: error.message, error_human: error.message } };
    }
  }

  #route({ method, url, body }: FakeRequest): ServerAnswer {
    const path = url.pathname.replace(/^\/api\/v1/, '');
    const sent = body === '' ? {} : (JSON.parse(body) as Body);
    const [, id] = /^\/(?:tickets|ticket_articles\/by_ticket)\/([^/]+)$/.exec(path) ?? [];
    if (method === 'POST' && path === '/tickets/search') return this.#search(sent);
    if (path.startsWith('/ticket_articles')) return this.#articles(method, id, sent);
    if (path.startsWith('/tags')) return this.#tags(method, path, url, sent);
    if (path.startsWith('/tickets')) return this.#tickets(method, id, sent);
    return this.#lists(path, url);
  }

  #tickets(method: string, id: string | undefined, sent: Body): ServerAnswer {
    if (method === 'POST') return { status: 201, body: expandedTicket(this.state, createTicket(this.state, sent, AGENT_ID)) };
    const ticket = this.#ticket(id);
    if (method === 'PUT') updateTicket(this.state, ticket, sent, AGENT_ID);
    return { body: expandedTicket(this.state, ticket) };
  }

  #articles(method: string, id: string | undefined, sent: Body): ServerAnswer {
    if (method === 'POST') return { status: 201, body: expandedArticle(this.state, addArticle(this.state, sent, AGENT_ID)) };
    const ticket = this.#ticket(id);
    return {
      body: this.state.articles.filter(({ ticket_id }) => ticket_id === ticket.id).map((article) => expandedArticle(this.state, article)),
    };
  }

  #tags(method: string, path: string, url: URL, sent: Body): ServerAnswer {
    if (this.options.hidesTags === true) throw new Refusal(403, 'Not authorized');
    const ticket = this.#ticket(url.searchParams.get('o_id') ?? String(sent['o_id']));
    const tags = this.state.tags.get(ticket.id) ?? new Set<string>();
    this.state.tags.set(ticket.id, tags);
    if (method === 'GET') return { body: { tags: [...tags] } };
    if (path === '/tags/add') tags.add(String(sent['item']));
    else tags.delete(String(sent['item']));
    this.state.touch(ticket.id, AGENT_ID);
    return { status: path === '/tags/add' ? 201 : 200, body: true };
  }

  #lists(path: string, url: URL): ServerAnswer {
    if (path === '/users/me') {
      const { id, login, email } = this.state.user(AGENT_ID) ?? { id: 0, login: '', email: '' };
      const groups = this.state.groups.map((group) => [group.name, ['full']] as const);
      return {
        body: {
          id,
          login,
          email,
          group_ids: Object.fromEntries(this.state.groups.map((group) => [group.id, ['full']])),
          groups: Object.fromEntries(groups),
        },
      };
    }
    if (path === '/groups' && this.options.hidesGroups === true) throw new Refusal(403, 'Not authorized (user)!');
    const lists: Readonly<Record<string, readonly object[]>> = {
      '/groups': this.state.groups,
      '/ticket_states': this.state.states,
      '/ticket_priorities': this.state.priorities,
    };
    const list = lists[path];
    if (list === undefined) throw new Refusal(404, `No route matches [GET] ${path}`);
    if (this.options.knowsNoPages === true) return { body: list };
    const size = Math.min(Number(url.searchParams.get('per_page')), LARGEST_LIST);
    const start = (Number(url.searchParams.get('page')) - 1) * size;
    return { body: list.slice(start, start + size) };
  }

  #search(sent: Body): ServerAnswer {
    const found = searchTickets(this.state, sent);
    const ids = found.map(({ id }) => id);
    if (this.options.shape === 'ids') return { body: { tickets: ids, tickets_count: ids.length, assets: {} } };
    if (this.options.shape === 'record_ids') return { body: { record_ids: ids, total_count: this.state.tickets.size, assets: {} } };
    return { body: found.map((ticket) => expandedTicket(this.state, ticket)) };
  }

  #ticket(id: string | undefined): FakeTicket {
    const ticket = this.state.tickets.get(Number(id));
    if (ticket === undefined) throw new Refusal(404, `Couldn't find Ticket with 'id'=${id}`);
    return ticket;
  }
}
