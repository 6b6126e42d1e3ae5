import type { ParamsSchema } from './params-schema.js';
import type { ParamsBinding, ParamsSource } from './params-binding.js';
import { Problems } from './problems.js';
import type { Plan } from './plan.js';
import { Site } from './site.js';

/** Checks and compiles raw params. */
export function bindParams<P extends object, S>(schema: ParamsSchema<P>, raw: unknown, source: ParamsSource<S>): ParamsBinding<P, S> {
  const site = Site.root(source);
  const plan = schema.compile(raw ?? {}, site);
  const { problems } = site;
  return { problems: problems.list, isStatic: plan.fixed && problems.count === 0, render: renderer<P, S>(plan, problems) };
}

function renderer<P, S>(plan: Plan<S>, known: Problems): (scope: S) => P {
  if (known.count > 0) {
    return () => {
      throw known.toError();
    };
  }
  if (plan.fixed) return () => plan.value as P;
  return (scope) => {
    const problems = new Problems();
    const params = plan.render(scope, problems);
    if (problems.count > 0) throw problems.toError();
    return params as P;
  };
}
