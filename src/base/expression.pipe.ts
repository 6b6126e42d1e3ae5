import { Allow } from 'class-validator';
import type { PipeContext, PipeHandler } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import { Describe } from '../api/params/param.decorators.js';

/** Params of {@link ExpressionPipe}. */
export class ExpressionParams {
  @Describe('A template (or any value). A template that is one expression gives its value with its type.', {
    example: "{{ get_pipe_result('classify', 'label') if get_pipe_result('classify', 'confidence') >= 0.8 else 'Unclassified' }}",
  })
  @Allow()
  expression!: unknown;
}

/** Gives the value of an expression as `value`. `fail()` in the expression fails the step. */
@Pipe('expression', {
  params: ExpressionParams,
  effect: 'none',
  description: 'Gives the value of a template as value; fail() in it fails the step.',
})
export class ExpressionPipe implements PipeHandler<ExpressionParams> {
  execute({ params }: PipeContext<ExpressionParams>) {
    return PipeResult.succeeded({ value: params.expression });
  }
}
