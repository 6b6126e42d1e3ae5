import type { ModelTask } from '../worker/protocol.js';
import { ModelProblem } from './model-problem.js';

/** What turns logits into scores. */
export const FUNCTIONS = ['softmax', 'sigmoid', 'none'] as const;
export type ScoreFunction = (typeof FUNCTIONS)[number];

/** What a model's config.json says that matters for classification. */
export interface ModelConfig {
  /** By integer id. */
  readonly labels: readonly string[];
  /** As the reference chooses it. */
  readonly scoreFunction: ScoreFunction;
  /** Whether several labels can hold at once. */
  readonly multiLabel: boolean;
  /** How many tokens the position embeddings can tell apart; `undefined` where the config sets no limit. */
  readonly maxPositions: number | undefined;
  readonly modelType: string | undefined;
}

// Their positions start behind the id of the padding token.
const OFFSET_POSITIONS = /^(?:roberta|xlm-roberta|camembert|xlm-roberta-xl|roberta-prelayernorm|mpnet|longformer|data2vec-text|xmod|luke)$/;

/**
 * Reads config.json as Python's transformers does.
 * Its `function_to_apply` is not looked at: the reference ignores it as soon as there is a label.
 *
 * @param task - labels are of no matter to embeddings
 * @throws ModelProblem when there are no labels
 */
export function readModelConfig(json: Readonly<Record<string, unknown>>, task: ModelTask = 'classify'): ModelConfig {
  const labels = task === 'embed' ? [] : labelsOf(json);
  const multiLabel = json['problem_type'] === 'multi_label_classification';
  const modelType = typeof json['model_type'] === 'string' ? json['model_type'] : undefined;
  const scoreFunction = json['problem_type'] === 'regression' ? 'none' : multiLabel || labels.length === 1 ? 'sigmoid' : 'softmax';
  return { labels, multiLabel, scoreFunction, modelType, maxPositions: maxPositions(json, modelType) };
}

function labelsOf(json: Readonly<Record<string, unknown>>): readonly string[] {
  const named = json['id2label'];
  if (typeof named === 'object' && named !== null && Object.keys(named).length > 0) return byId(named as Record<string, unknown>);
  const count = positive(json['num_labels'], 1) ?? (isClassifier(json) ? 2 : undefined);
  if (count !== undefined) return Array.from({ length: count }, (_, id) => `LABEL_${id}`);
  throw new ModelProblem({
    problem: 'labels_missing',
    message: 'config.json names no labels: it has neither id2label nor num_labels, and its architecture is no text classifier',
    hint: 'use a model that was fine-tuned for text classification, or add id2label to its config.json',
  });
}

function byId(named: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.from({ length: Object.keys(named).length }, (_, id) => {
    const label = named[String(id)];
    if (typeof label === 'string') return label;
    throw new ModelProblem({
      problem: 'labels_missing',
      message: `id2label in config.json has ${Object.keys(named).length} labels, but none with the id ${id}`,
      hint: 'number the labels of id2label from 0 without a gap',
    });
  });
}

function isClassifier(json: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(json['architectures']) && json['architectures'].some((name) => String(name).endsWith('ForSequenceClassification'));
}

function maxPositions(json: Readonly<Record<string, unknown>>, modelType = ''): number | undefined {
  const positions = positive(json['max_position_embeddings'], 1) ?? positive(json['n_positions'], 1);
  if (positions === undefined) return undefined;
  return OFFSET_POSITIONS.test(modelType) ? positions - (positive(json['pad_token_id'], 0) ?? 1) - 1 : positions;
}

function positive(value: unknown, least: number): number | undefined {
  return Number.isInteger(value) && (value as number) >= least ? (value as number) : undefined;
}
