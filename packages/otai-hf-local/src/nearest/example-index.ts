import type { LabelScore } from 'open-ticket-ai';
import { rank, joined, type WindowJoin } from '../scoring/scores.js';

/** A labelled point. */
export interface Neighbour {
  readonly label: string;
  /** The cosine: 1 is the same direction, 0 nothing in common, -1 the opposite. */
  readonly similarity: number;
}

/** What votes are counted by. */
export interface VotingRules {
  readonly k: number;
  readonly min_similarity: number;
  readonly join: WindowJoin;
}

/** The scores of all labels, and the nearest example. */
export interface Vote {
  readonly ranked: readonly LabelScore[];
  readonly nearest: Neighbour;
}

/** Embeddings of length 1 with labels. A search looks at all of them: 10 ms for ten thousand. */
export class ExampleIndex {
  /** Each once, in the order of the examples. */
  readonly labels: readonly string[];
  private readonly owners: readonly string[];
  private readonly width: number;
  private readonly values: Float32Array;

  /** @param points - at least one; all of the same width */
  constructor(points: readonly { readonly label: string; readonly embedding: readonly number[] }[]) {
    this.owners = points.map(({ label }) => label);
    this.labels = [...new Set(this.owners)];
    this.width = points[0]?.embedding.length ?? 0;
    this.values = new Float32Array(points.length * this.width);
    points.forEach(({ embedding }, i) => this.values.set(embedding, i * this.width));
  }

  /** The k nearest, the most similar first; of those equally near the first. */
  nearest(query: readonly number[], k: number): readonly Neighbour[] {
    const best: Neighbour[] = [];
    this.owners.forEach((label, i) => {
      const similarity = this.similarity(query, i);
      if (best.length === k && similarity <= (best[k - 1]?.similarity ?? -1)) return;
      best.splice(best.findLastIndex((other) => other.similarity >= similarity) + 1, 0, { label, similarity });
      if (best.length > k) best.pop();
    });
    return best;
  }

  /** @param rows - the embeddings of a text: one for each window */
  vote(rows: readonly (readonly number[])[], { k, min_similarity, join }: VotingRules): Vote {
    const windows = rows.map((row) => this.nearest(row, k));
    const scores = windows.map((neighbours) => this.share(neighbours.filter(({ similarity }) => similarity >= min_similarity)));
    const [nearest] = windows.flat().toSorted((a, b) => b.similarity - a.similarity);
    return { ranked: rank(this.labels, joined(scores, join)), nearest: nearest ?? { label: '', similarity: -1 } };
  }

  /** Of each label, its part in the similarity of all neighbours. */
  private share(neighbours: readonly Neighbour[]): readonly number[] {
    const weight = ({ similarity }: Neighbour) => Math.max(0, similarity);
    const sum = (some: readonly Neighbour[]) => some.reduce((total, neighbour) => total + weight(neighbour), 0);
    const whole = sum(neighbours) || 1;
    return this.labels.map((label) => sum(neighbours.filter((neighbour) => neighbour.label === label)) / whole);
  }

  private similarity(query: readonly number[], point: number): number {
    const start = point * this.width;
    let sum = 0;
    for (let i = 0; i < this.width; i++) sum += (query[i] ?? 0) * (this.values[start + i] ?? 0);
    return sum;
  }
}
