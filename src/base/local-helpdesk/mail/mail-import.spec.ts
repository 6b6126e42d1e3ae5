import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ServiceContext } from '../../../api/service.decorator.js';
import type { Ticket } from '../../../api/tickets/ticket.js';
import { LocalHelpdeskParams } from '../local-helpdesk.params.js';
import { LocalHelpdesk } from '../local-helpdesk.service.js';

const names = { queues: ['Incoming', 'Billing'] };
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

const mail = (name: string, ...lines: string[]) => writeFileSync(join(baseDir, 'mails', name), lines.join('\r\n'));
const allTickets = async (): Promise<readonly Ticket[]> => (await helpdesk.findTickets({})).tickets;

beforeEach(() => {
  baseDir = mkdtempSync(join(tmpdir(), 'otai-helpdesk-'));
  warnings = [];
});
afterEach(() => helpdesk.onApplicationShutdown());

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
