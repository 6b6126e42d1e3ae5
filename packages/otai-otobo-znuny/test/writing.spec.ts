import { failureOf } from './expect-failure.js';
import { FakeOtobo } from './fake/fake-otobo.js';
import { SHIPPED_SERVICE } from './fake/web-services.js';
import type { Data } from './fake/operations/outcome.js';
import { isWrite, startOtobo, testCatalog, type OtoboStart, type StartedOtobo } from './otobo.harness.js';

let started: StartedOtobo | undefined;
afterEach(async () => {
  await started?.stop();
  started = undefined;
});

async function start(options: OtoboStart = {}): Promise<StartedOtobo> {
  started = await startOtobo({ tickets: [{ subject: 'VPN', queue: 'IT' }], ...options });
  return started;
}

function updates({ otobo }: StartedOtobo): readonly Data[] {
  return otobo.operations.filter(({ operation }) => operation === 'TicketUpdate').map(({ data }) => data);
}

function operations({ otobo }: StartedOtobo): readonly string[] {
  return otobo.operations.map(({ operation }) => operation.replace('Ticket', ''));
}

/** A server whose agent may not do everything. */
function limited(rights: readonly ('ro' | 'rw' | 'move_into' | 'priority' | 'note' | 'owner')[]): FakeOtobo {
  const catalog = testCatalog();
  for (const [i, agent] of catalog.agents.entries()) catalog.agents[i] = { ...agent, rights };
  return new FakeOtobo(catalog);
}

describe('an update', () => {
  it('sends what it names: by id or by name, never both, of which the server would take the name', async () => {
    const helpdesk = await start();
    const { system } = helpdesk;
    await system.updateTicket('1', {
      queue: { id: '4', name: 'IT' },
      priority: { name: '4 high' },
      state: { name: 'open' },
      owner: { id: '4' },
    });
    await system.updateTicket('1', {
      subject: ' two\r\nlines ',
      type: { name: 'Incident' },
      customer: { email: 'new@acme.example' },
      owner: { name: 'anna_agent' },
    });
    expect(updates(helpdesk)).toEqual([
      { TicketID: 1, Ticket: { QueueID: 4, Priority: '4 high', State: 'open', OwnerID: 4 } },
      { TicketID: 1, Ticket: { Title: 'two lines', Type: 'Incident', CustomerUser: 'new@acme.example', Owner: 'anna_agent' } },
    ]);
  });

  it('and its note are one write', async () => {
    const helpdesk = await start();
    await helpdesk.system.updateTicket('1', { queue: { name: 'Misc' }, custom_fields: { OtaiProcessed: true }, note: { body: 'Moved' } });
    expect(updates(helpdesk)).toEqual([
      {
        TicketID: 1,
        Ticket: { Queue: 'Misc' },
        DynamicField: [{ Name: 'OtaiProcessed', Value: 1 }],
        Article: expect.objectContaining({ Subject: 'Open Ticket AI', Body: 'Moved', IsVisibleForCustomer: 0 }),
      },
    ]);
  });

  it('that names nothing is not sent: the server takes an empty ticket for an error', async () => {
    const helpdesk = await start();
    await expect(helpdesk.system.updateTicket('1', {})).resolves.toMatchObject({ subject: 'VPN' });
    expect(operations(helpdesk)).toEqual(['Get']);
  });

  it.each([
    { subject: '' },
    { subject: ' \n' },
    { subject: '0' },
    { queue: { name: ' ' } },
    { owner: {} },
    { priority: { id: 'high' } },
    { custom_fields: { OtaiNote: {} } },
  ])('is refused before it is sent with %j, which the server would pass over', async (update) => {
    const helpdesk = await start();
    expect(await failureOf(helpdesk.system.updateTicket('1', update))).toMatchObject({ kind: 'permanent' });
    expect(helpdesk.server.requests).toEqual([]);
  });

  it('clears a dynamic field by an empty text: null is an error for the server', async () => {
    const helpdesk = await start({ tickets: [{ subject: 'a', custom_fields: { OtaiNote: 'x' } }] });
    expect((await helpdesk.system.updateTicket('1', { custom_fields: { OtaiNote: null } })).custom_fields['OtaiNote']).toBeNull();
    expect(updates(helpdesk)[0]?.['DynamicField']).toEqual([{ Name: 'OtaiNote', Value: '' }]);
  });

  it.each([
    [{ custom_fields: { OtaiNotes: 'x' } }, 'there is no dynamic field of one of these names: OtaiNotes\n  -> did you mean "OtaiNote"?'],
    [{ custom_fields: { OtaiCategory: 'Hardware' } }, 'the server does not take the value of: OtaiCategory'],
    [{ customer: { name: 'nobody' } }, 'there is no customer "nobody"'],
    [{ type: { name: 'Incidnt' } }, 'there is no type "Incidnt"'],
    [{ queue: { id: '999' } }, 'there is no queue with the id 999'],
    [{ owner: { name: 'anna' } }, 'there is no owner "anna"'],
  ])('with %j says what is wrong, and nothing is written', async (update, message) => {
    const { system } = await start();
    await system.getTicket('1');
    const error = await failureOf(system.updateTicket('1', { subject: 'changed', ...update }));
    expect(error).toMatchObject({ kind: 'permanent', effect: 'none' });
    expect(error.message).toContain(message);
    expect((await system.getTicket('1')).subject).toBe('VPN');
  });

  it('to a pending state says until when, as the params say: the server refuses it without, half-way', async () => {
    const helpdesk = await start({ params: { pending_time: 7_200_000 } });
    await expect(helpdesk.system.updateTicket('1', { state: { name: 'pending reminder' } })).resolves.toMatchObject({
      state: { name: 'pending reminder' },
    });
    expect(updates(helpdesk)[0]?.['Ticket']).toEqual({ State: 'pending reminder', PendingTime: { Diff: 120 } });
  });

  it('that closes a locked ticket comes back with the owner that the server then sets', async () => {
    const { system, otobo } = await start({ tickets: [{ subject: 'a', owner: 'anna_agent' }] });
    Object.assign(otobo.world.tickets.get(1)?.fields ?? {}, { Lock: 'lock', LockID: 2 });
    expect((await system.updateTicket('1', { state: { name: 'closed successful' } })).owner?.name).toBe('root@localhost');
  });

  it('with a subject that the server cuts is done, and a warning says so', async () => {
    const { system, log } = await start();
    const { subject } = await system.updateTicket('1', { subject: 'x'.repeat(300) });
    expect(subject).toHaveLength(191);
    expect(log()).toContainEqual(expect.stringContaining('cut the subject'));
  });

  it('of the same values changes nothing', async () => {
    const { system } = await start();
    const before = await system.getTicket('1');
    expect(await system.updateTicket('1', { subject: 'VPN' })).toEqual(before);
  });
});

