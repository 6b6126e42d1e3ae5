import { TemplateError, type Template } from 'jinja-native';
import { OtaiError, isOtaiError } from '../api/otai.error.js';
import type { PipeResult } from '../api/pipe-result.js';
import type { TemplateScope } from './template-scope.js';

/** A template could not be rendered. Code `OTAI_TEMPLATE_FAILED`; a helper's own error is kept as it is. */
export class TemplateRenderError extends OtaiError {
  constructor(error: TemplateError) {
    super('OTAI_TEMPLATE_FAILED', `template line ${error.line ?? 1}, column ${error.column ?? 1}: ${error.problem}`, { cause: error });
  }
}

/** Names that are computed from the scope only for the templates that read them. */
export const DERIVED_NAMES = {
  input: (scope: TemplateScope) => scope.input,
  params: () => ({}),
  parent_params: (scope: TemplateScope) => scope.parentParams[0] ?? null,
  pipe_results: (scope: TemplateScope) => Object.fromEntries([...scope.visibleResults()].map(([id, result]) => [id, describe(result)])),
} as const satisfies Record<string, (scope: TemplateScope) => unknown>;

/** A template, compiled once; a slot of params. */
export class CompiledTemplate {
  readonly #derived: readonly (keyof typeof DERIVED_NAMES)[];

  constructor(readonly template: Template) {
    const names = new Set(template.references.names.map((reference) => reference.name));
    this.#derived = (Object.keys(DERIVED_NAMES) as (keyof typeof DERIVED_NAMES)[]).filter((name) => names.has(name));
  }

  /** The native value of a template that is one expression, else text. Throws an {@link OtaiError}. */
  render(scope: TemplateScope): unknown {
    try {
      return this.template.render(this.#derived.length === 0 ? scope.variables : this.#withDerived(scope), scope);
    } catch (error) {
      throw toOtaiError(error);
    }
  }

  #withDerived(scope: TemplateScope): Record<string, unknown> {
    const variables: Record<string, unknown> = {};
    for (const name of this.#derived) variables[name] = DERIVED_NAMES[name](scope);
    return { ...variables, ...scope.variables };
  }
}

/** The shape in which templates of Open Ticket AI 1.4 see a result. */
function describe(result: PipeResult): object {
  return {
    succeeded: result.succeeded,
    was_skipped: result.skipped,
    message: result.status === 'skipped' ? result.reason : result.status === 'failed' ? result.error.message : '',
    data: result.status === 'succeeded' ? result.data : {},
  };
}

function toOtaiError(error: unknown): unknown {
  if (!(error instanceof TemplateError)) return error;
  return isOtaiError(error.cause) ? error.cause : new TemplateRenderError(error);
}
