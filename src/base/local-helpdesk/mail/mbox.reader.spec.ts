import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readMbox } from './mbox.reader.js';

const path = join(mkdtempSync(join(tmpdir(), 'otai-mbox-')), 'test.mbox');

async function messagesOf(content: string, maxSize = 1000): Promise<(string | null)[]> {
  writeFileSync(path, content);
  const messages: (string | null)[] = [];
  for await (const { number, bytes } of readMbox(path, maxSize)) messages[number - 1] = bytes?.toString() ?? null;
  return messages;
}

describe('reading an mbox', () => {
  const separator = 'From sender@example.com Fri Nov 20 09:00:00 2026';

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('splits messages at their "From " lines, with %s line breaks', async (_name, eol) => {
    const lines = [separator, 'Subject: one', '', 'first', '', separator, 'Subject: two', '', 'second', ''];
    const [one, two] = await messagesOf(lines.join(eol));
    expect([one, two]).toEqual([['Subject: one', '', 'first', '', ''].join(eol), ['Subject: two', '', 'second', ''].join(eol)]);
  });

  it('takes one ">" from quoted "From " lines', async () => {
    const [message] = await messagesOf(`${separator}\nSubject: x\n\n>From here\n>>From there\n> From nowhere\n`);
    expect(message).toBe('Subject: x\n\nFrom here\n>From there\n> From nowhere\n');
  });

  it('does not take a sentence for a separator', async () => {
    const messages = await messagesOf(`${separator}\nSubject: x\n\nHello,\n\nFrom now on all is well.\nThanks\n`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('From now on');
  });

  it('gives no content of a message that is too large, and goes on with the next', async () => {
    const messages = await messagesOf(`${separator}\nSubject: x\n\n${'y'.repeat(300_000)}\n\n${separator}\nSubject: z\n\nok\n`);
    expect(messages).toEqual([null, 'Subject: z\n\nok\n']);
  });

  it('gives the content of a file that is no mbox as one message, so that it is noticed', async () => {
    expect(await messagesOf('no mbox at all')).toEqual(['no mbox at all']);
    expect(await messagesOf('')).toEqual([]);
  });

  it('gives back every message that was put in', async () => {
    const body = fc.array(fc.constantFrom('From x', '>From y', 'text', '', 'Subject: no', 'ä€'), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 5 }), async (bodies) => {
        const quoted = bodies.map((lines) => lines.map((line) => line.replace(/^(>*From )/, '>$1')));
        const content = quoted.map((lines) => `${separator}\nSubject: x\n\n${lines.join('\n')}\n\n`).join('');
        expect(await messagesOf(content)).toEqual(bodies.map((lines) => `Subject: x\n\n${lines.join('\n')}\n\n`));
      }),
    );
  });
});
