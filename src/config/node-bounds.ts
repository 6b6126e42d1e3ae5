import type { ConfigLimits } from './config-limits.js';
import type { ConfigNode } from './config-node.js';

interface Measure {
  readonly size: number;
  readonly depth: number;
}

const LEAF: Measure = { size: 1, depth: 1 };

/** Measures trees as they are built from the leaves up, with every alias counted as if its value were written out. */
export class NodeBounds {
  readonly #measures = new Map<ConfigNode, Measure>();
  readonly #limits: ConfigLimits;

  constructor(limits: ConfigLimits) {
    this.#limits = limits;
  }

  /** Takes note of a collection. Returns what is too much about it, if anything. */
  add(node: ConfigNode, children: readonly ConfigNode[]): string | undefined {
    let size = 1;
    let depth = 1;
    for (const child of children) {
      const measure = this.#measures.get(child) ?? LEAF;
      size += measure.size;
      depth = Math.max(depth, measure.depth + 1);
    }
    this.#measures.set(node, { size, depth });
    return this.#excess({ size, depth });
  }

  #excess({ size, depth }: Measure): string | undefined {
    const { maxNodes, maxDepth } = this.#limits;
    if (size > maxNodes) return `the file holds more than ${maxNodes} values when its aliases are expanded`;
    return depth > maxDepth ? `the file is nested more than ${maxDepth} levels deep when its aliases are expanded` : undefined;
  }
}