describe('the answer to an update', () => {
  it('is the whole ticket again, with the articles that are known: nothing is read once more', async () => {
    const helpdesk = await start({ tickets: [{ subject: 'a', notes: [{ by: 'agent', body: 'first' }] }] });
    const { system } = helpdesk;
    await system.findTickets({});
    const updated = await system.updateTicket('1', { queue: { name: 'IT' } });
    await system.addNote('1', { body: 'second' });
    const again = await system.updateTicket('1', { priority: { name: '4 high' } });
    expect(operations(helpdesk)).toEqual(['Search', 'Get', 'Update', 'Update', 'Update']);
    expect([updated.notes.length, again.notes.length]).toEqual([1, 2]);
    expect(again).toEqual(await system.getTicket('1'));
  });

  it('does not hide an article that somebody wrote meanwhile: the ticket is then read', async () => {
    const helpdesk = await start();
    const { system, otobo } = helpdesk;
    await system.getTicket('1');
    const ticket = otobo.world.tickets.get(1);
    if (ticket !== undefined) otobo.world.addArticle(ticket, { fields: { Body: 'any news?', SenderType: 'customer' } });
    expect((await system.updateTicket('1', { queue: { name: 'Misc' } })).notes).toMatchObject([{ body: 'any news?' }]);
    expect((await system.updateTicket('1', { subject: 'x', note: { body: 'n' } })).notes.map(({ body }) => body)).toEqual([
      'any news?',
      'n',
    ]);
  });

  it('without the ticket, as a web service may be set up, makes the connector read it', async () => {
    const otobo = new FakeOtobo(testCatalog(), {
      OpenTicketAI: { ...SHIPPED_SERVICE, includeTicketData: { TicketCreate: false, TicketUpdate: false } },
    });
    const helpdesk = await start({ otobo });
    const { system } = helpdesk;
    await expect(system.updateTicket('1', { queue: { name: 'Misc' } })).resolves.toMatchObject({ queue: { name: 'Misc' } });
    await expect(system.addNote('1', { subject: 's', body: 'n' })).resolves.toMatchObject({
      id: '2',
      subject: 's',
      body: 'n',
      visibility: 'internal',
    });
    expect(operations(helpdesk)).toEqual(['Update', 'Get', 'Update', 'Get']);
  });

  it('that claims success but shows something else is an error', async () => {
    const { system, server, otobo } = await start();
    const answer = otobo.world.tickets.get(1)?.fields ?? {};
    await system.getTicket('1');
    server.fail({ reply: { body: { TicketID: 1, ArticleID: 1, TicketNumber: '1', Ticket: { ...answer } } } }, { times: 1, on: isWrite });
    const error = await failureOf(system.updateTicket('1', { queue: { name: 'Misc' }, priority: { name: '3 normal' } }));
    expect(error).toMatchObject({ kind: 'permanent', effect: 'partial' });
    expect(error.message).toContain('passed over queue');
  });
});

