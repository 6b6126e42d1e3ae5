import type { ConfigPath } from '../../config/config-path.js';
import type { OtaiConfig, StepEntry } from '../../config/otai-config.js';

/** What stands at a path below a service, a trigger or a step, however deep; `undefined` for any other path. */
export function valueAt(config: OtaiConfig, path: ConfigPath): unknown {
  const entries = [
    ...config.services,
    ...config.pipelines.flatMap(({ trigger, steps }) => [...(trigger === undefined ? [] : [trigger]), ...withErrorSteps(steps)]),
  ];
  const entry = entries.find((candidate) => candidate.path.every((part, i) => part === path[i]));
  return entry && path.slice(entry.path.length).reduce<unknown>(at, entry);
}

/** The innermost first: a step's path begins with that of the step around it. */
function withErrorSteps(steps: readonly StepEntry[]): readonly StepEntry[] {
  return steps.flatMap((step) => [...withErrorSteps(step.errorSteps ?? []), step]);
}

function at(value: unknown, part: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    ? (value as Record<string | number, unknown>)[part]
    : undefined;
}
