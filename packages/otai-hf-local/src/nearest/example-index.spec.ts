import { ExampleIndex, type VotingRules } from './example-index.js';

const RULES: VotingRules = { k: 3, min_similarity: 0, join: 'mean' };
const SHORT = Math.SQRT1_2;
const INDEX = new ExampleIndex([
  { label: 'east', embedding: [1, 0] },
  { label: 'north', embedding: [0, 1] },
  { label: 'north', embedding: [SHORT, SHORT] },
  { label: 'west', embedding: [-1, 0] },
]);

function shares(rows: readonly (readonly number[])[], rules: Partial<VotingRules> = {}): Record<string, number> {
  const { ranked } = INDEX.vote(rows, { ...RULES, ...rules });
  return Object.fromEntries(ranked.map(({ label, confidence }) => [label, Number(confidence.toFixed(3))]));
}

describe('ExampleIndex', () => {
  it('finds the nearest, the most similar first, those equally near in the order of the examples', () => {
    expect(INDEX.nearest([0.6, 0.8], 2).map(({ label }) => label)).toEqual(['north', 'north']);
    expect(INDEX.nearest([SHORT, SHORT], 3).map(({ similarity }) => similarity.toFixed(3))).toEqual(['1.000', '0.707', '0.707']);
    expect(INDEX.nearest([SHORT, SHORT], 2).map(({ label }) => label)).toEqual(['north', 'east']);
    expect(INDEX.nearest([1, 0], 99)).toHaveLength(4);
  });

  it('lets each vote by its similarity: two halfway neighbours do not outvote the text itself', () => {
    expect(shares([[1, 0]], { k: 3 })).toEqual({ east: 0.586, north: 0.414, west: 0 });
    expect(shares([[1, 0]], { k: 1 })).toEqual({ east: 1, north: 0, west: 0 });
  });

  it('asks none that is less similar than it must be; one that points away has no vote', () => {
    expect(shares([[1, 0]], { min_similarity: 0.9 })).toEqual({ east: 1, north: 0, west: 0 });
    expect(shares([[1, 0]], { k: 4, min_similarity: -1 })).toEqual({ east: 0.586, north: 0.414, west: 0 });
    expect(shares([[0, -1]], { k: 4, min_similarity: -1 })).toEqual({ east: 0, north: 0, west: 0 });
  });

  it('joins the windows of a long text, and tells the nearest example of all', () => {
    const rows = [
      [1, 0],
      [0, 1],
    ];
    expect(shares(rows, { k: 1 })).toEqual({ east: 0.5, north: 0.5, west: 0 });
    expect(shares(rows, { k: 1, join: 'max' })).toEqual({ east: 1, north: 1, west: 0 });
    expect(
      INDEX.vote(
        [
          [0.6, -0.8],
          [-1, 0],
        ],
        RULES,
      ).nearest,
    ).toEqual({ label: 'west', similarity: 1 });
  });
});
