import { inspect } from 'node:util';
import { TicketSystemError } from 'open-ticket-ai';
import { bootOtai } from 'open-ticket-ai/testing';
import ZammadPlugin from '../src/plugin.js';
import { DESK, startDesk, type Desk } from './fake/desk.js';
import { updateTicket } from './fake/fake-writes.js';
import { AGENT_ID } from './fake/fake-state.js';
import { TOKEN, type FakeZammadOptions } from './fake/fake-zammad.js';

let desk: Desk;
let zammad: Desk['zammad'];
let system: Desk['system'];

async function start(options: FakeZammadOptions = {}): Promise<void> {
  desk = await startDesk(options);
  ({ zammad, system } = desk);
}

const add = (attributes: object = {}) => desk.add(attributes);

afterEach(() => desk.stop());

async function errorOf(call: Promise<unknown>): Promise<TicketSystemError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TicketSystemError) return error;
  throw new Error(`it must fail with a TicketSystemError, but: ${inspect(error)}`);
}

const paths = () => zammad.server.requests.map(({ method, url }) => `${method} ${url.pathname.replace('/api/v1', '')}`);

describe('a search', () => {
  it.each(['list', 'ids', 'record_ids'] as const)('understands the answer of every version: %s', async (shape) => {
    await start({ shape });
    add({ title: 'first' });
    add({ title: 'second', group: 'Billing' });
    const { tickets } = await system.findTickets({ queue: { name: 'Support' } });
    expect(tickets).toMatchObject([
      { id: '1', subject: 'first', body: 'Hello', queue: { id: '2', name: 'Support' }, customer: { email: 'ada@example.org' } },
    ]);
  });

  it('says so when it does not', async () => {
    await start();
    zammad.server.fail({ reply: { body: { surprise: true } } });
    expect((await errorOf(system.findTickets({}))).message).toContain('in a shape that is not known');
  });

  it('asks by conditions on ids, oldest first, and never without any', async () => {
    await start();
    await system.findTickets({ queue: { name: 'Support' }, tags: ['a', 'b'], without_tags: ['done'], limit: 5 });
    const search = zammad.server.requests.find(({ url }) => url.pathname.endsWith('/search'));
    expect(JSON.parse(search?.body ?? '')).toMatchObject({
      condition: {
        operator: 'AND',
        conditions: [
          { name: 'ticket.group_id', operator: 'is', value: ['2'] },
          { name: 'ticket.tags', operator: 'contains all', value: 'a, b' },
          { name: 'ticket.tags', operator: 'contains one not', value: 'done' },
          { name: 'ticket.created_at', operator: 'after (absolute)', value: '1970-01-01T00:00:00.000Z' },
        ],
      },
      sort_by: 'created_at, id',
      order_by: 'asc, asc',
      per_page: 6,
    });
  });

  it('goes on when more tickets of one moment match than one answer holds', async () => {
    await start();
    const created_at = '2026-03-01T08:00:00.000Z';
    for (let i = 0; i < 250; i += 1) Object.assign(zammad.state.tickets.get(Number(add())) ?? {}, { created_at });
    const found = new Set<string>();
    for await (const { id } of system.iterateTickets({ queue: { id: '2' }, limit: 60 })) found.add(id);
    expect(found.size).toBe(250);
  });

  it('finds nobody in what Zammad itself owns', async () => {
    await start();
    add();
    expect((await system.findTickets({})).tickets[0]?.owner).toBeNull();
  });
});

describe('a token of an agent who is no admin', () => {
  it('finds queues by the groups of its user where it may not list them', async () => {
    await start({ hidesGroups: true });
    add();
    expect((await system.findTickets({ queue: { name: 'Support' } })).tickets).toHaveLength(1);
    expect(await system.listValues('queue')).toBeNull();
    const error = await errorOf(system.findTickets({ queue: { name: 'Hidden' } }));
    expect(error.message).toContain('the user of the token may not look up queue "Hidden"; its own are Users, Support, Billing');
    expect(error.hint).toContain('admin.group');
  });

  it('reads tickets without tags where it may not see them', async () => {
    await start({ hidesTags: true });
    expect((await system.getTicket(add({ tags: 'vip' }))).tags).toEqual([]);
  });

  it('lists queues, priorities and states, but neither types nor owners', async () => {
    await start();
    expect(await system.listValues('queue')).toEqual(['Users', 'Support', 'Billing']);
    expect(await system.listValues('priority')).toEqual(['1 low', '2 normal', '3 high']);
    expect(await system.listValues('state')).toContain('pending reminder');
    expect([await system.listValues('type'), await system.listValues('owner')]).toEqual([null, null]);
  });
});

