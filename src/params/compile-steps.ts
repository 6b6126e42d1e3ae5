import { compileSlotOf } from './compile-value.js';
import type { FieldSchema } from './field-schema.js';
import { fixed, type Plan } from './plan.js';
import { showValue } from './show-value.js';
import type { Site } from './site.js';

/** The raw steps of a field, and the raw params they stand among. */
export interface RawSteps {
  readonly raw: unknown;
  readonly around: Readonly<Record<string, unknown>>;
}

/** Has the source compile nested steps. What a template gives is never compiled: it is taken only when it is steps already. */
export function compileSteps<S>(field: FieldSchema, { raw, around }: RawSteps, site: Site<S>): Plan<S> {
  if (!site.rendered) return compileSlotOf(field.type, site.source.steps(raw, site.path, field.variables?.(around) ?? []), site);
  const isSteps = typeof raw === 'object' && raw !== null && typeof (raw as { run?: unknown }).run === 'function';
  return isSteps ? fixed(raw) : site.fail(`must be steps, which a template cannot write, but is ${showValue(raw, true)}`);
}
