import type { Secret } from './secret.js';

/** One label with how sure the classifier is of it. */
export interface LabelScore {
  readonly label: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** What is to be classified. */
export interface ClassificationRequest {
  readonly text: string;
  /** The model to use, for classifiers that have several. */
  readonly model_name?: string | undefined;
  /** A token for the model, for classifiers that need one. */
  readonly api_token?: Secret | undefined;
  /** How many labels to return at most. Default: all that the classifier has scores for. */
  readonly top_k?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The answer of a {@link Classifier}. */
export interface Classification {
  /** The best label, or `null` when the classifier abstains. */
  readonly label: string | null;
  /** 0 to 1; of the best label, also when it abstains. */
  readonly confidence: number;
  /** All returned labels, best first. */
  readonly labels: readonly LabelScore[];
  /** The labels that hold, best first: several where they do not exclude each other. Default: `label`, if there is one. */
  readonly accepted_labels?: readonly string[] | undefined;
  /** Why there is no label; `null` when there is one. */
  readonly abstained: string | null;
  /** Which model said so, where there is one. */
  readonly model?: { readonly name: string; readonly revision?: string | undefined } | undefined;
}

/** The contract of everything that puts a label on a text. Extend it and decorate the class with `@Service`. */
export abstract class Classifier {
  /** Classifies one text. Abstaining is an answer, not an error; throw only when no answer can be given. */
  abstract classify(request: ClassificationRequest): Promise<Classification>;
}
