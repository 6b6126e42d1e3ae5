import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ServiceContext } from '../../api/service.decorator.js';
import type { TicketSearchCriteria } from '../../api/tickets/ticket.js';
import { LocalHelpdeskParams } from './local-helpdesk.params.js';
import { LocalHelpdesk } from './local-helpdesk.service.js';

const names = { queues: ['Incoming', 'IT Support', 'Billing'], default_priority: 'medium', types: ['incident'] };
let baseDir: string;
let helpdesk: LocalHelpdesk;

/** Starts a helpdesk in the folder of this test. */
async function start(given: Partial<LocalHelpdeskParams> = {}): Promise<LocalHelpdesk> {
  const params = Object.assign(new LocalHelpdeskParams(), names, given);
  const logger = Object.assign(new Logger(), { log: () => undefined });
  helpdesk = new LocalHelpdesk(params, new ServiceContext('helpdesk', {}, logger, baseDir));
  await helpdesk.onModuleInit();
  return helpdesk;
}

async function restart(given: Partial<LocalHelpdeskParams> = {}): Promise<LocalHelpdesk> {
  await helpdesk.onApplicationShutdown();
  return start(given);
}

const idsOf = async (criteria: TicketSearchCriteria) => (await helpdesk.findTickets(criteria)).tickets.map(({ id }) => id).join();

beforeEach(() => {
  baseDir = mkdtempSync(join(tmpdir(), 'otai-helpdesk-'));
});
afterEach(() => helpdesk.onApplicationShutdown());

