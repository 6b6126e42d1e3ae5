import { toText } from '../to-text.js';
import { float } from './values.js';

describe('toText', () => {
  it.each([
    ['text', 'text'],
    [undefined, ''],
    [null, 'None'],
    [true, 'True'],
    [1, '1'],
    [float(1), '1.0'],
    [-0, '0'],
    [float(-0), '-0.0'],
    [0.1, '0.1'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [1e16, '1e+16'],
    [1.5e300, '1.5e+300'],
    [123456789012345680000, '1.2345678901234568e+20'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [10n ** 20n, '100000000000000000000'],
    [[1, 'a', null, float(2)], "[1, 'a', None, 2.0]"],
    [{ a: { b: [] } }, "{'a': {'b': []}}"],
    [new Map<unknown, unknown>([[1, 'x']]), "{1: 'x'}"],
    [["it's", 'a"b', '\'"', '\n\t\\', '\u00a0\u200b\u0001', '🎫'], `["it's", 'a"b', '\\'"', '\\n\\t\\\\', '\\xa0\\u200b\\x01', '🎫']`],
    [new Date(Date.UTC(2024, 4, 1, 8, 30)), '2024-05-01 08:30:00+00:00'],
    [new (class Ticket {})(), '<Ticket object>'],
  ])('writes %p', (value, text) => {
    expect(toText(value)).toBe(text);
  });

  it('refuses functions', () => {
    expect(() => toText([() => 1])).toThrow('function');
  });
});
