import * as fc from 'fast-check';
import { peekMessageId } from './mail-headers.js';
import { readMail } from './mail-reader.js';

const now = new Date('2026-11-22T12:00:00Z');
const limits = { maxMailSize: 1_000_000, maxBodyLength: 5000 };
const read = (...lines: string[]) => readMail(Buffer.from(lines.join('\r\n')), limits, now);

describe('reading a mail', () => {
  it('gives subject, text, sender, recipients and time', async () => {
    const mail = await read(
      'From: "Filiale Nord" <Nord@example.com>',
      'To: help@example.org, Warehouse team <warehouse@example.org>',
      'Subject: =?UTF-8?B?RHJ1Y2tlciBkZWZla3Q=?=',
      'Date: Fri, 20 Nov 2026 09:30:00 +0100',
      'Message-ID: <a1@example.com>',
      '',
      'Der Drucker druckt nicht.',
      '',
    );
    expect(mail).toEqual({
      key: 'a1@example.com',
      answers: [],
      subject: 'Drucker defekt',
      body: 'Der Drucker druckt nicht.',
      truncated: false,
      from: { id: 'nord@example.com', name: 'Filiale Nord', email: 'Nord@example.com' },
      to: ['help@example.org', 'warehouse@example.org'],
      sentAt: '2026-11-20T08:30:00.000Z',
      attachments: [],
      automatic: null,
    });
  });

  it('takes the plain text when there is one, and the words of the HTML when there is none', async () => {
    const type = 'Content-Type: multipart/alternative; boundary=b';
    const html = ['--b', 'Content-Type: text/html', '', '<style>p{}</style><p>two</p><script>alert(1)</script><p>lines</p>'];
    const both = await read('Subject: x', type, '', '--b', '', 'plain', ...html, '--b--');
    const only = await read('Subject: x', type, '', ...html, '--b--');
    expect([both.body, only.body]).toEqual(['plain', 'two\n\nlines']);
  });

  it('lists attachments by name, type and size, and keeps nothing of their content', async () => {
    const part = [
      'Content-Type: application/pdf; name="r.pdf"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment',
      '',
    ];
    const mail = await read(
      'Subject: x',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'hi',
      '--b',
      ...part,
      'aGVsbG8=',
      '--b--',
    );
    expect(mail.attachments).toEqual([{ name: 'r.pdf', type: 'application/pdf', size: 5 }]);
    expect(JSON.stringify(mail)).not.toContain('hello');
  });

  it('names the messages it answers, the nearest first and each once', async () => {
    const mail = await read('In-Reply-To: <b@x.test>', 'References: <a@x.test> <b@x.test>', 'Subject: Re: x', '', '');
    expect(mail.answers).toEqual(['b@x.test', 'a@x.test']);
  });

  it('tells a message without Message-ID from others by its bytes', async () => {
    const keys = await Promise.all(['one', 'one', 'two'].map(async (text) => (await read('Subject: x', '', text)).key));
    expect(keys[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it.each([
    ['auto_reply', 'Auto-Submitted: auto-replied'],
    ['auto_reply', 'X-Autoreply: yes'],
    ['auto_reply', 'Precedence: auto_reply'],
    ['bulk', 'Precedence: bulk'],
    ['bounce', 'Return-Path: <>'],
    ['bounce', 'Content-Type: multipart/report; boundary=b'],
    [null, 'Auto-Submitted: no'],
  ])('calls a mail %s because of "%s"', async (automatic, line) => {
    expect((await read('Subject: x', line, '', 'hi')).automatic).toBe(automatic);
  });

  it.each(['not a date', 'Thu, 01 Jan 1970 00:00:00 +0000', 'Fri, 20 Nov 2099 00:00:00 +0000', ''])(
    'has no time when its date is "%s"',
    async (date) => {
      expect((await read('Subject: x', `Date: ${date}`, '', 'hi')).sentAt).toBeNull();
    },
  );

  it('never lets text become another type', async () => {
    const mail = await read('Subject: 2024', '', '[1, 2]');
    expect([mail.subject, mail.body]).toEqual(['2024', '[1, 2]']);
  });

  it('drops control characters, and reads an unknown character set as well as it can', async () => {
    const mail = await read('Subject: a\0b\u001bc', 'Content-Type: text/plain; charset=klingon', '', 'x\0y\tz');
    expect([mail.subject, mail.body]).toEqual(['abc', 'xy\tz']);
  });

  it('keeps the start of a text that is too long, and says so', async () => {
    const mail = await read('Subject: x', '', 'y'.repeat(6000));
    expect([mail.body.length, mail.truncated]).toEqual([5000, true]);
  });
});

describe('what is not read as a mail', () => {
  const nested = Array.from({ length: 50 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join('');

  it.each([
    ['an empty file', '', 'none of the headers'],
    ['a picture', '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR', 'none of the headers'],
    ['some text', 'Dear all,\nthis is a letter.', 'none of the headers'],
    ['fifty nested parts', `Subject: x\n${nested}`, 'nesting depth'],
    ['a huge header', `Subject: ${'x'.repeat(300_000)}\n\nhi`, 'header size'],
    ['too many bytes', `Subject: x\n\n${'y'.repeat(1_000_000)}`, 'max_mail_size'],
    ['nothing but line breaks', `Subject: x\n${'\n'.repeat(500_000)}`, 'too many lines'],
    ['thousands of parts', `Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n${'--b\n'.repeat(11_000)}`, 'too many parts'],
  ])('refuses %s', async (_what, raw, reason) => {
    await expect(readMail(Buffer.from(raw, 'latin1'), limits, now)).rejects.toThrow(reason);
  });

  it.each([
    ['open tags', '<div>'.repeat(150_000)],
    ['tags that close nothing', '<b>'.repeat(80_000) + '</i>'.repeat(80_000)],
    ['tables in tables', '<table><tr><td>'.repeat(50_000)],
    ['angle brackets', '<'.repeat(900_000)],
  ])('is not held up by a megabyte of %s', async (_what, html) => {
    const started = performance.now();
    await read('Subject: x', 'Content-Type: text/html', '', html);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it('either reads or refuses any bytes, and what it read is clean', async () => {
    const line = fc.oneof(
      fc.constantFrom('From: ', 'Subject: =?x?q?', 'Content-Type: multipart/mixed; boundary="b', '--b', '--b--', '', 'Date: 1'),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const mail = await readMail(Buffer.from(lines.join('\n')), limits, now).catch(() => ({ subject: '', body: '' }));
        // oxlint-disable-next-line no-control-regex
        expect(mail.subject + mail.body).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
      }),
    );
  });
});

describe('a glance at a mail', () => {
  it.each([
    ['From: a@x.test\r\nMessage-ID: <a@x.test>\r\n\r\nhi', 'a@x.test'],
    ['message-id:\n <b@x.test>\n\nhi', 'b@x.test'],
    ['Subject: x\n\nMessage-ID: <in.the@body>', undefined],
    ['Message-ID: <no.end@of.headers>', undefined],
    ['', undefined],
  ])('sees the Message-ID of %j: %s', (raw, id) => {
    expect(peekMessageId(Buffer.from(raw))).toBe(id);
  });
});
