import { failureOf } from './expect-failure.js';
import type { Data } from './fake/operations/outcome.js';
import { startOtobo, WORDS, type OtoboStart, type StartedOtobo } from './otobo.harness.js';

let started: StartedOtobo | undefined;
afterEach(async () => {
  await started?.stop();
  started = undefined;
});

async function start(options: OtoboStart = {}): Promise<StartedOtobo> {
  started = await startOtobo(options);
  return started;
}

function searches({ otobo }: StartedOtobo): readonly Data[] {
  return otobo.operations.filter(({ operation }) => operation === 'TicketSearch').map(({ data }) => data);
}

const many = (count: number, created_at = '2026-03-01T08:00:00Z') =>
  Array.from({ length: count }, (_, i) => ({ subject: `t${i}`, queue: 'Misc', created_at }));

describe('what a search asks', () => {
  it('names each filter in the plural, as a list; the server ignores keys it does not know, and finds all tickets', async () => {
    const helpdesk = await start({ tickets: [{ subject: 'a', queue: 'Misc', type: 'Incident' }] });
    const named = { queue: { name: 'Misc' }, state: { name: 'open' }, priority: { name: '3 normal' }, type: { name: 'Incident' } };
    await helpdesk.system.findTickets(named);
    await helpdesk.system.findTickets({
      queue: { id: '4' },
      state: { id: '4' },
      priority: { id: '3' },
      type: { id: '2' },
      owner: { id: '1' },
    });
    expect(searches(helpdesk)).toEqual([
      expect.objectContaining({ Queues: ['Misc'], States: ['open'], Priorities: ['3 normal'], Types: ['Incident'] }),
      expect.objectContaining({ QueueIDs: [4], StateIDs: [4], PriorityIDs: [3], TypeIDs: [2], OwnerIDs: [1] }),
    ]);
  });

  it('is the oldest first, with the number as a second order and a limit: two lists of the same length, and no word but Up and Down', async () => {
    const helpdesk = await start();
    await helpdesk.system.findTickets({ limit: 7 });
    await helpdesk.system.findTickets({ order: 'newest_first' });
    expect(searches(helpdesk)).toEqual([
      { SortBy: ['Age', 'TicketNumber'], OrderBy: ['Up', 'Up'], Limit: 8 },
      { SortBy: ['Age', 'TicketNumber'], OrderBy: ['Down', 'Down'], Limit: 51 },
    ]);
  });

  it.each([{ limit: 0 }, { limit: -1 }, { limit: 2.5 }, { limit: Number.NaN }, { limit: 1e9 }, { offset: -1 }])(
    'is refused before it is sent with %j, for which the server would find nothing, or too much',
    async (sizes) => {
      const helpdesk = await start();
      expect(await failureOf(helpdesk.system.findTickets(sizes))).toMatchObject({ kind: 'permanent' });
      expect(helpdesk.server.requests).toEqual([]);
    },
  );

  it.each([
    { queue: { name: '  ' } },
    { priority: {} },
    { owner: { name: '' } },
    { custom_fields: { OtaiNote: '' } },
    { custom_fields: { OtaiNote: [] } },
    { custom_fields: { 'Otai Note': 'x' } },
    { queue: { id: 'Misc' } },
    { created_since: 'yesterday' },
    { customer: { email: '*' } },
    { customer: { id: 'carl*' } },
  ])('is refused before it is sent with %j, for an empty filter finds all tickets', async (criteria) => {
    const helpdesk = await start({ tickets: [{ subject: 'a' }] });
    expect(await failureOf(helpdesk.system.findTickets(criteria))).toMatchObject({ kind: 'permanent' });
    expect(helpdesk.server.requests).toEqual([]);
  });

  it('leaves out tickets at the front by itself: the server knows no offset', async () => {
    const { system } = await start({ tickets: many(5) });
    const { tickets } = await system.findTickets({ offset: 2, limit: 2 });
    expect(tickets.map(({ subject }) => subject)).toEqual(['t2', 't3']);
  });
});

