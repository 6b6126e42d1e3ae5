import { ModelProblem } from '../model/model-problem.js';
import type { LabelOptions } from './label-policy.js';

/** The labels of a model, before and after `label_map`. */
export interface LabelNames {
  readonly model: string;
  readonly own: readonly string[];
  readonly given: readonly string[];
}

/** @throws ModelProblem when options and model disagree about labels */
export function checkLabels({ model, own, given }: LabelNames, { expected_labels, label_map, thresholds }: LabelOptions): void {
  mustKnow('label_map', Object.keys(label_map), { whose: model, labels: own });
  mustKnow('thresholds', Object.keys(thresholds), { whose: model, labels: given });
  if (expected_labels === undefined) return;
  const unexpected = given.filter((label) => !expected_labels.includes(label));
  if (unexpected.length === 0) return;
  throw new ModelProblem({
    problem: 'unexpected_label',
    message: `${model} can give ${quoted(unexpected)}, which is not in expected_labels (${quoted(expected_labels)})`,
    hint: 'say in label_map what the helpdesk calls it',
  });
}

/** @throws ModelProblem when a param names a label that there is not */
export function mustKnow(
  param: string,
  named: readonly string[],
  { whose, labels }: { readonly whose: string; readonly labels: readonly string[] },
): void {
  const unknown = named.filter((label) => !labels.includes(label));
  if (unknown.length === 0) return;
  throw new ModelProblem({
    problem: 'unknown_label',
    message: `${param} names ${quoted(unknown)}, but ${whose} has the labels ${quoted(labels)}`,
    hint: 'labels are compared letter by letter, capitals included',
  });
}

function quoted(labels: readonly string[]): string {
  return labels.map((label) => `"${label}"`).join(', ');
}
