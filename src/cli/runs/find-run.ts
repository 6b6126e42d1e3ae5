import { didYouMean } from '../../api/did-you-mean.js';
import type { Journal, RunDetails } from '../../journal/journal.js';
import { UsageError } from '../usage.error.js';

/** Names the latest run. */
const LAST = 'last';
/** Among so many of the latest runs a wrong id is explained. */
const LATEST = 1000;

/**
 * The run that an id, or its beginning, names; `last` is the latest.
 *
 * @throws UsageError (as a rejection) when there is none, or more than one
 */
export async function findRun(journal: Journal, id: string): Promise<RunDetails> {
  const found = id === '' ? undefined : await journal.run(id === LAST ? await latest(journal) : id);
  if (found !== undefined) return found;
  const ids = (await journal.runs({ limit: LATEST })).map(({ runId }) => runId);
  const beginning = ids.filter((known) => known.startsWith(id));
  if (beginning.length > 1) throw new UsageError(`"${id}" is the beginning of ${beginning.length} runs`, `there are ${sample(beginning)}`);
  throw new UsageError(`there is no run "${id}"`, hintFor(id, ids));
}

async function latest(journal: Journal): Promise<string> {
  const [run] = await journal.runs({ limit: 1 });
  return run?.runId ?? LAST;
}

function hintFor(id: string, ids: readonly string[]): string {
  if (ids.length === 0) return 'none is remembered yet';
  const similar = didYouMean(
    id,
    ids.map((known) => known.slice(0, id.length)),
  );
  return similar === undefined ? 'otai runs lists them' : `did you mean "${similar}"?`;
}

function sample(ids: readonly string[]): string {
  const [first = '', second = ''] = ids;
  return ids.length === 2 ? `${first} and ${second}` : `${first}, ${second}, …`;
}
