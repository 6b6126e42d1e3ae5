import { ValidateBy } from 'class-validator';
import { parseKeywords } from './keywords/keyword.js';
import { LinearPattern } from './pattern/linear-pattern.js';

/** The field is a list of keywords, or a map from keyword to weight. */
export function AreKeywords(): PropertyDecorator {
  return ValidateEach('areKeywords', (text) => void parseKeywords(text, false));
}

/** The field is a list of patterns, or a map from pattern to weight. */
export function ArePatterns(): PropertyDecorator {
  return ValidateEach('arePatterns', (text) => void new LinearPattern(text, { caseSensitive: false }));
}

function ValidateEach(name: string, check: (text: string) => void): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value) => problemsOf(value, check).length === 0,
      defaultMessage: (args) => `$property cannot be used: ${problemsOf(args?.value, check).join('; ')}`,
    },
  });
}

/** Everything that is wrong with the texts and their weights. */
function problemsOf(value: unknown, check: (text: string) => void): string[] {
  if (typeof value !== 'object' || value === null) return ['it must be a list of texts, or a map from text to weight'];
  if (Array.isArray(value)) return value.flatMap((text) => problemOf(text, 1, check));
  return Object.entries(value).flatMap(([text, weight]) => problemOf(text, weight, check));
}

function problemOf(text: unknown, weight: unknown, check: (text: string) => void): string[] {
  if (typeof text !== 'string') return [`${JSON.stringify(text)} must be a text: put it in quotes`];
  if (typeof weight !== 'number' || !Number.isFinite(weight)) return [`the weight of ${JSON.stringify(text)} must be a number`];
  try {
    check(text);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