describe('a token of a customer', () => {
  it('is found out at the first note: Zammad made it public', async () => {
    await start({ isAgent: false });
    const error = await errorOf(system.addNote(add(), { body: 'not for them' }));
    expect(error).toMatchObject({ kind: 'permanent', effect: 'partial', message: expect.stringContaining('visible to the customer') });
  });
});

describe('an update', () => {
  it('is one request with its note, and needs no list that was read before', async () => {
    await start();
    const id = add();
    await system.updateTicket(id, { queue: { name: 'Billing' }, priority: { name: '3 high' }, note: { body: 'moved' } });
    expect(paths().filter((path) => path.startsWith('PUT'))).toEqual([`PUT /tickets/${id}`]);
    const before = paths().length;
    await system.updateTicket(id, { queue: { name: 'Support' } });
    expect(paths().slice(before)).toEqual([`PUT /tickets/${id}`, `GET /ticket_articles/by_ticket/${id}`, 'GET /tags']);
  });

  it('learns of a queue that is new', async () => {
    await start();
    const id = add();
    await system.updateTicket(id, { queue: { name: 'Billing' } });
    (zammad.state.groups as { id: number; name: string }[]).push({ id: 9, name: 'New' });
    expect((await system.updateTicket(id, { queue: { name: 'New' } })).queue).toEqual({ id: '9', name: 'New' });
  });

  it('refuses a custom field that no ticket has, which Zammad would pass over in silence', async () => {
    await start();
    const id = add();
    const change = system.updateTicket(id, { subject: 'b', custom_fields: { colour: 'red', color: 'red' } });
    expect(await errorOf(change)).toMatchObject({
      kind: 'permanent',
      effect: 'none',
      message: expect.stringMatching(/there is no custom field "color"\n.*did you mean "colour"\?/),
    });
    const search = system.findTickets({ custom_fields: { color: 'red' } });
    expect((await errorOf(search)).message).toContain('there is no custom field "color"');
    expect(zammad.state.tickets.get(Number(id))?.title).toBe('a');
  });

  it('says that Zammad passed over an owner who may not own it', async () => {
    await start();
    const id = add();
    const customer = await errorOf(system.updateTicket(id, { owner: { email: 'ada@example.org' } }));
    expect(customer.message).toContain('passed over owner');
  });

  it('sets no attribute of Zammad by way of a custom field, but the time a pending state needs', async () => {
    await start();
    const id = add();
    for (const name of ['owner_id', 'article', 'group', 'title', 'a.b', '__proto__x']) {
      expect((await errorOf(system.updateTicket(id, { custom_fields: { [name]: 1 } }))).message).toMatch(/no custom field|passed over/);
    }
    const pending = { state: { name: 'pending reminder' }, custom_fields: { pending_time: '2026-12-24T10:00:00Z' } };
    expect((await system.updateTicket(id, pending)).state?.name).toBe('pending reminder');
    expect((await errorOf(system.updateTicket(id, { state: { name: 'pending reminder' } }))).message).toContain(
      'Missing required value for field "pending_time"',
    );
  });

  it('says what was done when its tags fail after its fields', async () => {
    await start();
    const id = add();
    zammad.server.fail({ reply: { status: 422, body: { error: 'no' } } }, { on: ({ url }) => url.pathname.endsWith('/tags/add') });
    const error = await errorOf(system.updateTicket(id, { subject: 'b', add_tags: ['x'] }));
    expect(error).toMatchObject({ effect: 'partial', message: expect.stringContaining('not all that belongs to it') });
  });

  it('says what to do about a token or a permission that is not enough', async () => {
    await start();
    const id = add();
    zammad.server.fail({ reply: { status: 403, body: { error: 'Not authorized' } } }, { times: 1 });
    expect(await errorOf(system.updateTicket(id, { subject: 'b' }))).toMatchObject({
      kind: 'unauthorized',
      effect: 'none',
      hint: expect.stringContaining('permission ticket.agent'),
    });
    zammad.server.fail({ reply: { status: 401, body: { error: 'Invalid token!' } } }, { times: 1 });
    expect((await errorOf(system.checkHealth())).hint).toContain('access_token');
  });

  it('quotes the id of an error that only an admin may see', async () => {
    await start();
    const id = add();
    zammad.server.fail({ reply: { status: 500, body: { error: 'Error ID 1f2e3d: Please contact your administrator.' } } });
    expect((await errorOf(system.getTicket(id))).message).toContain('Error ID 1f2e3d');
  });
});

