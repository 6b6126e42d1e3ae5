import { startDesk, type Desk } from './fake/desk.js';
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

/** The bodies that were sent to a path. */
function sentTo(method: string, path: string): readonly unknown[] {
  const isMeant = (request: { readonly method: string; readonly url: URL }): boolean =>
    request.method === method && request.url.pathname === `/api/v1${path}`;
  return zammad.server.requests.filter(isMeant).map(({ body }): unknown => JSON.parse(body));
}

describe('each request', () => {
  it('has the token in its header and not in its address, acts for nobody else, and says that it sends JSON in UTF-8', async () => {
    await start();
    await system.updateTicket(add(), { subject: 'Größe', note: { body: 'ok' }, add_tags: ['a'] });
    const { requests } = zammad.server;
    expect(new Set(requests.map(({ headers }) => headers['authorization']))).toEqual(new Set([`Token token=${TOKEN}`]));
    expect(requests.filter(({ url, headers }) => url.href.includes(TOKEN) || headers['from'] !== undefined)).toEqual([]);
    const types = requests.filter(({ method }) => method !== 'GET').map(({ headers }) => headers['content-type']);
    expect(new Set(types)).toEqual(new Set(['application/json; charset=utf-8']));
  });

  it('that reads a ticket asks for names beside ids', async () => {
    await start();
    const id = add();
    await system.findTickets({});
    await system.getTicket(id);
    await system.updateTicket(id, { subject: 'b' });
    const reads = zammad.server.requests.filter(({ url }) => url.pathname.startsWith('/api/v1/ticket'));
    expect(reads.filter(({ url }) => url.searchParams.get('expand') !== 'true')).toEqual([]);
  });
});

describe('a search', () => {
  it('asks for no more than every version gives in one answer, and never by an offset or a text', async () => {
    await start();
    for (let i = 0; i < 130; i += 1) add();
    expect((await system.findTickets({ limit: 120 })).tickets).toHaveLength(120);
    const searches = sentTo('POST', '/tickets/search') as readonly Record<string, unknown>[];
    expect(Math.max(...searches.map((search) => Number(search['per_page'])))).toBe(100);
    expect(searches.filter((search) => 'offset' in search || 'query' in search || search['condition'] === undefined)).toEqual([]);
  });

  it('refuses tags that Zammad would read as two, or as none', async () => {
    await start();
    for (const tag of ['a,b', ' ']) {
      await expect(system.findTickets({ tags: [tag] })).rejects.toThrow('cannot be a tag');
      await expect(system.updateTicket(add(), { add_tags: [tag] })).rejects.toThrow('cannot be a tag');
    }
    expect(zammad.server.requests).toEqual([]);
  });
});

describe('lists', () => {
  it.each([false, true])(
    'of more than a hundred groups are read to the end (from a version that knows no pages: %s)',
    async (knowsNoPages) => {
      await start({ knowsNoPages });
      const more = Array.from({ length: 250 }, (_, i) => ({ id: 10 + i, name: `Group ${i}` }));
      (zammad.state.groups as { id: number; name: string }[]).push(...more);
      expect(await system.listValues('queue')).toHaveLength(253);
      expect(zammad.server.requests.length).toBeLessThan(5);
    },
  );
});

describe('a ticket', () => {
  it('has nothing but what admins added as its custom fields', async () => {
    await start();
    expect((await system.getTicket(add({ colour: 'red' }))).custom_fields).toEqual({ colour: 'red', note: null, pending_time: null });
  });

  it('has the time in UTC at which it was made', async () => {
    await start();
    const id = add();
    Object.assign(zammad.state.tickets.get(Number(id)) ?? {}, { created_at: '2026-03-01T09:00:00.000+01:00' });
    expect((await system.getTicket(id)).created_at).toBe('2026-03-01T08:00:00.000Z');
  });

  it('is made for an address, whether Zammad knows it or not', async () => {
    await start();
    const customer = { email: 'grace@example.org' };
    const ticket = await system.createTicket({ subject: 'New', body: 'Hi', queue: { name: 'Support' }, customer });
    expect(ticket).toMatchObject({ subject: 'New', body: 'Hi', customer });
    expect(sentTo('POST', '/tickets')).toEqual([expect.objectContaining({ customer_id: 'guess:grace@example.org' })]);
  });
});

describe('a note', () => {
  it('is of the one type that is never sent as a mail, says who sees it, and does not say who wrote it', async () => {
    await start();
    const id = add();
    await system.addNote(id, { body: 'a' });
    await system.updateTicket(id, { note: { body: 'b', visibility: 'public' } });
    const [alone] = sentTo('POST', '/ticket_articles');
    const [update] = sentTo('PUT', `/tickets/${id}`) as readonly { readonly article: unknown }[];
    const plain = { content_type: 'text/plain', type: 'note' };
    expect(alone).toEqual({ ...plain, body: 'a', internal: true, ticket_id: Number(id) });
    expect(update?.article).toEqual({ ...plain, body: 'b', internal: false });
  });

  it('is not sent twice when nobody knows what became of it', async () => {
    await start();
    const id = add();
    zammad.server.fail({ reply: 'cut' }, { on: ({ method }) => method === 'POST' });
    await expect(system.addNote(id, { body: 'once' })).rejects.toMatchObject({ effect: 'unknown' });
    expect(sentTo('POST', '/ticket_articles')).toHaveLength(1);
  });
});

describe('an unknown name', () => {
  it('is refused with what Zammad says of it where the token may not list what there is', async () => {
    await start({ hidesGroups: true });
    const change = system.updateTicket(add(), { queue: { name: 'Nowhere' } });
    await expect(change).rejects.toThrow(`No lookup value found for 'group': "Nowhere"`);
    await expect(change).rejects.toMatchObject({ kind: 'permanent', effect: 'none' });
  });
});
