import { KeywordIndex } from './keywords/keyword-index.js';
import { parseKeywords } from './keywords/keyword.js';
import { wordsOf } from './keywords/words.js';
import { weighted, type LabelRules } from './label-rules.params.js';
import { LinearPattern, toCodePoints } from './pattern/linear-pattern.js';

/** What a found text speaks for, and how loud. */
interface Weight {
  readonly label: string;
  readonly value: number;
}

/** The rules of all labels, ready to be looked for. */
export class EvidenceFinder {
  private readonly labels: readonly string[];
  private readonly keywordWeights: readonly Weight[];
  private readonly keywords: KeywordIndex;
  private readonly patterns: readonly (Weight & { readonly pattern: LinearPattern })[];

  /** @throws Error that names the first keyword or pattern that is wrong */
  constructor(
    rules: Readonly<Record<string, LabelRules>>,
    private readonly caseSensitive: boolean,
  ) {
    this.labels = Object.keys(rules);
    const keywords = collect(rules, 'keywords').flatMap((weight) =>
      parseKeywords(weight.text, caseSensitive).map((keyword) => ({ ...weight, keyword })),
    );
    this.keywordWeights = keywords;
    this.keywords = new KeywordIndex(keywords.map(({ keyword }) => keyword));
    const patterns = collect(rules, 'patterns');
    this.patterns = patterns.map((weight) => ({ ...weight, pattern: new LinearPattern(weight.text, { caseSensitive }) }));
  }

  /** The evidence for each label: the weights of all that was found, each counted once; never below 0. */
  find(text: string): Map<string, number> {
    const evidence = new Map(this.labels.map((label) => [label, 0]));
    for (const { label, value } of this.found(text)) evidence.set(label, (evidence.get(label) ?? 0) + value);
    for (const [label, sum] of evidence) if (sum < 0) evidence.set(label, 0);
    return evidence;
  }

  private *found(text: string): Generator<Weight, void, undefined> {
    for (const number of this.keywords.find(wordsOf(text, this.caseSensitive))) yield this.keywordWeights[number] as Weight;
    if (this.patterns.length === 0) return;
    const characters = toCodePoints(text.normalize('NFC'));
    for (const weight of this.patterns) if (weight.pattern.occursIn(characters)) yield weight;
  }
}

function collect(rules: Readonly<Record<string, LabelRules>>, kind: 'keywords' | 'patterns'): (Weight & { readonly text: string })[] {
  return Object.entries(rules).flatMap(([label, rule]) =>
    weighted(rule[kind]).map(([text, value]) => ({ label, text, value: value * rule.weight })),
  );
}
