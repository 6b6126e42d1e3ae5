import * as fc from 'fast-check';
import { LinearPattern, toCodePoints } from './linear-pattern.js';

const occurs = (pattern: string, text: string, caseSensitive = false) =>
  new LinearPattern(pattern, { caseSensitive }).occursIn(toCodePoints(text));

describe('a pattern', () => {
  it.each([
    ['RE-\\d{4,6}', 'invoice re-20261 is wrong', true],
    ['RE-\\d{4,6}', 'invoice RE-20', false],
    ['^subject: .*urgent', 'hello\nSubject: this is urgent', true],
    ['done$', 'done\nmore', true],
    ['\\bport\\b', 'Portal and airport', false],
    ['\\bgröße\\b', 'die Größe, bitte', true],
    ['\\w+ß', 'Straße', true],
    ['[^\\w\\s]{3}', 'help!!!', true],
    ['\\p{Lu}{3}', 'abc ABC', true],
    ['(?:a|bc)?d', 'd', true],
    ['a{2}', 'aba', false],
    ['(ab){2,}', 'xababab', true],
    ['a.c', 'a\nc', false],
    ['colou?r', 'The COLOR', true],
    ['[\\]}]', 'x]', true],
    ['a+?b', 'aaab', true],
    ['', 'anything', true],
    ['\\u00e4|\\x41', 'a', true],
    ['😀{2}', '😀😀', true],
  ])('%s in %j: %s', (pattern, text, expected) => {
    expect(occurs(pattern, text)).toBe(expected);
  });

  it('looks at upper and lower case when it is told to', () => {
    expect([occurs('SAP', 'sap', true), occurs('SAP', 'SAP', true), occurs('[a-z]', 'X', true)]).toEqual([false, true, false]);
  });

  it.each([
    ['(?=x)', 2, 'looking around'],
    ['(?<n>x)', 2, 'looking around'],
    ['(a)\\1', 4, 'back references'],
    ['a)', 2, 'closes nothing'],
    ['(a', 3, 'not closed'],
    ['*a', 1, 'nothing to repeat'],
    ['a**', 4, 'cannot be repeated again'],
    ['a{3,2}', 7, 'wrong order'],
    ['a{101}', 7, 'more than 100'],
    ['[a', 1, 'not completed'],
    ['[z-a]', 1, 'no character or class'],
    ['\\p{Nonsense}', 1, 'no character or class'],
    ['[\\W]', 1, 'in brackets is not supported'],
    ['\\b+', 4, 'cannot be repeated'],
    ['((a{50}){50}){50}', 1, 'too complex'],
    ['(((((){99}){99}){99}){99}){99}', 1, 'too complex'],
    ['('.repeat(60), 52, 'nested'],
  ])('%s is refused at character %d: %s', (pattern, character, reason) => {
    expect(() => occurs(pattern, '')).toThrow(new RegExp(`character ${character}: .*${reason}`));
  });

  it('is refused when it is longer than a person writes', () => {
    expect(() => occurs('a'.repeat(1001), '')).toThrow('it is longer than 1000 characters');
  });

  it.each(['(a+)+$', '(a|a)*b', '(a*)*b', '(.*a){20}b', '\\s*x', '(?:a?){50}a{50}b'])(
    'cannot be made to hang: %s reads 200,000 hostile characters, for which backtracking would take for ever',
    (pattern) => {
      const text = toCodePoints(pattern.startsWith('\\s') ? ' '.repeat(200_000) : `${'a'.repeat(200_000)}!`);
      const started = performance.now();
      expect(new LinearPattern(pattern, { caseSensitive: false }).occursIn(text)).toBe(false);
      expect(performance.now() - started).toBeLessThan(60_000);
    },
  );

  it('says the same as a regular expression of JavaScript', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\b', '^', '$', '\\n');
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: 'small' },
        atom,
        fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
        fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(?:${parts.join('|')})`),
        fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{2,}')).map(([item, sign]) => `(?:${item})${sign}`),
      ),
    }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '1', ' ', '\n'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        expect(occurs(source, subject)).toBe(new RegExp(source, 'imu').test(subject));
      }),
      { numRuns: 2000 },
    );
  });
});
