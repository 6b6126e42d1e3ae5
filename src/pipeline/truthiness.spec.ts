import * as fc from 'fast-check';
import { Environment } from 'jinja-native';
import { isTruthy } from './truthiness.js';

describe('a condition', () => {
  it.each([true, 1, -1, 0.5, 'text', ' ', '0', 'no', 'True', [0], { a: 1 }, new Map([[1, 2]]), new Date(), Number.NaN, 1n])(
    'holds with %j',
    (value) => {
      expect(isTruthy(value)).toBe(true);
    },
  );

  it.each([false, 0, -0, '', [], {}, new Map(), new Set(), null, undefined, 0n, Object.create(null)])('does not hold with %j', (value) => {
    expect(isTruthy(value)).toBe(false);
  });

  it.each(['false', 'False', 'FALSE', ' false\n'])(
    'does not hold with the text %j, which is what a template of several parts gives',
    (text) => {
      expect(isTruthy(text)).toBe(false);
    },
  );

  it('is judged as `if` in a template judges it, whatever the value', () => {
    const template = new Environment().compile('{{ true if v else false }}');
    const value = fc.anything({ withBigInt: true, withDate: false, withMap: true, withSparseArray: false, withNullPrototype: true });
    fc.assert(
      fc.property(value, (v) => {
        fc.pre(!(typeof v === 'string' && v.trim().toLowerCase() === 'false'));
        expect(isTruthy(v)).toBe(template.render({ v }));
      }),
      { numRuns: 1000 },
    );
  });
});
