import type { LabelScore } from 'open-ticket-ai';
import type { ScoreFunction } from '../model/model-config.js';

/** How the windows of a long text are joined: the mean of their scores, or for each label its highest. */
export const JOINS = ['mean', 'max'] as const;
export type WindowJoin = (typeof JOINS)[number];

const FUNCTIONS: Readonly<Record<ScoreFunction, (logits: readonly number[]) => readonly number[]>> = {
  softmax,
  sigmoid: (logits) => logits.map((logit) => 1 / (1 + Math.exp(-logit))),
  none: (logits) => logits,
};

/** Scores by label id, out of the logits of one or more windows. */
export function scoresOf(rows: readonly (readonly number[])[], fn: ScoreFunction, join: WindowJoin): readonly number[] {
  return joined(rows.map(FUNCTIONS[fn]), join);
}

/** One list of scores out of those of each window. */
export function joined(windows: readonly (readonly number[])[], join: WindowJoin): readonly number[] {
  const [first = []] = windows;
  if (windows.length <= 1) return first;
  return first.map((_, label) => {
    const scores = windows.map((window) => window[label] ?? 0);
    return join === 'max' ? Math.max(...scores) : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  });
}

/** Labels with scores, best first; those of the same score (in the reference's 32 bits) in the order of their ids. */
export function rank(labels: readonly string[], scores: readonly number[]): LabelScore[] {
  const named = labels.map((label, id) => ({ label, confidence: scores[id] ?? 0 }));
  return named.toSorted((a, b) => Math.fround(b.confidence) - Math.fround(a.confidence));
}

/** The share of each in a whole of 1. */
export function softmax(logits: readonly number[]): readonly number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
