/* What the way through the executor costs a run in one process: beside the same run made, recorded and ended by hand, in turn in one process. */
import { PipelineService } from 'open-ticket-ai';
import { endOf, startOf } from '../../dist/pipeline/run-entries.js';
import { runPipeline } from '../../dist/pipeline/pipeline.runner.js';
import { RunResult } from '../../dist/pipeline/run-result.js';
import { RunScope } from '../../dist/pipeline/run-scope.js';
import { Run } from '../../dist/pipeline/run.js';
import { slice } from '../src/clock.mjs';
import { summarize } from '../src/statistics.mjs';
import { openAlone } from './ours.mjs';

/** Short slices in quick turn: what the machine does beside meets both ways alike. */
const SLICE_MS = 50;
const TURNS = 8;

/** Microseconds of CPU for a run over one ticket in memory, by hand and as an application runs it. `ratio`: how much of the first the second takes. */
export async function measureInProcess({ rounds }) {
  const app = await openAlone({ journal: 'memory', concurrency: 1 });
  const ways = { byHand: byHand(app), executor: () => app.get(PipelineService).run('route', INPUT) };
  const found = { byHand: [], executor: [] };
  for (let round = -3 * TURNS; round < rounds * TURNS; round++) {
    const names = round % 2 === 0 ? ['byHand', 'executor'] : ['executor', 'byHand'];
    for (const name of names) {
      const { cpuMicros } = await slice(ways[name], SLICE_MS);
      if (round >= 0) found[name].push(cpuMicros);
    }
  }
  await app.close();
  const ratios = found.byHand.map((micros, i) => micros / found.executor[i]);
  return { byHand: summarize(found.byHand), executor: summarize(found.executor), ratio: summarize(ratios) };
}

const INPUT = { input: { count: 1 } };

/** All that becomes of a run, and nobody between who asks and the steps. */
function byHand(app) {
  const environment = app.get('otai:run-environment', { strict: false });
  const pipeline = app.get('otai:compiled-application', { strict: false }).pipelines.get('route');
  const { events, journal } = environment;
  return async () => {
    const started = performance.now();
    const run = new Run(pipeline.name, environment, { ...INPUT, dryRun: false }, { quarantine: pipeline.entry.safety.quarantine });
    journal.put(startOf(pipeline, run));
    const scope = RunScope.ofRun(run);
    const outcome = await runPipeline(pipeline, scope);
    const result = new RunResult(run.id, run.pipeline, outcome, scope.ownResults, run.dryRun, performance.now() - started);
    run.close();
    run.endWork(outcome);
    journal.put(endOf(run, result));
    const { runId, durationMs, error } = result;
    if (events.outcomesWatched) events.emit({ type: 'run_finished', runId, pipeline: run.pipeline, result, durationMs, error });
    return result;
  };
}
