import { messageOf } from '../api/error-message.js';
import { isOtaiError } from '../api/otai.error.js';
import type { Slot } from './params-binding.js';
import type { RenderedPlan } from './plan.js';
import type { Path, Problems } from './problems.js';

/** What is done with what a slot gives. */
export type Accept = (value: unknown, problems: Problems) => unknown;

/** How a slot is rendered, and what happens to its value. */
export interface SlotUse {
  readonly path: Path;
  readonly accept: Accept;
  /** The slot gives a secret: why it could not be rendered may hold it. */
  readonly isSecret?: boolean;
}

/** The plan of a slot: what it throws is a problem of its path. */
export function compileSlot<S>(slot: Slot<S>, use: SlotUse): RenderedPlan<S> {
  const { accept } = use;
  const render = (scope: S, problems: Problems): unknown => {
    let value: unknown;
    try {
      value = slot.render(scope);
    } catch (error) {
      return failRendering(error, problems, use);
    }
    return accept(value, problems);
  };
  return { fixed: false, render };
}

/** Template errors can quote what they were working on. For a secret only errors of this library are shown, which never do. */
function failRendering(error: unknown, problems: Problems, { path, isSecret }: SlotUse): void {
  if (isSecret === true && !isOtaiError(error)) {
    problems.add(path, 'could not be rendered; the reason is not shown, for it may hold the secret');
    return;
  }
  const message = messageOf(error);
  const hint = isOtaiError(error) ? error.hint : undefined;
  problems.add(path, `could not be rendered: ${hint === undefined ? message : message.replace(`\n  -> ${hint}`, '')}`, hint);
  problems.addCause(error);
}
