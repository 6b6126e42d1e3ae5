import { failureOf } from './expect-failure.js';
import { RECORDINGS } from './recorded-world.js';
import { startOtobo, testCatalog, type StartedOtobo } from './otobo.harness.js';
import { FakeOtobo } from './fake/fake-otobo.js';
import { steady } from '../src/interface/wire.js';
import { toTicket } from '../src/tickets/ticket.mapper.js';
import { ServerTime } from '../src/tickets/server-time.js';

let started: StartedOtobo | undefined;
afterEach(async () => {
  await started?.stop();
  started = undefined;
});

/** A ticket as a recording shows it, as the connector gives it. */
function recorded(id: string) {
  const recording = RECORDINGS.find((one) => one.id === id);
  if (recording === undefined) throw new Error(`no recording ${id}`);
  const tickets = recording.answer.body?.['Ticket'] as readonly Record<string, unknown>[] | undefined;
  return toTicket(steady(structuredClone(tickets?.[0] ?? {})), new ServerTime('UTC'));
}

describe('a recorded ticket', () => {
  it('has ids as texts, whether they came as numbers or as texts, its names, and its times in UTC', () => {
    expect(recorded('068')).toMatchObject({
      id: '3',
      subject: 'Printer on floor 3 is broken',
      body: 'Hello,\n\nthe printer shows error 0x80070035.\nBest regards\nCarla',
      queue: { id: '9', name: 'OpenTicketAI::Incoming' },
      priority: { id: '3', name: '3 normal' },
      state: { id: '1', name: 'new' },
      type: { id: '1', name: 'Unclassified' },
      owner: { id: '6', name: 'open_ticket_ai', email: null },
      tags: [],
      notes: [],
      created_at: '2026-11-22T20:51:49Z',
      updated_at: '2026-11-22T20:51:49Z',
    });
  });

  it('has the login of its customer, and the address from what the customer wrote', () => {
    expect(recorded('073').customer).toEqual({ id: 'carla', name: 'Carla Customer', email: 'carla@acme.example' });
  });

  it('has the rendering of an HTML article as its body: plain text', () => {
    expect(recorded('073').body).toContain('mir fehlt die Rechnung 4711 & der Lieferschein.');
    expect(recorded('218')).toMatchObject({
      body: expect.stringContaining('[1] https://example.com/x'),
      customer: { name: 'Beispiel, Erika', email: 'erika@kunde.example' },
    });
  });

  it('may have nulls and empty texts anywhere, as the mail that an installer puts in', () => {
    expect(recorded('088')).toMatchObject({
      customer: { id: null, name: 'Rother OSS GmbH | Team OTOBO', email: 'otobo@otobo.io' },
      body: expect.stringContaining('Welcome to the community!'),
    });
  });

  it('may come without articles, which were not asked for', () => {
    expect(recorded('066')).toMatchObject({ id: '3', body: '', notes: [], custom_fields: {} });
  });

  it('has its articles in the order of their ids: their numbers count backwards within a second', () => {
    const { body, notes } = recorded('221');
    expect(body).toContain('0x80070035');
    expect(notes.map(({ id }) => id)).toEqual(['24', '25', '26', '28']);
    expect(notes.map(({ subject, visibility, author_role }) => [subject, visibility, author_role])).toEqual([
      ['Queue classified by AI', 'internal', 'agent'],
      ['Answer', 'public', 'agent'],
      ['s1s2', 'internal', 'agent'],
      ['n', 'internal', 'agent'],
    ]);
  });

  it('carries what the server said of it, but for what changes while one looks', () => {
    const raw = recorded('068').raw as Record<string, unknown>;
    expect(raw).toMatchObject({ TicketNumber: '2026112210000022', StateType: 'new', CustomerID: 'ACME' });
    expect(raw['Age']).toBeUndefined();
  });
});

