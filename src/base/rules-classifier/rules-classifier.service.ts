import { Classifier, type Classification, type ClassificationRequest, type LabelScore } from '../../api/classifier.js';
import { Service } from '../../api/service.decorator.js';
import { EvidenceFinder } from './evidence.js';
import { RulesClassifierParams } from './rules-classifier.params.js';

/** Confidences nearer to each other than this are the same: sums of decimals are not exact. */
const TIE = 1e-9;

/**
 * Puts labels on texts by words, phrases and patterns: no model, no language, the same answer each time.
 *
 * The evidence for a label is the sum of the weights of what was found for it, each keyword and pattern counted once.
 * Its confidence is `evidence / (doubt + evidence of all labels)`: it grows with the evidence (with a doubt of 1: one keyword 0.5, two 0.67,
 * three 0.75, never 1) and shrinks with what speaks for others (three against one: 0.6). What is left to 1 is doubt.
 *
 * It abstains when nothing was found, when two labels are equally likely, and below `min_confidence`; where there is a `default_label`,
 * it gives that instead, with the confidence that the rules have in it: 0 when nothing was found.
 * Its time is proportional to the length of the text, whatever the text and the patterns are.
 */
@Service('rules_classifier', {
  params: RulesClassifierParams,
  description: 'Labels texts by keywords and patterns, in any language, with a confidence; abstains when in doubt.',
})
export class RulesClassifier extends Classifier {
  private readonly rules: EvidenceFinder;

  constructor(private readonly params: RulesClassifierParams) {
    super();
    this.rules = new EvidenceFinder(params.labels, params.case_sensitive);
  }

  override async classify({ text, top_k, signal }: ClassificationRequest): Promise<Classification> {
    signal?.throwIfAborted();
    const labels = this.score(this.rules.find(text.slice(0, this.params.max_text_length)));
    return { ...this.choose(labels), labels: labels.slice(0, top_k ?? undefined) };
  }

  /** Best first; labels of the same confidence in the order of the config. */
  private score(evidence: Map<string, number>): LabelScore[] {
    let total = this.params.doubt;
    for (const sum of evidence.values()) total += sum;
    const scores = [...evidence].map(([label, sum]) => ({ label, confidence: sum / total }));
    return scores.toSorted((a, b) => b.confidence - a.confidence);
  }

  private choose(labels: readonly LabelScore[]): Pick<Classification, 'label' | 'confidence' | 'abstained'> {
    const confidence = labels[0]?.confidence ?? 0;
    const doubt = this.reasonToDoubt(labels);
    if (doubt === null) return { label: labels[0]?.label ?? null, confidence, abstained: null };
    const { default_label } = this.params;
    if (default_label === undefined) return { label: null, confidence, abstained: doubt };
    const own = labels.find(({ label }) => label === default_label)?.confidence ?? 0;
    return { label: default_label, confidence: own, abstained: null };
  }

  private reasonToDoubt([best, second]: readonly LabelScore[]): string | null {
    if (best === undefined || best.confidence === 0) return 'no keyword or pattern of any label was found';
    if (second !== undefined && best.confidence - second.confidence < TIE) {
      return `"${best.label}" and "${second.label}" are equally likely (${best.confidence.toFixed(2)})`;
    }
    const { min_confidence } = this.params;
    if (best.confidence >= min_confidence - TIE) return null;
    return `the best label, "${best.label}", has a confidence of ${best.confidence.toFixed(2)}, below the ${min_confidence} of min_confidence`;
  }
}
