import { PipeResult } from '../api/pipe-result.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import { mergeResults } from './nested-steps.js';
import { PipelineParamsError, RunSuspendedError } from './run.error.js';
import type { RunScope } from './run-scope.js';
import { runSteps } from './step.runner.js';

/** Runs the steps of a pipeline in the outermost level of a run. The result is that of all of them. Never rejects. */
export async function runPipeline({ params, steps }: CompiledPipeline, scope: RunScope): Promise<PipeResult> {
  try {
    scope.setPipelineParams(params.render(scope));
  } catch (error) {
    return PipeResult.failed(new PipelineParamsError(scope.run.pipeline, error));
  }
  const failure = await runSteps(steps, scope);
  // A step that holds others ends well when it is told to stop, and has not done all of its work.
  if (scope.run.suspended) return PipeResult.failed(new RunSuspendedError(scope.run.pipeline, scope.run.cancelReason));
  return failure ?? mergeResults(scope.ownResults);
}
