import type { ModelInfo } from '../worker/protocol.js';
import type { ScoreFunction } from '../model/model-config.js';
import { Acceptance, type AcceptanceRules, type Verdict } from './acceptance.js';
import { checkLabels } from './label-checks.js';
import { rank, scoresOf, type WindowJoin } from './scores.js';

/** What the config says of labels. */
export interface LabelOptions extends AcceptanceRules {
  readonly function: ScoreFunction | 'auto';
  /** The model's label -> the name to give it; labels that get the same name are one. */
  readonly label_map: Readonly<Record<string, string>>;
  /** Labels that may come out; another one the model has is an error. */
  readonly expected_labels?: readonly string[] | undefined;
  readonly join: WindowJoin;
}

/** Turns the logits of one model into a verdict. */
export class LabelPolicy {
  private readonly fn: ScoreFunction;
  /** The name of each label id. */
  private readonly names: readonly string[];
  private readonly distinct: readonly string[];
  private readonly acceptance: Acceptance;

  /** @throws ModelProblem when the options name labels that the model does not have, or it has others than expected */
  constructor(
    info: ModelInfo,
    private readonly options: LabelOptions,
    model: string,
  ) {
    this.fn = options.function === 'auto' ? info.scoreFunction : options.function;
    this.names = info.labels.map((label) => (Object.hasOwn(options.label_map, label) ? (options.label_map[label] ?? label) : label));
    this.distinct = [...new Set(this.names)];
    checkLabels({ model, own: info.labels, given: this.distinct }, options);
    // The value of a regression may be below 0: without a threshold, none holds it back.
    const min_confidence = this.fn === 'none' && options.min_confidence === 0 ? -Infinity : options.min_confidence;
    this.acceptance = new Acceptance({ ...options, min_confidence }, info.multiLabel);
  }

  /** @param topK - of the request; it goes before that of the options */
  judge(rows: readonly (readonly number[])[], topK: number | undefined): Verdict {
    return this.acceptance.judge(rank(this.distinct, this.merged(scoresOf(rows, this.fn, this.options.join))), topK);
  }

  /** Of one label under several ids: the sum where scores share one whole, else the highest. */
  private merged(scores: readonly number[]): readonly number[] {
    if (this.distinct.length === this.names.length) return scores;
    return this.distinct.map((name) => {
      const own = scores.filter((_, id) => this.names[id] === name);
      return this.fn === 'softmax' ? own.reduce((sum, score) => sum + score, 0) : Math.max(...own);
    });
  }
}
