import type { CompiledPipeline, Journal, RunRecord } from 'open-ticket-ai';

/** Pauses that double are not followed further back than this. */
const MOST_DOUBLINGS = 30;

/** Until when a pipeline pauses after failed runs, milliseconds since 1970; 0: it does not. All processes find the same in the journal. */
export async function pausedUntil({ name, entry }: CompiledPipeline, journal: Journal): Promise<number> {
  const { exceptionSleep = 0, safety } = entry;
  const { breaker } = safety;
  if (breaker === undefined && exceptionSleep === 0) return 0;
  const limit = (breaker?.after ?? 1) + MOST_DOUBLINGS;
  const runs = await journal.runs({ pipeline: name, states: ['succeeded', 'skipped', 'failed'], limit });
  const failures = failuresInARow(runs);
  const last = failures[0]?.finishedAt ?? 0;
  if (failures.length === 0) return 0;
  const isTooMuch = breaker !== undefined && failures.length >= breaker.after;
  const pause = isTooMuch ? Math.min(breaker.max, breaker.pause * 2 ** (failures.length - breaker.after)) : 0;
  return last + Math.max(exceptionSleep, pause);
}

/** Since the last run that did well; the latest first. A template that says that there is nothing to do has not failed. */
function failuresInARow(runs: readonly RunRecord[]): readonly RunRecord[] {
  const end = runs.findIndex((run) => run.state !== 'failed' || run.error?.code === 'OTAI_FAIL_CALLED');
  return end === -1 ? runs : runs.slice(0, end);
}
