import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import type { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { AllowUnknownParams, Describe, IsSteps } from '../api/params/param.decorators.js';
import type { Steps } from '../api/steps.js';

/** Params of {@link CompositePipe}. Further keys are for the steps inside, which read them with `get_parent_param`. */
@AllowUnknownParams()
export class CompositeParams {
  @Describe('The steps, in order.')
  @IsSteps()
  steps!: Steps;
}

/** Runs steps in order as one step. Gives the data of all of them merged, a later key winning. Fails when one of them fails. */
@Pipe('composite', { params: CompositeParams, effect: 'none', description: 'Runs steps in order as one; gives the data of all of them.' })
export class CompositePipe implements PipeHandler<CompositeParams> {
  execute({ params }: PipeContext<CompositeParams>): Promise<PipeResult> {
    return params.steps.run();
  }
}
