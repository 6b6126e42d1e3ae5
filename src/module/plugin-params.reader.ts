import type { ReadPluginParams } from '../discovery/factory.loader.js';
import type { ParamProblem, Slot } from '../params/params-binding.js';
import { ParamsError } from '../params/params.error.js';
import { ParamsSchema } from '../params/params-schema.js';
import { OUTSIDE_PIPELINES } from '../pipeline/level.js';
import { OutsideScope } from '../pipeline/outside-scope.js';
import { noNestedSteps } from '../pipeline/params.compiler.js';
import { TemplateCompiler } from '../templating/template.compiler.js';
import type { EnvReader } from '../templating/template-scope.js';

/** Stands for a template with problems: it is never rendered, and judged as plain text it would be reported twice. */
const BROKEN: Slot<unknown> = { render: () => undefined };

/** Reads a plugin's own section of the config as the params of services are read: its templates can use `get_env`, and nothing of a run. */
export function pluginParamsReader(env: EnvReader): ReadPluginParams {
  const templates = new TemplateCompiler(env);
  const scope = new OutsideScope(env);
  return (type, raw) => {
    const problems: ParamProblem[] = [];
    const template = (text: string, path: ParamProblem['path']) => {
      const compilation = templates.compile(text, OUTSIDE_PIPELINES);
      problems.push(...compilation.problems.map((problem) => ({ path, ...problem })));
      return compilation.problems.length > 0 ? BROKEN : compilation.template;
    };
    const binding = ParamsSchema.of(type).bind<OutsideScope>(raw, { template, steps: noNestedSteps });
    if (problems.length + binding.problems.length > 0) throw new ParamsError([...problems, ...binding.problems]);
    return binding.render(scope);
  };
}
