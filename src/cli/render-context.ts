import { PipeResult, type ResultData } from '../api/pipe-result.js';
import type { TemplateScope } from '../templating/template-scope.js';

type Names = Readonly<Record<string, unknown>>;

/** What a context file can say. All of it is optional. */
export interface RenderContext {
  /** Results of earlier steps: id -> data. */
  readonly results?: Readonly<Record<string, ResultData>> | null;
  /** Steps that failed: id -> why. */
  readonly failed?: Readonly<Record<string, string>> | null;
  /** Steps that were skipped: id -> why. */
  readonly skipped?: Readonly<Record<string, string>> | null;
  /** Names that the template can read directly, e.g. `ticket`. */
  readonly variables?: Names | null;
  readonly input?: unknown;
  /** What `get_parent_param` reads. */
  readonly parent_params?: Names | null;
}

/** The scope of a template in a step to which all this happened before. `get_env` reads the process' environment. */
export function readContext(context: RenderContext, env: Readonly<Record<string, string | undefined>>): TemplateScope {
  const { results, failed, skipped, variables, input, parent_params: parentParams } = context;
  const all = new Map<string, PipeResult>([
    ...Object.entries(results ?? {}).map(([id, data]) => [id, PipeResult.succeeded(data)] as const),
    ...Object.entries(failed ?? {}).map(([id, why]) => [id, PipeResult.failed(why)] as const),
    ...Object.entries(skipped ?? {}).map(([id, why]) => [id, PipeResult.skipped(why)] as const),
  ]);
  return {
    get: (id) => all.get(id),
    visibleResults: () => all,
    parentParams: [parentParams ?? {}],
    variables: variables ?? {},
    input,
    env: (name) => env[name],
  };
}
