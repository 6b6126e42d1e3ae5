import * as fc from 'fast-check';
import { readTicketSql, type Query } from '../test/fake/fake-ticket-sql.js';
import { allOf, anyOf, compareNumber, compareText, isEmpty, quote, since, UnaskableTextError } from './ticket-sql.js';

/** Texts that are hard to quote among others. */
const TEXTS = fc
  .oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^['"\\(){}.\n AND OR=id>0CF%_]{1,40}$/), fc.string({ unit: 'grapheme' }))
  .filter((text) => text !== '' && !/^cf\./i.test(text) && Buffer.byteLength(text) <= 255);

describe('TicketSQL', () => {
  it('gives a text back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(TEXTS, (text) => {
        expect(readTicketSql(compareText('CF.{4}', '=', text))).toEqual({ key: 'CF.{4}', operator: '=', value: text, isQuoted: true });
      }),
      { numRuns: 2000, examples: [[`' OR id > 0 OR '`], ['\\'], [`\\'`], ['\\\\'], ['"'], ['a\nb'], ['x\\\ny'], ["'"]] },
    );
  });

  it('lets no text change the shape of a query', () => {
    const shape = (query: Query): unknown => {
      if ('all' in query) return { all: query.all.map(shape) };
      return 'any' in query ? { any: query.any.map(shape) } : `${query.key} ${query.operator}`;
    };
    fc.assert(
      fc.property(TEXTS, TEXTS, (a, b) => {
        const sql = allOf([
          compareNumber('id', '>', 0),
          anyOf([compareText('Status', '=', a), compareText('Requestor.Name', '=', b)]),
          isEmpty('CF.{3}'),
        ]);
        expect(shape(readTicketSql(sql))).toEqual({ all: ['id >', { any: ['Status =', 'Requestor.Name ='] }, 'CF.{3} IS'] });
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['', 'CF.{Labels}', 'cf.anything', '__CurrentUser__', 'ü'.repeat(128)])(
    'refuses a text that the server would take for something else: %j',
    (text) => {
      expect(() => quote(text)).toThrow(UnaskableTextError);
    },
  );

  it('takes whole numbers only', () => {
    expect(compareNumber('Priority', '>=', -5)).toBe("Priority >= '-5'");
    for (const number of [Number.NaN, 1.5, Infinity]) expect(() => compareNumber('id', '=', number)).toThrow(UnaskableTextError);
  });

  it('writes a time as the clock on the wall shows it', () => {
    expect(since('LastUpdated', '2026-11-22 21:54:14')).toBe("LastUpdated >= '2026-11-22 21:54:14'");
  });
});