describe('dynamic fields', () => {
  it('are searched by Equals and Empty', async () => {
    const helpdesk = await start({ tickets: [{ subject: 'a', custom_fields: { OtaiNote: 'x' } }] });
    await helpdesk.system.findTickets({ custom_fields: { OtaiNote: 'x' } });
    await helpdesk.system.findTickets({ custom_fields: { OtaiProcessed: null } });
    await helpdesk.system.findTickets({ custom_fields: { OtaiProcessed: true } });
    expect(searches(helpdesk)).toEqual([
      expect.objectContaining({ DynamicField_OtaiNote: { Equals: 'x' } }),
      expect.objectContaining({ DynamicField_OtaiProcessed: { Empty: 1 } }),
      expect.objectContaining({ DynamicField_OtaiProcessed: { Equals: 1 } }),
    ]);
  });

  it('that do not exist are refused: the server ignores them, and finds all tickets', async () => {
    const { system } = await start({ tickets: [{ subject: 'a' }] });
    expect((await failureOf(system.findTickets({ custom_fields: { OtaiNotes: null } }))).message).toContain(
      'there is no dynamic field "OtaiNotes"\n  -> did you mean "OtaiNote"?',
    );
  });

  it('of every kind are read: texts, numbers, lists, and null for none', async () => {
    const { system, otobo } = await start({ tickets: [{ subject: 'a' }] });
    Object.assign(otobo.world.tickets.get(1)?.dynamicFields ?? {}, { OtaiLabel: 'it', OtaiProcessed: 1, OtaiTags: ['vip', 'vpn'] });
    expect((await system.getTicket('1')).custom_fields).toMatchObject({
      OtaiLabel: 'it',
      OtaiProcessed: 1,
      OtaiTags: ['vip', 'vpn'],
      OtaiNote: null,
    });
  });
});

describe('a name that does not exist', () => {
  it('is told from an empty queue: a ticket that is found in its own queue is not found in its own or a wrong one', async () => {
    const helpdesk = await start({ tickets: [{ subject: 'a', queue: 'IT' }] });
    await expect(helpdesk.system.findTickets({ queue: { name: 'Billing' } })).resolves.toMatchObject({ tickets: [] });
    expect((await failureOf(helpdesk.system.findTickets({ queue: { name: 'Biling' } }))).message).toContain('there is no queue "Biling"');
    expect((await failureOf(helpdesk.system.findTickets({ queue: { name: 'billing' } }))).message).toContain('there is no queue "billing"');
    expect(searches(helpdesk)).toContainEqual({ TicketID: ['1'], Queues: ['IT', 'Billing'], Limit: 1 });
  });

  it.each([
    [{ state: { name: 'opne' } }, 'there is no state "opne"\n  -> did you mean "open"?'],
    [{ priority: { name: '3 normale' } }, 'there is no priority "3 normale"\n  -> did you mean "3 normal"?'],
    [{ type: { name: 'incident' } }, 'there is no type "incident"'],
  ])('is refused in %j', async (criteria, message) => {
    const { system } = await start({ tickets: [{ subject: 'a', state: 'closed successful', type: 'Question' }] });
    expect((await failureOf(system.findTickets(criteria))).message).toContain(message);
  });

  it('is looked for once, not with every empty search of a poller; and not at all while the queue has tickets', async () => {
    const helpdesk = await start({ tickets: [{ subject: 'a', queue: 'IT' }] });
    for (let i = 0; i < 5; i += 1) await helpdesk.system.findTickets({ queue: { name: 'Billing' } });
    expect(helpdesk.server.requests).toHaveLength(5 + 3);
    await helpdesk.system.findTickets({ queue: { name: 'IT' } });
    await helpdesk.change('1', { queue: { name: 'Misc' } });
    await helpdesk.system.findTickets({ queue: { name: 'IT' } });
    expect(helpdesk.server.requests).toHaveLength(8 + 2 + 1);
  });

  it('proposes names that were seen on tickets, also those no installation begins with', async () => {
    const { system } = await start({ tickets: [{ subject: 'a', queue: 'OpenTicketAI::Incoming' }] });
    expect((await failureOf(system.findTickets({ queue: { name: 'OpenTicketAI::Incomming' } }))).message).toContain(
      'did you mean "OpenTicketAI::Incoming"?; seen on tickets so far: OpenTicketAI::Incoming',
    );
  });
});

