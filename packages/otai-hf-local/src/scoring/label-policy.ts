import type { Classification, LabelScore } from 'open-ticket-ai';
import type { ModelInfo } from '../worker/protocol.js';
import type { ScoreFunction } from '../model/model-config.js';
import { checkLabels } from './label-checks.js';
import { rank, scoresOf, type WindowJoin } from './scores.js';

/** What the config says of labels. */
export interface LabelOptions {
  readonly function: ScoreFunction | 'auto';
  /** The model's label -> the name to give it; labels that get the same name are one. */
  readonly label_map: Readonly<Record<string, string>>;
  /** By (mapped) label: below it, the label is not taken. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** For labels without a threshold of their own. */
  readonly min_confidence: number;
  /** Labels that may come out; another one the model has is an error. */
  readonly expected_labels?: readonly string[] | undefined;
  readonly top_k?: number | undefined;
  readonly join: WindowJoin;
}

/** What of a {@link Classification} the scores decide. */
export type Verdict = Pick<Classification, 'label' | 'confidence' | 'labels' | 'abstained'>;

/** Turns the logits of one model into a verdict. */
export class LabelPolicy {
  private readonly fn: ScoreFunction;
  /** The name of each label id. */
  private readonly names: readonly string[];
  private readonly distinct: readonly string[];
  private readonly multiLabel: boolean;

  /** @throws ModelProblem when the options name labels that the model does not have, or it has others than expected */
  constructor(
    info: ModelInfo,
    private readonly options: LabelOptions,
    model: string,
  ) {
    this.fn = options.function === 'auto' ? info.scoreFunction : options.function;
    this.multiLabel = info.multiLabel;
    this.names = info.labels.map((label) => (Object.hasOwn(options.label_map, label) ? (options.label_map[label] ?? label) : label));
    this.distinct = [...new Set(this.names)];
    checkLabels({ model, own: info.labels, given: this.distinct }, options);
  }

  /** @param topK - of the request; it goes before that of the options */
  judge(rows: readonly (readonly number[])[], topK: number | undefined): Verdict {
    const ranked = rank(this.distinct, this.merged(scoresOf(rows, this.fn, this.options.join)));
    const best = (this.multiLabel ? ranked : ranked.slice(0, 1)).find((label) => this.isTaken(label));
    const labels = ranked.slice(0, topK ?? this.options.top_k ?? ranked.length);
    const confidence = (best ?? ranked[0])?.confidence ?? 0;
    return { label: best?.label ?? null, confidence, labels, abstained: best === undefined ? this.doubt(ranked[0]) : null };
  }

  /** Of one label under several ids: the sum where scores share one whole, else the highest. */
  private merged(scores: readonly number[]): readonly number[] {
    if (this.distinct.length === this.names.length) return scores;
    return this.distinct.map((name) => {
      const own = scores.filter((_, id) => this.names[id] === name);
      return this.fn === 'softmax' ? own.reduce((sum, score) => sum + score, 0) : Math.max(...own);
    });
  }

  private isTaken({ label, confidence }: LabelScore): boolean {
    return confidence >= this.thresholdOf(label);
  }

  private thresholdOf(label: string): number {
    const { min_confidence, thresholds } = this.options;
    const own = Object.hasOwn(thresholds, label) ? thresholds[label] : undefined;
    return own ?? (this.fn === 'none' && min_confidence === 0 ? -Infinity : min_confidence);
  }

  private doubt(best: LabelScore | undefined): string {
    if (best === undefined) return 'the model gave no label';
    const wanted = this.thresholdOf(best.label);
    return `the best label, "${best.label}", has a confidence of ${best.confidence.toFixed(2)}, below its threshold of ${wanted}`;
  }
}
