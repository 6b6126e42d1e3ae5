import type { PipeResult } from '../api/pipe-result.js';
import type { ConfigPath } from '../config/config-path.js';
import type { ProblemList } from '../config/problem-list.js';
import type { ParamProblem, ParamsBinding } from '../params/params-binding.js';
import { ParamsError } from '../params/params.error.js';
import type { EnvReader, TemplateScope } from '../templating/template-scope.js';

/** The scope of what is outside of any pipeline: templates there can read the environment, and nothing else. */
export class OutsideScope implements TemplateScope {
  readonly parentParams = [];
  readonly variables = {};
  readonly input = undefined;

  constructor(readonly env: EnvReader) {}

  get(): undefined {
    return undefined;
  }

  visibleResults(): ReadonlyMap<string, PipeResult> {
    return new Map();
  }

  /** Renders params at boot. What goes wrong is a problem of the config like any other: a variable that is not set, a value of the wrong kind. */
  render(binding: ParamsBinding<object, OutsideScope>, path: ConfigPath, problems: ProblemList): object | undefined {
    try {
      return binding.render(this);
    } catch (error) {
      if (!(error instanceof ParamsError)) throw error;
      for (const problem of error.problems) report({ ...problem, path: [...path, 'params', ...problem.path] }, problems);
      return undefined;
    }
  }
}

/** A template that compiling found wrong cannot be rendered either, which goes without saying. */
function report({ path, message, hint }: ParamProblem, problems: ProblemList): void {
  if (!problems.has(path)) problems.add({ code: 'invalid_param', path, message, hint });
}
