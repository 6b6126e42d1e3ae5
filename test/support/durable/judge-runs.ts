import type { Evidence } from './evidence.js';
import type { Deed } from './world.js';

/** What is wrong with the runs of a world, in sentences. */
export function* judgeRuns(evidence: Evidence): Iterable<string> {
  yield* unfinished(evidence);
  yield* mixedRuns(evidence);
  yield* changedResults(evidence);
  yield* badReports(evidence);
}

function* unfinished({ runs, records }: Evidence): Iterable<string> {
  for (const { run } of runs) if (run.finishedAt === null) yield `run ${run.runId} is left ${run.state}`;
  for (const { ticketId, state } of records) if (state === 'claimed') yield `ticket ${ticketId} is left claimed`;
}

/** Once another run has worked on a ticket, the one before must not come back to it. */
function* mixedRuns(evidence: Evidence): Iterable<string> {
  for (const id of evidence.scenario.tickets.keys()) {
    const order = evidence
      .deedsOf(id)
      .filter((deed) => evidence.isCertain(deed))
      .map(({ runId }) => runId);
    const blocks = order.filter((runId, i) => runId !== order[i - 1]);
    if (new Set(blocks).size !== blocks.length) yield `two runs worked on ticket ${id} at a time`;
  }
}

type Witness = Pick<Deed, 'runId' | 'ticketId' | 'step' | 'saw'>;

/** What a run was told of a step when it did what cannot be undone, it is told ever after. */
function* changedResults(evidence: Evidence): Iterable<string> {
  const told = new Map<string, string>();
  for (const { runId, ticketId, saw, step } of witnesses(evidence)) {
    for (const [source = '', value = ''] of saw.map((one) => one.split('='))) {
      if (evidence.isRepeated(source)) continue;
      const key = `${runId} ${ticketId} ${source}`;
      const before = told.get(key) ?? value;
      if (before !== value) yield `${step} of ticket ${ticketId} saw ${source}=${value}, which was ${before} before`;
      told.set(key, before);
    }
  }
}

/** Whoever has done what cannot be undone, and says what he knew. */
function* witnesses({ world }: Evidence): Iterable<Witness> {
  yield* world.deeds.filter(({ what }) => what === 'once');
  for (const { id, notes } of world.desk.tickets) {
    for (const { body } of notes) {
      const [kind, step = '', runId = '', ...saw] = (body.split('\n')[0] ?? '').split(' ');
      if (kind === 'note') yield { ticketId: id, runId, step, saw };
    }
  }
}

/** The step after all tickets must know what became of them, whichever process worked on them. */
function* badReports(evidence: Evidence): Iterable<string> {
  for (const { runId, saw } of evidence.world.deeds.filter(({ step }) => step === 'report')) {
    const [done = 0, failed = 0] = saw.map((one) => Number(one.split('=')[1]));
    const count = evidence.fetchedBy(runId).length;
    if (done + failed !== count) yield `run ${runId} reports ${done} and ${failed} of ${count} tickets`;
  }
}
