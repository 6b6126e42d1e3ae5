import { checkPlan, describePlan, writePlan } from './new-plan.writer.js';
import { planNew } from './new-plan.js';
import type { NewRequest } from './new-request.js';

/**
 * Makes a plugin, an application, or a component in one of them. Needs no network. Returns what to tell the person, a line each.
 *
 * @throws UsageError when the name or the place cannot be
 * @throws FilesExistError with every file in the way; nothing was written then
 */
export function createNew(request: NewRequest, options: { readonly dryRun?: boolean | undefined } = {}): string[] {
  const plan = planNew(request);
  const dryRun = options.dryRun ?? false;
  checkPlan(plan, request.cwd);
  if (!dryRun) writePlan(plan);
  return describePlan(plan, request.cwd, dryRun);
}
