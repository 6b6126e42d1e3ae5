import { Environment } from 'jinja-native';
import { TEMPLATE_HELPERS } from '../templating/template-helpers.js';

/** A template that reads the result of a step. */
export interface StepReference {
  readonly id: string;
  /** What of the result: `label`; `failed?` where only that is asked. */
  readonly key: string;
}

/** Which results the templates in the raw params of a valid config read, each once. Ids that are computed cannot be known before a run. */
export function readReferences(raw: unknown): readonly StepReference[] {
  const found = new Map<string, StepReference>();
  const environment = new Environment({ globals: TEMPLATE_HELPERS });
  for (const text of textsIn(raw).filter((candidate) => /\{[{%]/.test(candidate))) {
    for (const { callee, args } of environment.compile(text).references.calls) {
      const reference = toReference(callee, args);
      if (reference !== undefined) found.set(`${reference.id}\n${reference.key}`, reference);
    }
  }
  return [...found.values()];
}

function toReference(callee: string, [id, key = 'value']: readonly unknown[]): StepReference | undefined {
  if (typeof id !== 'string') return undefined;
  if (callee === 'get_pipe_result') return { id, key: String(key) };
  return callee === 'has_failed' ? { id, key: 'failed?' } : undefined;
}

function textsIn(raw: unknown): string[] {
  if (typeof raw === 'string') return [raw];
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.values(raw).flatMap(textsIn);
}
