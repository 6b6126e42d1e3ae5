import * as fc from 'fast-check';
import { count, milliseconds, oneLine, printable } from './printable.js';

describe('printable', () => {
  it('takes the teeth out of a hostile subject', () => {
    const subject =
      'Re: \u001B[2J\u001B[31mred\u001B[0m \u001B]8;;https://example.com\u0007link\u001B]8;;\u0007 \u202Eevil\u202C \u0007\u009B1A';
    expect(printable(subject)).toBe('Re: red link evil ');
  });

  it('leaves letters of every language, line ends and tabs alone', () => {
    expect(printable('Zoë\tÄrger 東京 é\nπ')).toBe('Zoë\tÄrger 東京 é\nπ');
  });

  it('shows half a character as one that cannot be shown, and keeps at most two marks on a letter', () => {
    expect(printable('a\uD83Db')).toBe('a\uFFFDb');
    expect(printable(`Z${'\u0301'.repeat(50)}`)).toBe('Z\u0301\u0301');
  });

  it('never lets a control or format character through, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(printable(text)).not.toMatch(/(?![\n\t])\p{Cc}|\p{Cf}|\p{Cs}/u);
      }),
    );
  });
});

describe('oneLine', () => {
  it('makes one line of many', () => {
    expect(oneLine('  VPN\r\n\tis   down\u2028again ')).toBe('VPN is down again');
  });
});

describe('the small words', () => {
  it('count', () => {
    expect([count(0, 'run'), count(1, 'run'), count(2, 'run')]).toEqual(['0 runs', '1 run', '2 runs']);
  });

  it('tell times', () => {
    expect([3.4, 999, 1_250, 125_000].map(milliseconds)).toEqual(['3 ms', '999 ms', '1.3 s', '2 min 5 s']);
  });
});
