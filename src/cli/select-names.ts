import { didYouMean } from '../api/did-you-mean.js';
import { UsageError } from './usage.error.js';

/** The wanted pipelines in the order of the config; all when none is named. Throws for one that the config does not have. */
export function selectNames(all: readonly string[], wanted: readonly string[] = all): readonly string[] {
  for (const name of wanted) {
    if (all.includes(name)) continue;
    const similar = didYouMean(name, all);
    const list = all.length === 0 ? 'the config has none' : `there are ${all.join(', ')}`;
    throw new UsageError(`there is no pipeline "${name}"`, similar === undefined ? list : `did you mean "${similar}"?`);
  }
  return all.filter((name) => wanted.includes(name));
}