describe('reading', () => {
  it('takes the customer’s first words for the body when an agent began the ticket', async () => {
    started = await startOtobo();
    const { world } = started.otobo;
    const ticket = world.addTicket({ title: 'Call', queue: 'Misc' });
    world.addArticle(ticket, { fields: { Body: 'Customer called', SenderType: 'agent', IsVisibleForCustomer: 0 } });
    world.addArticle(ticket, { fields: { Body: 'It is on fire', SenderType: 'customer', From: 'ada@acme.example' } });
    const { body, notes } = await started.system.getTicket('1');
    expect([body, notes.map((note) => note.body)]).toEqual(['It is on fire', ['Customer called']]);
    expect((await started.system.findTickets({})).tickets[0]?.body).toBe('It is on fire');
  });

  it('asks for articles and dynamic fields, and for no attachments', async () => {
    started = await startOtobo({ tickets: [{ subject: 'a' }] });
    await started.system.getTicket('1');
    expect(started.otobo.operations[0]?.data).toEqual({ TicketID: 1, AllArticles: 1, DynamicFields: 1 });
  });

  it('takes a list of one for one, and any other id but a whole number for a ticket that is not there, without asking', async () => {
    started = await startOtobo({ tickets: [{ subject: 'a' }] });
    for (const id of ['abc', '1,2', '0', '2026112210000022', '1.0', ' 1'])
      expect(await failureOf(started.system.getTicket(id))).toMatchObject({ kind: 'not_found', ticketId: id });
    expect(started.server.requests).toEqual([]);
  });
});

describe('the time of a server', () => {
  it('in Berlin is found out from an article, which says it twice', async () => {
    const otobo = new FakeOtobo(testCatalog());
    otobo.world.zoneOffset = 3_600_000;
    started = await startOtobo({ otobo, tickets: [{ subject: 'a', created_at: '2026-03-01T09:00:00Z' }] });
    expect(await started.system.getTicket('1')).toMatchObject({ created_at: '2026-03-01T08:00:00Z', updated_at: '2026-03-01T08:00:00Z' });
    await expect(started.system.findTickets({ created_since: '2026-03-01T08:00:00Z' })).resolves.toMatchObject({ tickets: [{ id: '1' }] });
    await expect(started.system.findTickets({ created_since: '2026-03-01T08:00:01Z' })).resolves.toMatchObject({ tickets: [] });
  });

  it('is taken from the setting, when there is one, and then asked for to the second', async () => {
    const otobo = new FakeOtobo(testCatalog());
    otobo.world.zoneOffset = 7_200_000;
    started = await startOtobo({
      otobo,
      params: { time_zone: 'Europe/Berlin' },
      tickets: [{ subject: 'a', created_at: '2026-07-01T10:00:00Z' }],
    });
    await started.system.findTickets({ updated_since: '2026-07-01T08:00:00.000+00:00' });
    expect(otobo.operations[0]?.data['TicketLastChangeTimeNewerDate']).toBe('2026-07-01 10:00:00');
    expect((await started.system.getTicket('1')).created_at).toBe('2026-07-01T08:00:00Z');
  });

  it.each([
    ['Europe/Berlin', '2026-03-29 01:59:59', '2026-03-29T00:59:59Z'],
    ['Europe/Berlin', '2026-03-29 03:00:00', '2026-03-29T01:00:00Z'],
    ['Asia/Kathmandu', '2026-01-01 00:00:00', '2025-12-31T18:15:00Z'],
    ['America/St_Johns', '2026-07-01 12:00:00', '2026-07-01T14:30:00Z'],
    ['UTC', '2026-07-01 12:00:00', '2026-07-01T12:00:00Z'],
  ])('in %s: %s is %s', (zone, wall, iso) => {
    const time = new ServerTime(zone);
    expect(time.of([])(wall)).toBe(iso);
    expect(time.toWall(Date.parse(iso))).toBe(wall);
  });

  it('is not taken from mail that lay about, nor from what is no time', () => {
    const time = new ServerTime(undefined);
    const toIso = time.of([
      { CreateTime: '2026-11-22 20:48:20', IncomingTime: 1_436_949_030 },
      { CreateTime: 'soon', IncomingTime: 1 },
    ]);
    expect(time.isKnown).toBe(false);
    expect(toIso('0000-00-00 00:00:00')).toBeNull();
    expect(toIso(null)).toBeNull();
  });
});