describe('a write that fails half-way', () => {
  it('says what is written and what is not: a queue the agent may not move into, after the subject', async () => {
    const { system } = await start();
    const error = await failureOf(
      system.updateTicket('1', { subject: 'new', queue: { name: 'Management' }, priority: { name: '4 high' }, note: { body: 'n' } }),
    );
    expect(error).toMatchObject({ kind: 'permanent', effect: 'partial' });
    expect(error.message).toContain('Ticket queue could not be updated');
    expect(error.message).toContain('written: subject; not written: queue, priority, note');
    expect(error.message).toContain('move_into');
  });

  it('says that nothing is written when nothing is: a queue name in the wrong case passes the check and fails when written', async () => {
    const { system, server } = await start();
    const error = await failureOf(system.updateTicket('1', { queue: { name: 'misc' }, priority: { name: '3 normal' } }));
    expect(error).toMatchObject({ kind: 'permanent' });
    expect(server.requests.filter(isWrite)).toHaveLength(1);
    await system.getTicket('1');
    expect(await failureOf(system.updateTicket('1', { queue: { name: 'misc' }, priority: { name: '3 normal' } }))).toMatchObject({
      effect: 'none',
    });
  });

  it('that the server does not answer is looked up: fields are set again when they are not set, and once only', async () => {
    const { system, server } = await start();
    await system.getTicket('1');
    server.fail({ reply: 'cut' }, { times: 1, on: isWrite });
    await expect(system.updateTicket('1', { queue: { name: 'Misc' } })).resolves.toMatchObject({ queue: { name: 'Misc' } });
    server.fail({ reply: 'cut' }, { on: isWrite });
    expect(await failureOf(system.updateTicket('1', { queue: { name: 'IT' } }))).toMatchObject({ kind: 'retryable', effect: 'unknown' });
    expect(server.requests.filter(isWrite)).toHaveLength(4);
  });

  it('that wrote its note before the answer got lost is done, and the note is not written twice', async () => {
    const helpdesk = await start();
    const { system, server } = helpdesk;
    server.fail({ performs: true, reply: 'cut' }, { times: 1, on: isWrite });
    await expect(system.addNote('1', { body: 'once' })).resolves.toMatchObject({ id: '2', body: 'once' });
    expect((await system.getTicket('1')).notes).toHaveLength(1);
  });

  it('that can neither be confirmed nor looked up says that nobody knows', async () => {
    const { system, server } = await start();
    server.fail({ performs: true, reply: 'cut' });
    expect(await failureOf(system.updateTicket('1', { queue: { name: 'Misc' }, note: { body: 'n' } }))).toMatchObject({
      effect: 'unknown',
    });
  });

  it('because of a right that is missing names it', async () => {
    const { system } = await start({ otobo: limited(['ro', 'move_into', 'priority', 'note']) });
    const error = await failureOf(system.updateTicket('1', { queue: { name: 'Misc' } }));
    expect(error).toMatchObject({ kind: 'permanent', effect: 'none' });
    expect(error.message).toContain('Does not have permissions to update queue');
    expect(error.message).toContain('rw on the queue');
    await expect(system.updateTicket('1', { priority: { name: '4 high' }, note: { body: 'n' } })).resolves.toMatchObject({
      priority: { name: '4 high' },
    });
  });

  it('because the agent may only read says so for each field', async () => {
    const { system } = await start({ otobo: limited(['ro']) });
    for (const update of [{ priority: { name: '4 high' } }, { state: { name: 'closed successful' } }, { custom_fields: { OtaiNote: 'x' } }])
      expect(await failureOf(system.updateTicket('1', update))).toMatchObject({ kind: 'permanent', effect: 'none' });
    expect(await failureOf(system.addNote('1', { body: 'n' }))).toMatchObject({ kind: 'permanent', effect: 'none' });
  });
});