describe('writing tickets', () => {
  it('gives a new ticket a number, the incoming queue, the default priority and the first state', async () => {
    await start();
    const ticket = await helpdesk.createTicket({ subject: 'Printer', body: 'It is broken' });
    expect(ticket).toMatchObject({
      id: '1',
      subject: 'Printer',
      body: 'It is broken',
      queue: { id: 'Incoming', name: 'Incoming' },
      priority: { name: 'medium' },
      state: { name: 'new' },
      type: null,
      owner: null,
      customer: null,
      tags: [],
      custom_fields: {},
      notes: [],
    });
    expect(await helpdesk.getTicket('1')).toEqual(ticket);
  });

  it('changes what an update names, and nothing else', async () => {
    await start();
    await helpdesk.createTicket({ subject: 'a', body: 'b', tags: ['x'], custom_fields: { floor: 1 }, type: { name: 'incident' } });
    const ticket = await helpdesk.updateTicket('1', {
      queue: { name: 'Billing' },
      owner: { email: 'Desk@example.com' },
      add_tags: ['y'],
      custom_fields: { room: 2 },
      note: { body: 'moved' },
    });
    expect(ticket).toMatchObject({
      subject: 'a',
      body: 'b',
      queue: { name: 'Billing' },
      type: { name: 'incident' },
      tags: ['x', 'y'],
      owner: { id: 'desk@example.com', name: null, email: 'Desk@example.com' },
      custom_fields: { floor: 1, room: 2 },
      notes: [{ id: '1', body: 'moved' }],
    });
    expect(readFileSync(join(baseDir, '.otai/tickets.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(3);
  });

  it('writes notes as internal plain text of an agent unless they say otherwise', async () => {
    await start();
    await helpdesk.createTicket({ subject: 'a', body: 'b' });
    const internal = { visibility: 'internal', content_type: 'text/plain', author_role: 'agent' };
    expect(await helpdesk.addNote('1', { body: 'first' })).toMatchObject({ id: '1', body: 'first', subject: null, ...internal });
    const open = await helpdesk.addNote('1', { body: '<p>', subject: 's', visibility: 'public', content_type: 'text/html' });
    expect(open).toMatchObject({ id: '2', subject: 's', visibility: 'public', content_type: 'text/html' });
    expect((await helpdesk.getTicket('1')).notes).toHaveLength(2);
  });

  it('hands out snapshots that nobody can change', async () => {
    await start();
    const fields = { deep: { list: [1] } };
    const ticket = await helpdesk.createTicket({ subject: 'a', body: 'b', custom_fields: fields });
    fields.deep.list.push(2);
    expect(() => (ticket.custom_fields as typeof fields).deep.list.push(3)).toThrow(TypeError);
    await helpdesk.updateTicket('1', { subject: 'later' });
    expect(ticket.subject).toBe('a');
    expect((await helpdesk.getTicket('1')).custom_fields).toEqual({ deep: { list: [1] } });
  });

  it('does many things at the same time one after the other, and loses none', async () => {
    await start();
    await Promise.all(Array.from({ length: 50 }, (_, i) => helpdesk.createTicket({ subject: `s${i}`, body: '' })));
    await Promise.all(Array.from({ length: 50 }, (_, i) => helpdesk.updateTicket('1', { add_tags: [`t${i}`], note: { body: 'n' } })));
    await restart();
    const tickets = (await helpdesk.findTickets({})).tickets;
    expect(tickets.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, i) => String(i + 1)));
    expect([tickets[0]?.tags.length, tickets[0]?.notes.length]).toEqual([50, 50]);
  });
});

describe('what the helpdesk does not know', () => {
  it.each([
    ['queue', { name: 'Biling' }, 'there is no queue "Biling"', 'did you mean "Billing"? known: Incoming, IT Support, Billing'],
    ['priority', { name: 'urgent' }, 'there is no priority "urgent"', 'known: low, medium, high, critical'],
    ['state', { id: 'opend' }, 'there is no state "opend"', 'did you mean "open"?'],
    ['type', { name: 'wish' }, 'there is no type "wish"', 'known: incident'],
    ['queue', {}, 'queue has neither an id nor a name', ''],
  ])('is refused as %s %j in create, update and search', async (field, ref, message, hint) => {
    await start();
    await helpdesk.createTicket({ subject: 'a', body: 'b' });
    const wrong = { [field]: ref };
    const create = helpdesk.createTicket({ subject: 'x', body: 'y', ...wrong });
    const update = helpdesk.updateTicket('1', wrong);
    for (const attempt of [create, update]) {
      await expect(attempt).rejects.toMatchObject({ kind: 'permanent', message: expect.stringContaining(message) });
      await expect(attempt).rejects.toThrow(hint);
    }
    await expect(helpdesk.findTickets(wrong)).rejects.toMatchObject({ kind: 'permanent', message: expect.stringContaining(message) });
    expect((await helpdesk.findTickets({})).tickets).toHaveLength(1);
  });

  it('is refused as owner only when agents are listed', async () => {
    await start({ agents: ['Service Desk', 'desk@example.com'] });
    const owned = await helpdesk.createTicket({ subject: 'a', body: 'b', owner: { name: 'Service Desk' } });
    expect(owned.owner).toEqual({ id: 'Service Desk', name: 'Service Desk', email: null });
    await expect(helpdesk.updateTicket('1', { owner: { name: 'Servce Desk' } })).rejects.toThrow('did you mean "Service Desk"?');
    await expect(helpdesk.updateTicket('1', { owner: {} })).rejects.toThrow('owner has neither an id nor an email nor a name');
    expect([await helpdesk.listValues('owner'), await helpdesk.listValues('queue')]).toEqual([
      ['Service Desk', 'desk@example.com'],
      ['Incoming', 'IT Support', 'Billing'],
    ]);
    await restart();
    expect(await helpdesk.listValues('owner')).toBeNull();
  });

  it('is what an empty template left, as the update of a field', async () => {
    await start();
    await helpdesk.createTicket({ subject: 'a', body: 'b' });
    const empty: object[] = [{ queue: null }, { owner: null }, { subject: null }, { note: null }];
    for (const update of empty) await expect(helpdesk.updateTicket('1', update)).rejects.toMatchObject({ kind: 'permanent' });
    expect(await helpdesk.getTicket('1')).toMatchObject({ subject: 'a', queue: { name: 'Incoming' }, notes: [] });
  });

  it('is a ticket that is not there', async () => {
    await start();
    const notFound = { kind: 'not_found', ticketId: '7', message: expect.stringContaining('helpdesk: ') };
    await expect(helpdesk.getTicket('7')).rejects.toMatchObject(notFound);
    await expect(helpdesk.updateTicket('7', {})).rejects.toMatchObject(notFound);
    await expect(helpdesk.addNote('7', { body: 'x' })).rejects.toMatchObject(notFound);
    await expect(helpdesk.getTicket('__proto__')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('is a search that can only be a mistake', async () => {
    await start();
    const mistakes: [object, string][] = [
      [{ limit: 0 }, 'limit must be a whole number of at least 1'],
      [{ offset: -1 }, 'offset must be a whole number of at least 0'],
      [{ cursor: 'x' }, 'cursor must be the next_cursor of an earlier page'],
      [{ created_since: 'soon' }, 'created_since must be an ISO 8601 time'],
      [{ queue: null }, 'queue is empty'],
      [{ customer: {} }, 'customer has neither an id nor an email nor a name'],
    ];
    for (const [criteria, message] of mistakes) {
      await expect(helpdesk.findTickets(criteria)).rejects.toMatchObject({ kind: 'permanent', message: expect.stringContaining(message) });
    }
  });

  it('is a helpdesk that is closed, and a call that was cancelled', async () => {
    await start();
    await expect(helpdesk.findTickets({}, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    await helpdesk.onApplicationShutdown();
    await expect(helpdesk.findTickets({})).rejects.toThrow('the helpdesk is not open');
  });
});

describe('finding tickets', () => {
  beforeEach(async () => {
    await start();
    const customer = { email: 'North@example.com', name: 'Branch North' };
    await helpdesk.createTicket({ subject: '1', body: '', queue: { name: 'Billing' }, tags: ['a', 'b'], customer });
    await helpdesk.createTicket({ subject: '2', body: '', priority: { name: 'high' }, tags: ['a'], custom_fields: { at: { x: 1 } } });
    await helpdesk.createTicket({ subject: '3', body: '', state: { name: 'closed' }, type: { name: 'incident' }, owner: { name: 'Desk' } });
  });

  it.each<[TicketSearchCriteria, string]>([
    [{}, '1,2,3'],
    [{ queue: { name: 'Incoming' } }, '2,3'],
    [{ queue: { id: 'Billing', name: 'ignored' } }, '1'],
    [{ priority: { name: 'high' } }, '2'],
    [{ state: { name: 'new' } }, '1,2'],
    [{ type: { name: 'incident' } }, '3'],
    [{ owner: { name: 'Desk' } }, '3'],
    [{ customer: { email: 'north@EXAMPLE.com' } }, '1'],
    [{ customer: { id: 'north@example.com' } }, '1'],
    [{ customer: { name: 'Branch North' } }, '1'],
    [{ tags: ['a'] }, '1,2'],
    [{ tags: ['a', 'b'] }, '1'],
    [{ custom_fields: { at: { x: 1 } } }, '2'],
    [{ custom_fields: { toString: undefined } }, ''],
    [{ created_since: '2020-01-01' }, '1,2,3'],
    [{ updated_since: '2999-01-01' }, ''],
    [{ order: 'newest_first' }, '3,2,1'],
    [{ limit: 2 }, '1,2'],
    [{ limit: 2, offset: 2 }, '3'],
    [{ queue: { name: 'Incoming' }, tags: ['b'] }, ''],
  ])('%j finds %s', async (criteria, expected) => {
    expect(await idsOf(criteria)).toBe(expected);
  });

  it('goes on where a page ended, also when tickets came and changed in between', async () => {
    const first = await helpdesk.findTickets({ limit: 2 });
    await helpdesk.updateTicket('1', { queue: { name: 'IT Support' } });
    await helpdesk.createTicket({ subject: '4', body: '' });
    const second = await helpdesk.findTickets({ limit: 2, cursor: first.next_cursor ?? '' });
    expect([first, second].map(({ tickets }) => tickets.map(({ id }) => id))).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(second.next_cursor).toBeNull();
  });

  it('gives every ticket once, page by page, in both orders', async () => {
    for (const order of ['oldest_first', 'newest_first'] as const) {
      const found: string[] = [];
      for await (const ticket of helpdesk.iterateTickets({ limit: 1, order })) found.push(ticket.id);
      expect(found.toSorted()).toEqual(['1', '2', '3']);
    }
  });

  it('still finds what an older config called something', async () => {
    await restart({ queues: ['Incoming'] });
    expect(await idsOf({ queue: { name: 'Billing' } })).toBe('1');
    await expect(idsOf({ queue: { name: 'IT Support' } })).rejects.toThrow('there is no queue "IT Support"');
  });
});
