import type { PipeResult } from '../../src/api/pipe-result.js';
import { TemplateCompiler } from '../../src/templating/template.compiler.js';
import type { TemplateScope } from '../../src/templating/template-scope.js';

/** What a template of a test can see; everything has a default. */
export interface ScopeParts {
  readonly results?: Readonly<Record<string, PipeResult>>;
  readonly parentParams?: readonly Readonly<Record<string, unknown>>[];
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly input?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

export function scopeOf({ results = {}, parentParams = [], variables = {}, input, env = {} }: ScopeParts = {}): TemplateScope {
  const all = new Map(Object.entries(results));
  return { get: (id) => all.get(id), visibleResults: () => all, parentParams, variables, input, env: (name) => env[name] };
}

/** Compiles a template where every step and variable is known, and renders it. */
export function render(text: string, parts: ScopeParts = {}): unknown {
  const compiler = new TemplateCompiler((name) => parts.env?.[name] ?? 'set');
  const { template, problems } = compiler.compile(text, { variables: Object.keys(parts.variables ?? {}), explainStep: () => undefined });
  if (template === undefined || problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
  return template.render(scopeOf(parts));
}
