import type { LabelScore } from 'open-ticket-ai';
import { ModelProblem } from '../model/model-problem.js';
import { joined, rank, softmax, type WindowJoin } from '../scoring/scores.js';

/** What entailment is turned into labels by. */
export interface EntailmentOptions {
  /** One for each hypothesis, in their order. */
  readonly labels: readonly string[];
  /** Whether several can hold. */
  readonly multi_label: boolean;
  readonly join: WindowJoin;
}

/** Turns the logits of pairs into scores of labels, as the reference's zero-shot pipeline does. */
export class EntailmentPolicy {
  private readonly entailment: number;
  private readonly contradiction: number;

  /**
   * @param classes - the labels of the model, by id
   * @throws ModelProblem when none of them stands for entailment
   */
  constructor(
    private readonly options: EntailmentOptions,
    classes: readonly string[],
    model: string,
  ) {
    this.entailment = classes.findIndex((label) => /^entail/i.test(label));
    if (this.entailment < 0 || classes.length < 2) throw noEntailment(model, classes);
    // Where the reference looks for it, whatever its name.
    this.contradiction = this.entailment === 0 ? classes.length - 1 : 0;
  }

  /** @param rows - logits of each hypothesis for the first window of the text, then for the next */
  rank(rows: readonly (readonly number[])[]): readonly LabelScore[] {
    const { labels, join } = this.options;
    const windows = Array.from({ length: rows.length / labels.length }, (_, i) => rows.slice(i * labels.length, (i + 1) * labels.length));
    return rank(
      labels,
      joined(
        windows.map((window) => this.scoresOf(window)),
        join,
      ),
    );
  }

  /** A single label competes with its contradiction, too: its share in a whole would always be 1. */
  private scoresOf(rows: readonly (readonly number[])[]): readonly number[] {
    const entailed = rows.map((row) => row[this.entailment] ?? 0);
    if (!this.options.multi_label && rows.length > 1) return softmax(entailed);
    return rows.map((row, i) => softmax([row[this.contradiction] ?? 0, entailed[i] ?? 0])[1] ?? 0);
  }
}

function noEntailment(model: string, classes: readonly string[]): ModelProblem {
  return new ModelProblem({
    problem: 'not_nli',
    message: `${model} has no label for entailment (it has ${classes.map((label) => `"${label}"`).join(', ')})`,
    hint: 'use a model for natural language inference (NLI); if it is one, call that label "entailment" in id2label of its config.json',
  });
}
