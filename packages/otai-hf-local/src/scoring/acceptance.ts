import type { Classification, LabelScore } from 'open-ticket-ai';

/** What of a {@link Classification} the scores decide. */
export type Verdict = Pick<Classification, 'label' | 'confidence' | 'labels' | 'abstained'> & {
  readonly accepted_labels: readonly string[];
};

/** What the config asks of a label before it is taken. */
export interface AcceptanceRules {
  /** By label: below it, the label is not taken. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** For labels without a threshold of their own. */
  readonly min_confidence: number;
  /** How many labels to give. Default: all. */
  readonly top_k?: number | undefined;
}

/** Which labels hold, by their scores. */
export class Acceptance {
  /** @param several - whether labels do not exclude each other; else only the best can hold */
  constructor(
    private readonly rules: AcceptanceRules,
    private readonly several: boolean,
  ) {}

  /**
   * @param ranked - best first
   * @param topK - of the request; it goes before that of the rules
   */
  judge(ranked: readonly LabelScore[], topK: number | undefined): Verdict {
    const count = topK ?? this.rules.top_k ?? ranked.length;
    const candidates = this.several ? ranked : ranked.slice(0, 1);
    const accepted = candidates.filter(({ label, confidence }) => confidence >= this.thresholdOf(label));
    const [best] = accepted;
    return {
      label: best?.label ?? null,
      confidence: (best ?? ranked[0])?.confidence ?? 0,
      labels: ranked.slice(0, count),
      accepted_labels: accepted.slice(0, count).map(({ label }) => label),
      abstained: best === undefined ? this.doubt(ranked[0]) : null,
    };
  }

  private thresholdOf(label: string): number {
    const { min_confidence, thresholds } = this.rules;
    return (Object.hasOwn(thresholds, label) ? thresholds[label] : undefined) ?? min_confidence;
  }

  private doubt(best: LabelScore | undefined): string {
    if (best === undefined) return 'the model gave no label';
    const wanted = this.thresholdOf(best.label);
    return `the best label, "${best.label}", has a confidence of ${best.confidence.toFixed(2)}, below its threshold of ${wanted}`;
  }
}