describe('a note whose answer got lost', () => {
  it('is found again, and given as if nothing had happened', async () => {
    await start();
    const id = add();
    zammad.server.fail({ performs: true, reply: 'cut' }, { times: 1, on: ({ method }) => method === 'POST' });
    expect(await system.addNote(id, { body: 'Zeile 1\nZeile 2' })).toMatchObject({
      id: '2',
      body: 'Zeile 1\nZeile 2',
      visibility: 'internal',
    });
  });

  it('is not taken for the same words of a colleague', async () => {
    await start();
    const id = add();
    updateTicket(zammad.state, zammad.state.tickets.get(Number(id)) ?? ({} as never), { article: { body: 'ping', internal: true } }, DESK);
    zammad.server.fail({ reply: 'cut' }, { times: 1, on: ({ method }) => method === 'POST' });
    expect(await errorOf(system.addNote(id, { body: 'ping' }))).toMatchObject({ kind: 'retryable', effect: 'unknown' });
    expect(zammad.state.articles.filter(({ created_by_id }) => created_by_id === AGENT_ID)).toEqual([]);
  });
});

describe('articles', () => {
  it('of a mail in HTML give the body as plain text, and notes as they are', async () => {
    await start();
    const id = add({
      article: { body: '<p>Hello <b>you</b></p><p>bye</p>', content_type: 'text/html', sender: 'Customer', internal: false },
    });
    await system.addNote(id, { body: '<i>seen</i>', content_type: 'text/html' });
    const { body, notes } = await system.getTicket(id);
    expect(body).toBe('Hello you\n\nbye');
    expect(notes).toMatchObject([{ body: '<i>seen</i>', content_type: 'text/html', author_role: 'agent', author: { name: 'ai-agent' } }]);
  });

  it('take the first of the customer for the text of the ticket, though an agent wrote one before', async () => {
    await start();
    const id = add({ article: { body: 'phone call', sender: 'Agent', internal: true } });
    updateTicket(
      zammad.state,
      zammad.state.tickets.get(Number(id)) ?? ({} as never),
      { article: { body: 'My printer', sender: 'Customer' } },
      DESK,
    );
    const { body, notes } = await system.getTicket(id);
    expect([body, notes.map((note) => note.body)]).toEqual(['My printer', ['phone call']]);
  });
});

const configOf = (base_url: string, step: object) => ({
  open_ticket_ai: {
    api_version: '>=1.0.0',
    services: {
      zammad: {
        use: 'zammad:ZammadTicketsystemService',
        params: { base_url, access_token: "{{ get_env('ZAMMAD_TOKEN') }}", timeout: 10, verify: true },
      },
    },
    pipelines: { route: { steps: [{ id: 'step', injects: { ticket_system: 'zammad' }, ...step }] } },
  },
});

describe('a config', () => {
  it('of Open Ticket AI 1.4 runs unchanged', async () => {
    await start();
    add();
    const fetch = { use: 'base:FetchTicketsPipe', params: { ticket_search_criteria: { queue: { name: 'Support' }, limit: 1 } } };
    const app = await bootOtai(configOf(`${zammad.server.url}/api/v1/`, fetch), { plugins: [ZammadPlugin], env: { ZAMMAD_TOKEN: TOKEN } });
    expect((await app.run('route')).data).toMatchObject({ fetched_tickets: [{ subject: 'a' }], count: 1 });
    await app.close();
  });

  it('that asks for what Zammad cannot do is refused before anything runs', async () => {
    await start();
    const update = { use: 'base:update_ticket', params: { ticket_id: '1', updated_ticket: { type: { name: 'incident' } } } };
    await expect(bootOtai(configOf(zammad.server.url, update), { plugins: [ZammadPlugin], env: { ZAMMAD_TOKEN: TOKEN } })).rejects.toThrow(
      /asks for update\.type, which "zammad" .* lacks: tickets of Zammad have no type/,
    );
    expect(zammad.server.requests).toEqual([]);
  });
});
