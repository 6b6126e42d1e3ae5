import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ServiceContext } from '../../api/service.decorator.js';
import type { Ticket, TicketSearchCriteria } from '../../api/tickets/ticket.js';
import { LocalHelpdeskParams } from './local-helpdesk.params.js';
import { LocalHelpdesk } from './local-helpdesk.service.js';

const names = { queues: ['Incoming', 'IT Support', 'Billing'], default_priority: 'medium', types: ['incident'] };
let baseDir: string;
let helpdesk: LocalHelpdesk;
let warnings: string[];

/** Starts a helpdesk in the folder of this test. */
async function start(given: Partial<LocalHelpdeskParams> = {}): Promise<LocalHelpdesk> {
  const params = Object.assign(new LocalHelpdeskParams(), names, given);
  const logger = Object.assign(new Logger(), { log: () => undefined, warn: (message: string) => warnings.push(message) });
  helpdesk = new LocalHelpdesk(params, new ServiceContext('helpdesk', {}, logger, baseDir));
  await helpdesk.onModuleInit();
  return helpdesk;
}

async function restart(given: Partial<LocalHelpdeskParams> = {}): Promise<LocalHelpdesk> {
  await helpdesk.onApplicationShutdown();
  return start(given);
}

const idsOf = async (criteria: TicketSearchCriteria) => (await helpdesk.findTickets(criteria)).tickets.map(({ id }) => id).join();
const mail = (name: string, ...lines: string[]) => writeFileSync(join(baseDir, 'mails', name), lines.join('\r\n'));
const allTickets = async (): Promise<readonly Ticket[]> => (await helpdesk.findTickets({})).tickets;

beforeEach(() => {
  baseDir = mkdtempSync(join(tmpdir(), 'otai-helpdesk-'));
  warnings = [];
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

describe('importing mails', () => {
  beforeEach(() => {
    mkdirSync(join(baseDir, 'mails'));
    mail(
      'b.eml',
      'Message-ID: <q@x.test>',
      'Date: Fri, 20 Nov 2026 08:00:00 +0100',
      'From: Branch <b@example.com>',
      'Subject: Question',
      '',
      'Why?',
    );
    mail(
      'a.eml',
      'Message-ID: <r@x.test>',
      'In-Reply-To: <q@x.test>',
      'Date: Fri, 20 Nov 2026 09:00:00 +0100',
      'Subject: Re: Question',
      '',
      'Ah.',
    );
  });

  it('makes a ticket of each mail and a public note of each answer, whatever the order of their files', async () => {
    await start({ mails: 'mails', incoming_queue: 'Billing' });
    const [ticket, ...others] = await allTickets();
    expect(others).toEqual([]);
    expect(ticket).toMatchObject({
      subject: 'Question',
      body: 'Why?',
      queue: { name: 'Billing' },
      customer: { email: 'b@example.com', name: 'Branch' },
      created_at: '2026-11-20T07:00:00.000Z',
      raw: { source: 'b.eml', message_id: 'q@x.test' },
    });
    expect(ticket?.notes).toMatchObject([{ body: 'Ah.', subject: 'Re: Question', author_role: 'customer', visibility: 'public' }]);
  });

  it('imports each message once, and at the next start only what is new', async () => {
    await start({ mails: 'mails' });
    mail('c.eml', 'Subject: no id', '', 'x');
    await restart({ mails: ['mails', 'mails/b.eml'] });
    expect((await allTickets()).map(({ subject }) => subject).toSorted()).toEqual(['Question', 'no id']);
    expect(await helpdesk.importMails()).toEqual({ tickets: 0, notes: 0, known: 4, broken: 0 });
    mail('d.eml', 'Subject: late', '', 'x');
    expect(await helpdesk.importMails()).toMatchObject({ tickets: 1 });
  });

  it('reads an mbox, in which answers find their question too', async () => {
    const from = 'From b@example.com Fri Nov 20 09:00:00 2026\n';
    const answer = 'Message-ID: <s@x.test>\nReferences: <q@x.test> <r@x.test>\nSubject: Re: Question\n\nmore\n\n';
    writeFileSync(join(baseDir, 'mails/z.mbox'), `${from}Subject: other\n\nx\n\n${from}${answer}`);
    await start({ mails: 'mails' });
    expect((await allTickets()).map(({ subject, notes }) => [subject, notes.length])).toContainEqual(['Question', 2]);
    expect(await allTickets()).toHaveLength(2);
  });

  it('reports what is no mail by file name and reason, never by content, and goes on', async () => {
    mail('broken.eml', 'confidential words');
    mail('huge.eml', 'Subject: x', '', 'y'.repeat(3000));
    mail('ignored.txt', 'Subject: x', '', 'y');
    mkdirSync(join(baseDir, 'mails', 'folder.eml'));
    await start({ mails: 'mails', max_mail_size: 2000 });
    expect(await allTickets()).toHaveLength(1);
    expect(warnings).toEqual([
      'mail "broken.eml" was not imported: it has none of the headers of a mail',
      'mail "huge.eml" was not imported: it has more than the 2000 bytes of max_mail_size',
    ]);
  });

  it('marks mails of machines', async () => {
    mail('a.eml', 'Auto-Submitted: auto-replied', 'In-Reply-To: <q@x.test>', 'Subject: away', '', 'I am away');
    mail('c.eml', 'Precedence: bulk', 'Subject: newsletter', '', 'news');
    await start({ mails: 'mails' });
    const [question, newsletter] = await allTickets();
    expect(question?.notes).toMatchObject([{ author_role: 'system' }]);
    expect(newsletter).toMatchObject({ tags: ['bulk'], raw: { automatic: 'bulk' } });
  });

  it('lists attachments of a ticket in its custom fields, and of an answer at the end of the note', async () => {
    const attachment = ['Content-Type: text/csv; name="r.csv"', 'Content-Disposition: attachment', '', 'a,b'];
    mail('c.eml', 'Subject: list', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'see', '--b', ...attachment, '--b--');
    mail(
      'a.eml',
      'Subject: Re',
      'In-Reply-To: <q@x.test>',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'ok',
      '--b',
      ...attachment,
      '--b--',
    );
    await start({ mails: 'mails' });
    const [question, list] = await allTickets();
    expect(list?.custom_fields).toEqual({ attachments: [{ name: 'r.csv', type: 'text/csv', size: 4 }] });
    expect(question?.notes[0]?.body).toBe('ok\n[attachment: r.csv (text/csv, 4 bytes)]');
  });

  it('stops the start when a path does not exist, and gives the ticket file back', async () => {
    await expect(start({ mails: 'mials' })).rejects.toMatchObject({ code: 'OTAI_LOCAL_HELPDESK_NO_MAILS' });
    await start();
  });
});
