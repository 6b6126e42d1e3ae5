import * as fc from 'fast-check';
import { findServiceCycles } from './service-cycles.js';
import type { CatalogedService } from './service.catalog.js';

type Edges = Readonly<Record<string, readonly string[]>>;

function node(id: string): CatalogedService {
  return { entry: { id } } as CatalogedService;
}

function cyclesOf(edges: Edges) {
  const nodes = Object.entries(edges).map(
    ([id, others]) => [id, { injected: new Map(others.map((other) => [other, node(other)])) }] as const,
  );
  return findServiceCycles(new Map(nodes));
}

/** Whether the services can be put in an order in which each comes after those it needs. */
function canBeOrdered(edges: Edges): boolean {
  const left = new Map(Object.entries(edges));
  for (;;) {
    const free = [...left].filter(([, others]) => others.every((other) => !left.has(other)));
    if (free.length === 0) return left.size === 0;
    for (const [id] of free) left.delete(id);
  }
}

describe('circles of services', () => {
  it.each<[Edges, string[][]]>([
    [{ a: ['b'], b: ['c'], c: [] }, []],
    [{ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    [{ a: ['a'] }, [['a', 'a']]],
    [{ a: ['b'], b: ['c'], c: ['a'] }, [['a', 'b', 'c', 'a']]],
    [{ outside: ['a'], a: ['b'], b: ['a'] }, [['a', 'b', 'a']]],
    [
      { a: ['b'], b: ['a'], c: ['d'], d: ['c'] },
      [
        ['a', 'b', 'a'],
        ['c', 'd', 'c'],
      ],
    ],
    [{ a: ['missing'] }, []],
  ])('of %j are %j', (edges, cycles) => {
    expect(cyclesOf(edges)).toEqual(cycles);
  });

  it('are found exactly when there is no order in which to build the services, and are real', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const edges = fc.record(Object.fromEntries(ids.map((id) => [id, fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 })])));
    fc.assert(
      fc.property(edges, (graph) => {
        const cycles = cyclesOf(graph);
        expect(cycles.length === 0).toBe(canBeOrdered(graph));
        for (const cycle of cycles) {
          expect(cycle[0]).toBe(cycle.at(-1));
          for (const [i, id] of cycle.slice(0, -1).entries()) expect(graph[id]).toContain(cycle[i + 1]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are looked for in time, also among hundreds of services that share what they need', () => {
    const edges = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`s${i}`, [`s${i + 1}`, `s${i + 2}`]]));
    expect(cyclesOf(edges)).toEqual([]);
  });
});
