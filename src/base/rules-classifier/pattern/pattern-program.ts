import type { CharSet } from './char-set.js';
import { PatternError } from './pattern.error.js';
import type { Assertion, PatternNode } from './pattern-node.js';

/** One state of the machine that a pattern becomes. `to` and `or` are the numbers of the states that follow. */
export type State =
  | { readonly kind: 'char'; readonly set: CharSet; readonly to: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion; readonly to: number }
  | { readonly kind: 'either'; to: number; readonly or: number }
  | { readonly kind: 'found' };

const MAX_STATES = 1000;
/** Repetitions of nothing make no states, but take time. */
const MAX_BUILT = 10_000;

/** The states of a pattern and the number of the first. */
export interface Program {
  readonly states: readonly State[];
  readonly start: number;
}

/** Builds the machine from its end to its start: each part is told which state comes after it, and says which is its first. */
export function compilePattern(node: PatternNode, pattern: string): Program {
  const builder = new ProgramBuilder(pattern);
  const end = builder.add({ kind: 'found' });
  const start = builder.build(node, end);
  return { states: builder.states, start };
}

class ProgramBuilder {
  readonly states: State[] = [];
  private built = 0;

  constructor(private readonly pattern: string) {}

  add(state: State): number {
    if (this.states.length >= MAX_STATES) throw this.tooComplex();
    return this.states.push(state) - 1;
  }

  build(node: PatternNode, next: number): number {
    if (++this.built > MAX_BUILT) throw this.tooComplex();
    switch (node.kind) {
      case 'char':
        return this.add({ kind: 'char', set: node.set, to: next });
      case 'assertion':
        return this.add({ kind: 'assertion', assertion: node.assertion, to: next });
      case 'sequence':
        return node.items.reduceRight((after, item) => this.build(item, after), next);
      case 'choice':
        return node.items.map((item) => this.build(item, next)).reduceRight((or, to) => this.add({ kind: 'either', to, or }));
      default:
        return this.buildRepeat(node, next);
    }
  }

  private tooComplex(): PatternError {
    return new PatternError(this.pattern, 0, 'it is too complex: write several simpler ones');
  }

  private buildRepeat({ item, min, max }: PatternNode & { kind: 'repeat' }, next: number): number {
    const optional = max === Infinity ? 0 : max - min;
    let first = max === Infinity ? this.buildLoop(item, next) : next;
    for (let count = 0; count < optional; count++) first = this.add({ kind: 'either', to: this.build(item, first), or: next });
    for (let count = 0; count < min; count++) first = this.build(item, first);
    return first;
  }

  private buildLoop(item: PatternNode, next: number): number {
    const state = { kind: 'either' as const, to: next, or: next };
    const loop = this.add(state);
    state.to = this.build(item, loop);
    return loop;
  }
}
