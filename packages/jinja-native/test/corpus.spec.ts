import { DEVIATIONS, PERFECT, runCorpus } from '../scripts/corpus-cases.mjs';
import * as library from '../src/index.js';

const results = runCorpus(library);
const categories = [...new Set(results.map(({ category }) => category))];

describe('corpus of Jinja2 results', () => {
  it.each(categories)('%s', (category) => {
    const wrong = results.filter((result) => result.category === category && result.verdict === 'wrong');
    expect(wrong.map(({ name, template, note }) => `${name} ${template}: ${note}`)).toEqual([]);
  });

  it('has all core cases right: only quirks are decided otherwise', () => {
    expect(results.filter(({ tier, verdict }) => tier === 'core' && verdict !== 'right')).toEqual([]);
    expect(PERFECT.every((category) => categories.includes(category))).toBe(true);
  });

  it('lists no deviation that is none', () => {
    const decided = results.filter(({ verdict }) => verdict === 'decided').map(({ name }) => name);
    expect(Object.keys(DEVIATIONS).toSorted()).toEqual(decided.toSorted());
  });
});
