import * as fc from 'fast-check';
import { didYouMean } from './did-you-mean.js';

describe('didYouMean', () => {
  it.each([
    ['limt', ['limit', 'query'], 'limit'],
    ['hihg', ['low', 'high'], 'high'],
    ['baseUrl', ['base_url', 'base_path'], 'base_url'],
    ['base-url', ['base_url'], 'base_url'],
    ['FetchTicket', ['fetch_tickets', 'add_note'], 'fetch_tickets'],
    ['classificaton', ['classification', 'composite'], 'classification'],
  ])('takes %s for what was meant', (word, candidates, meant) => {
    expect(didYouMean(word, candidates)).toBe(meant);
  });

  it.each([
    ['id', ['as']],
    ['colour', ['limit', 'query']],
    ['anything', []],
  ])('does not guess for %s', (word, candidates) => {
    expect(didYouMean(word, candidates)).toBeUndefined();
  });

  it('prefers the nearest, and the first of equally near ones', () => {
    expect(didYouMean('notes', ['node', 'note', 'notes_'])).toBe('notes_');
    expect(didYouMean('cart', ['card', 'care'])).toBe('card');
  });

  it('answers with a candidate or nothing, however long or odd the word', () => {
    const words = fc.array(fc.string({ maxLength: 100 }));
    fc.assert(
      fc.property(fc.string({ maxLength: 10_000 }), words, (word, candidates) => {
        const meant = didYouMean(word, candidates);
        expect(meant === undefined || candidates.includes(meant)).toBe(true);
      }),
    );
  });
});