describe('a note', () => {
  it('says who sees it and who wrote it each time: left out, the server shows it to the customer', async () => {
    const helpdesk = await start();
    await helpdesk.system.addNote('1', { subject: 'Moved', body: 'to IT' });
    await helpdesk.system.addNote('1', { body: '<b>x</b>', content_type: 'text/html', visibility: 'public' });
    expect(updates(helpdesk).map(({ Article }) => Article)).toEqual([
      {
        Subject: 'Moved',
        Body: 'to IT',
        ContentType: 'text/plain; charset=utf-8',
        CommunicationChannel: 'Internal',
        SenderType: 'agent',
        IsVisibleForCustomer: 0,
      },
      {
        Subject: 'Open Ticket AI',
        Body: '<b>x</b>',
        ContentType: 'text/html; charset=utf-8',
        CommunicationChannel: 'Internal',
        SenderType: 'agent',
        IsVisibleForCustomer: 1,
      },
    ]);
  });

  it.each([{ body: '' }, { body: ' \n ' }, { body: '0' }, { subject: '0', body: 'x' }])(
    '%j is refused before it is sent: the server takes it for none',
    async (note) => {
      const helpdesk = await start();
      expect(await failureOf(helpdesk.system.addNote('1', note))).toMatchObject({ kind: 'permanent', effect: 'none' });
      expect(helpdesk.server.requests).toEqual([]);
    },
  );

  it('has a subject of one line, and lines that end as the server keeps them', async () => {
    const { system } = await start();
    await expect(system.addNote('1', { subject: 'a\r\nb', body: '\r\none\r\ntwo\n\n' })).resolves.toMatchObject({
      subject: 'a b',
      body: 'one\ntwo',
    });
  });

  it('that turns out to be visible to the customer is an error', async () => {
    const { system, server } = await start();
    const article = { ArticleID: 2, Body: 'n', Subject: 's', IsVisibleForCustomer: 1 };
    server.fail({ reply: { body: { TicketID: 1, ArticleID: 2, Ticket: { TicketID: 1, Article: article } } } }, { times: 1, on: isWrite });
    expect((await failureOf(system.addNote('1', { body: 'n' }))).message).toContain('other eyes');
    server.fail({ reply: { body: { TicketID: 1, ArticleID: 2, Ticket: { TicketID: 1, Article: article } } } }, { times: 1, on: isWrite });
    expect((await failureOf(system.updateTicket('1', { note: { body: 'n' } }))).message).toContain('other eyes');
  });
});

describe('a new ticket', () => {
  const ticket = { subject: 'Printer', body: 'Smoke', queue: { name: 'IT' }, customer: { email: 'ada@acme.example' } };

  it('begins as new and normal unless it says otherwise, and its customer wrote its text', async () => {
    const helpdesk = await start();
    await expect(helpdesk.system.createTicket({ ...ticket, note: { body: 'by us' } })).resolves.toMatchObject({
      id: '2',
      state: { name: 'new' },
      priority: { name: '3 normal' },
      customer: { id: 'ada@acme.example' },
      body: 'Smoke',
      notes: [{ body: 'by us', visibility: 'internal' }],
    });
    expect(helpdesk.otobo.operations[0]?.data).toMatchObject({ Article: { SenderType: 'customer', IsVisibleForCustomer: 1 } });
  });

  it.each([
    [{ queue: undefined }, 'needs a queue'],
    [{ customer: undefined }, 'needs a customer'],
    [{ queue: { name: 'ITT' } }, 'there is no queue "ITT"'],
    [{ queue: { name: 'Management' } }, 'Can not create tickets in given Queue'],
    [{ body: '' }, 'body of the note is empty'],
  ])('with %j is refused', async (change, message) => {
    const { system, otobo } = await start();
    expect((await failureOf(system.createTicket({ ...ticket, ...change }))).message).toContain(message);
    expect(otobo.world.tickets.size).toBe(1);
  });
});
