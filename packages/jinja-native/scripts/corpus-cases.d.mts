export interface CorpusResult {
  readonly name: string;
  readonly category: string;
  readonly tier: 'core' | 'quirk';
  readonly template: string;
  readonly verdict: 'right' | 'decided' | 'wrong';
  readonly note: string;
}

export const PERFECT: readonly string[];
export const DEVIATIONS: Readonly<Record<string, string>>;
export function runCorpus(library: object): readonly CorpusResult[];
