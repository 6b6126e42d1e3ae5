import { Classifier, type Classification, type ClassificationRequest } from '../api/classifier.js';
import { Service } from '../api/service.decorator.js';

interface FakeLabel {
  readonly label: string;
  readonly confidence?: number;
}

/** A label with its confidence (default 1), several that hold at once (the best first), or `null` to abstain. */
export type FakeAnswer = FakeLabel | readonly FakeLabel[] | null;

/**
 * A classifier that says what the test wants: the answer of the first text that occurs in what it is asked, else it abstains.
 *
 * @example
 *     new FakeClassifier().answer('printer', { label: 'Hardware', confidence: 0.9 })
 */
@Service('fake_classifier', { description: 'A classifier that says what the test wants.' })
export class FakeClassifier extends Classifier {
  /** Every request so far. */
  readonly requests: ClassificationRequest[] = [];
  readonly #answers: { readonly text: string; readonly answer: FakeAnswer }[] = [];

  /** What to say of texts that contain `text` (all texts contain the empty one). Confidence is 1 unless given. */
  answer(text: string, answer: FakeAnswer): this {
    this.#answers.push({ text, answer });
    return this;
  }

  async classify(request: ClassificationRequest): Promise<Classification> {
    this.requests.push(request);
    const answer = this.#answers.find(({ text }) => request.text.includes(text))?.answer ?? [];
    const labels = [answer].flat().map(({ label, confidence = 1 }) => ({ label, confidence }));
    const [best] = labels;
    if (best === undefined) return { label: null, confidence: 0, labels, abstained: 'no answer was prepared for this text' };
    return { ...best, labels, accepted_labels: labels.map(({ label }) => label), abstained: null };
  }
}