describe('pages', () => {
  it('go on from the second the last ended in, leave out what was seen, and ask for more when that second is crowded', async () => {
    const helpdesk = await start({ tickets: many(5) });
    const first = await helpdesk.system.findTickets({ limit: 2 });
    const second = await helpdesk.system.findTickets({ limit: 2, cursor: first.next_cursor ?? undefined });
    const third = await helpdesk.system.findTickets({ limit: 2, cursor: second.next_cursor ?? undefined });
    expect([first, second, third].map(({ tickets }) => tickets.map(({ id }) => id))).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect(searches(helpdesk).map(({ Limit, TicketCreateTimeNewerDate }) => [Limit, TicketCreateTimeNewerDate])).toEqual([
      [3, undefined],
      [5, '2026-03-01 08:00:00'],
      [7, '2026-03-01 08:00:00'],
    ]);
    expect(third.next_cursor).toBeNull();
  });

  it('are not ended by the 500 that the server silently cuts at', async () => {
    const { system } = await start({ tickets: many(620) });
    let count = 0;
    for await (const { queue } of system.iterateTickets({ limit: 600 })) count += queue?.name === 'Misc' ? 1 : 0;
    expect(count).toBe(620);
  });

  it('are read whole though one ticket of them can no longer be read, which fails the request for all', async () => {
    const helpdesk = await start({ tickets: many(7) });
    const { operation, data } = { operation: 'TicketGet', data: { TicketID: 3 } };
    helpdesk.server.fail(
      {
        reply: {
          body: { Error: { ErrorCode: `${operation}.AccessDenied`, ErrorMessage: 'TicketGet: User does not have access to the ticket!' } },
        },
      },
      { on: ({ url, body }) => url.pathname.endsWith('ticket-get') && [JSON.parse(body).TicketID].flat().includes(data.TicketID) },
    );
    const page = await helpdesk.system.findTickets({ limit: 5 });
    expect(page.tickets.map(({ id }) => id)).toEqual(['1', '2', '4', '5']);
    const rest = await helpdesk.system.findTickets({ limit: 5, cursor: page.next_cursor ?? undefined });
    expect(rest.tickets.map(({ id }) => id)).toEqual(['6', '7']);
  });

  it('that cannot be read at all do not turn in a circle', async () => {
    const { system, server } = await start({ tickets: many(3) });
    server.fail(
      {
        reply: {
          body: { Error: { ErrorCode: 'TicketGet.AccessDenied', ErrorMessage: 'TicketGet: User does not have access to the ticket!' } },
        },
      },
      { on: ({ url }) => url.pathname.endsWith('ticket-get') },
    );
    const found: string[] = [];
    for await (const { id } of system.iterateTickets({ limit: 1 })) found.push(id);
    expect(found).toEqual([]);
  });
});

describe('people', () => {
  it('owners are found by login: by number once a ticket showed it, among what is found until then', async () => {
    const helpdesk = await start({ tickets: [{ subject: 'hers', owner: 'anna_agent' }, { subject: 'not hers' }] });
    const names: string[][] = [];
    for (let i = 0; i < 2; i += 1)
      names.push((await helpdesk.system.findTickets({ owner: { name: 'anna_agent' } })).tickets.map(({ subject }) => subject));
    expect(names).toEqual([['hers'], ['hers']]);
    expect(searches(helpdesk).map(({ OwnerIDs }) => OwnerIDs)).toEqual([undefined, [4]]);
  });

  it('customers are found by the address they write from, though their login is another; not by one that holds it', async () => {
    const { system, otobo } = await start({
      tickets: [
        { subject: 'a', customer_email: 'ada@acme.example' },
        { subject: 'b', customer_email: 'jada@acme.example' },
      ],
    });
    Object.assign(otobo.world.tickets.get(1)?.fields ?? {}, { CustomerUserID: 'ada' });
    const { tickets } = await system.findTickets({ customer: { email: 'Ada@acme.example' } });
    expect(tickets.map(({ subject, customer }) => [subject, customer])).toEqual([
      ['a', { id: 'ada', name: null, email: 'ada@acme.example' }],
    ]);
    expect((await system.findTickets({ customer: { id: 'ada' } })).tickets).toHaveLength(1);
  });

  it.each(WORDS.customers)('%s finds its own tickets', async (email) => {
    const { system } = await start({ tickets: WORDS.customers.map((customer_email) => ({ subject: customer_email, customer_email })) });
    expect((await system.findTickets({ customer: { email } })).tickets.map(({ subject }) => subject)).toEqual([email]);
  });
});
