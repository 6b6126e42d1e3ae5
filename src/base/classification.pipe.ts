import { IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import { Classifier, type Classification } from '../api/classifier.js';
import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { Describe, IsSecret } from '../api/params/param.decorators.js';
import type { Secret } from '../api/secret.js';

/** Params of {@link ClassificationPipe}. */
export class ClassificationParams {
  @Describe('The text to classify.', { example: '{{ ticket.subject }} {{ ticket.body }}' })
  @IsString()
  text!: string;

  @Describe('The model, for classifiers that have several.')
  @IsOptional()
  @IsString()
  model_name?: string;

  @Describe('A token for the model, for classifiers that need one.')
  @IsOptional()
  @IsSecret()
  api_token?: Secret;

  @Describe('Below this confidence the label is not taken.')
  @IsNumber()
  @Min(0)
  @Max(1)
  min_confidence = 0;

  @Describe('The label to take when there is none, or it is not confident enough.')
  @IsOptional()
  @IsString()
  fallback_label?: string;
}

interface Services {
  readonly classification_service: Classifier;
}

/**
 * Puts a label on a text. Gives `label`, `confidence` (0 to 1), `labels` (all, best first), `accepted_labels` (the names of those that
 * hold: one or none, several from a classifier whose labels do not exclude each other), `predicted_label` (what the
 * classifier said, whatever became of it), `abstained`, `reason`, and `model` (`name` and `revision`, or none) for the audit.
 *
 * Without a label it takes `fallback_label`; without that it is skipped, with the reason.
 */
@Pipe('classification', {
  params: ClassificationParams,
  effect: 'idempotent',
  injects: { classification_service: Classifier },
  description: 'Puts a label on a text; gives label, confidence, labels, accepted_labels, predicted_label, abstained, reason and model.',
})
export class ClassificationPipe implements PipeHandler<ClassificationParams, Services> {
  async execute({ params, services, signal }: PipeContext<ClassificationParams, Services>) {
    const { text, model_name, api_token } = params;
    const answer = await services.classification_service.classify({ text, model_name, api_token, signal });
    const reason = whyNotTaken(answer, params);
    const label = reason === null ? answer.label : params.fallback_label;
    if (label === undefined || label === null) return PipeResult.skipped(reason ?? 'the classifier gave no label');
    const { confidence, labels, label: predicted_label, model = null } = answer;
    const accepted_labels = acceptedOf(answer, params);
    return PipeResult.succeeded({ label, confidence, labels, accepted_labels, predicted_label, abstained: reason !== null, reason, model });
  }
}

function whyNotTaken({ label, confidence, abstained }: Classification, { min_confidence }: ClassificationParams): string | null {
  if (label === null) return abstained ?? 'the classifier gave no label';
  return confidence < min_confidence ? `confidence ${show(confidence, min_confidence)} is below ${min_confidence}` : null;
}

/** Those of the accepted labels that are as sure as the step wants it; the fallback is none of them. */
function acceptedOf({ label, confidence, labels, accepted_labels }: Classification, { min_confidence }: ClassificationParams): string[] {
  const accepted = accepted_labels ?? (label === null ? [] : [label]);
  const sureOf = (name: string) => labels.find((scored) => scored.label === name)?.confidence ?? confidence;
  return accepted.filter((name) => sureOf(name) >= min_confidence);
}

/** Two digits, unless they would make it look like the one it is below. */
function show(confidence: number, least: number): string {
  const short = confidence.toFixed(2);
  return Number(short) < least ? short : String(confidence);
}
