import * as fc from 'fast-check';
import { runPipe } from '../../testing/run-pipe.js';
import { CleanTextPipe } from './clean-text.pipe.js';

async function clean(text: string, params: object = {}): Promise<unknown> {
  const result = await runPipe(CleanTextPipe, { params: { text, ...params } });
  return result.status === 'succeeded' ? result.data['text'] : result;
}

/** The lines of a text. */
function mail(...lines: readonly string[]): string {
  return lines.join('\n');
}

describe('base:clean_text', () => {
  describe('HTML', () => {
    it('becomes text, without scripts, styles and comments', async () => {
      const html = '<style>p{}</style><p>Hello &amp; <b>team</b>,</p><!-- x --><script>alert(1)</script><div>the VPN is down.</div>';
      expect(await clean(html)).toBe('Hello & team,\n\nthe VPN is down.');
    });

    it('is only what has tags; a text about <vpn> stays as it is', async () => {
      expect(await clean('if a < b then <vpn> fails & stops')).toBe('if a < b then <vpn> fails & stops');
      expect(await clean('<p>x</p>', { format: 'text' })).toBe('<p>x</p>');
      expect(await clean('a &lt; b', { format: 'html' })).toBe('a < b');
    });

    it('loses its block quotes with the other quotes', async () => {
      expect(await clean('<p>Still broken.</p><p>On Monday Anna wrote:</p><blockquote>VPN down</blockquote>')).toBe('Still broken.');
    });
  });

  describe('quoted replies', () => {
    it('go, with the line that says who wrote them', async () => {
      expect(
        await clean(mail('It is back, thanks.', '', 'On Mon, 3 Feb 2025 at 10:12, Service Desk wrote:', '> Please restart.', '> Regards')),
      ).toBe('It is back, thanks.');
    });

    it('go where the line takes two, or is in another language', async () => {
      const text = mail('Danke!', 'Am 3. Februar 2025 um 10:12 schrieb Service Desk', '<desk@example.com>:', '> Bitte neu starten.');
      expect(await clean(text)).toBe('Danke!');
      expect(await clean(mail('Merci', 'Le lun. 3 févr. 2025 à 10:12, Support a écrit :', '', '> Bonjour'))).toBe('Merci');
    });

    it('stay away from an answer below or between them', async () => {
      expect(await clean(mail('> Which room?', 'Room 214.', '> Which printer?', 'The big one.'))).toBe('Room 214.\nThe big one.');
    });

    it('go without marks, too: all below "wrote:" or the headers of a mail', async () => {
      expect(await clean(mail('Still down.', 'On Monday Anna wrote:', '', 'VPN down', 'since noon'))).toBe('Still down.');
      expect(
        await clean(mail('Noch immer.', '', 'Von: Anna', 'Gesendet: Montag', 'An: Support', 'Betreff: VPN', '', 'VPN geht nicht')),
      ).toBe('Noch immer.');
      expect(await clean(mail('Siehe unten', '-----Ursprüngliche Nachricht-----', 'VPN geht nicht'))).toBe('Siehe unten');
    });

    it('are kept when there is nothing else, or when asked for', async () => {
      expect(await clean(mail('> the printer is on fire'))).toBe('> the printer is on fire');
      expect(await clean(mail('Yes.', '> Still down?'), { remove_quotes: false })).toBe('Yes.\n> Still down?');
    });
  });

  describe('signatures', () => {
    it.each([
      [['--', 'Service Desk', 'Example Inc.']],
      [['Mit freundlichen Grüßen', 'Einkauf', 'Beispiel GmbH']],
      [['Best regards,', 'Purchasing']],
      [['Viele Gruesse', 'Lager']],
      [['Sent from my iPhone']],
      [['This e-mail is confidential and intended for the addressee only.']],
    ])('like %j go', async (signature) => {
      expect(await clean(mail('The VPN is down.', '', ...signature))).toBe('The VPN is down.');
    });

    it('are not found in the middle of a long mail', async () => {
      const rest = Array.from({ length: 30 }, (_, i) => `line ${i}`);
      expect(await clean(mail('Regards to the team', ...rest))).toContain('Regards to the team');
    });

    it('are kept when asked for', async () => {
      expect(await clean(mail('Down.', 'Best regards', 'X'), { remove_signature: false })).toBe('Down.\nBest regards\nX');
    });

    it('include the warning about senders outside', async () => {
      expect(await clean(mail('[EXTERNAL EMAIL] Do not click links.', 'The VPN is down.'))).toBe('The VPN is down.');
    });
  });

  it('keeps max_length characters, and says that it cut', async () => {
    const result = await runPipe(CleanTextPipe, { params: { text: 'word '.repeat(100), max_length: 9 } });
    expect(result).toMatchObject({ data: { text: 'word word', truncated: true } });
  });

  it('removes control characters and runs of empty lines', async () => {
    expect(await clean('a\u0000b\r\n\r\n\r\n\r\nc')).toBe('ab\n\nc');
  });

  it.each([
    ['quote marks', '>'.repeat(300_000)],
    ['short lines', '>\n'.repeat(150_000)],
    ['attributions', 'On wrote\n'.repeat(30_000)],
    ['"on" without end', 'on '.repeat(100_000)],
    ['closings', 'regards\n'.repeat(40_000)],
    ['headers', 'From: x\nTo: x\n'.repeat(20_000)],
    ['open tags', '<div>'.repeat(60_000)],
    ['angle brackets', '<'.repeat(300_000)],
    ['spaces', ' '.repeat(300_000)],
    ['empty lines', '\n'.repeat(300_000)],
  ])('is done with a hostile text of %s in no time', async (_what, text) => {
    const start = performance.now();
    await clean(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('gives a text for every text, no longer than it was asked to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        expect(String(await clean(text, { max_length: 50 })).length).toBeLessThanOrEqual(50);
      }),
    );
  });
});
