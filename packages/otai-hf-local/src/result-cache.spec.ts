import { ResultCache } from './result-cache.js';
import type { TextOutput } from './worker/protocol.js';

const OUTPUT: TextOutput = { rows: [[1, 2]], tokens: 3, truncated: false };

describe('ResultCache', () => {
  let asked: string[];

  beforeEach(() => {
    asked = [];
  });

  const ask = (cache: ResultCache, text: string, kind = 'a') =>
    cache.get(kind, text, async () => {
      asked.push(`${kind} ${text}`);
      return OUTPUT;
    });

  it('asks for an equal text once', async () => {
    const cache = new ResultCache(10);
    expect([await ask(cache, 'x'), await ask(cache, 'x')]).toEqual([OUTPUT, OUTPUT]);
    expect(asked).toEqual(['a x']);
  });

  it('keeps the answers of different models and settings apart', async () => {
    const cache = new ResultCache(10);
    await ask(cache, 'x', 'a');
    await ask(cache, 'x', 'b');
    expect(asked).toEqual(['a x', 'b x']);
  });

  it('forgets what was not used for longest', async () => {
    const cache = new ResultCache(2);
    for (const text of ['x', 'y', 'x', 'z', 'x', 'y']) await ask(cache, text);
    expect(asked).toEqual(['a x', 'a y', 'a z', 'a y']);
  });

  it('of size 0 keeps nothing', async () => {
    const cache = new ResultCache(0);
    await ask(cache, 'x');
    await ask(cache, 'x');
    expect(asked).toHaveLength(2);
  });
});
