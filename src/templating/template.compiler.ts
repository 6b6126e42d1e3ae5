import { Environment, TemplateError, type Template } from 'jinja-native';
import { didYouMean } from '../api/did-you-mean.js';
import { CompiledTemplate, DERIVED_NAMES } from './compiled-template.js';
import { SET_VARIABLE, TEMPLATE_HELPERS } from './template-helpers.js';
import type { EnvReader } from './template-scope.js';

/** What the templates at one place of a config may refer to. */
export interface TemplateSurroundings {
  /** Names they can read beside the helpers: the variables of the loops around. */
  readonly variables: readonly string[];
  /** Says why a step id cannot be read here, or `undefined` when it can. */
  readonly explainStep: (id: string) => TemplateProblem | undefined;
}

/** What is wrong with a template, known before it ever runs. */
export interface TemplateProblem {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The outcome of compiling one text: a template, or nothing when the text has none; and what is wrong with it. */
export interface TemplateCompilation {
  readonly template: CompiledTemplate | undefined;
  readonly problems: readonly TemplateProblem[];
}

const STEP_HELPERS = ['get_pipe_result', 'has_failed'] as const;
const NOTHING: TemplateCompilation = { template: undefined, problems: [] };

/** Compiles the templates of a config, each once, and checks what they refer to. */
export class TemplateCompiler {
  readonly #environment = new Environment({ globals: TEMPLATE_HELPERS, reservedNames: Object.keys(DERIVED_NAMES) });

  /** @param env - what `get_env` will read: a variable that is not set is found out now */
  constructor(private readonly env: EnvReader) {}

  /** A text without template syntax gives no template. Never throws: a syntax error is a problem. */
  compile(text: string, surroundings: TemplateSurroundings): TemplateCompilation {
    if (!/\{[{%#]/.test(text)) return NOTHING;
    try {
      const template = this.#environment.compile(text);
      const problems = [...checkReferences(template, surroundings), ...this.#unsetVariables(template)];
      return { template: new CompiledTemplate(template), problems };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { template: undefined, problems: [{ message: `template line ${error.line}, column ${error.column}: ${error.problem}` }] };
    }
  }

  #unsetVariables(template: Template): TemplateProblem[] {
    const names = template.references.calls.flatMap(({ callee, args: [name] }) => (callee === 'get_env' ? (name ?? []) : []));
    return [...new Set(names.map(String))]
      .filter((name) => this.env(name) === undefined)
      .map((name) => ({ message: `cannot be rendered: environment variable ${name} is not set`, hint: SET_VARIABLE }));
  }
}

function checkReferences(template: Template, surroundings: TemplateSurroundings): TemplateProblem[] {
  const steps = template.references.calls.flatMap(({ callee, args: [id] }) =>
    STEP_HELPERS.some((helper) => helper === callee) && typeof id === 'string' ? (surroundings.explainStep(id) ?? []) : [],
  );
  return [...steps, ...unknownNames(template, surroundings.variables)];
}

function unknownNames(template: Template, variables: readonly string[]): TemplateProblem[] {
  const known = [...variables, ...Object.keys(DERIVED_NAMES), ...Object.keys(TEMPLATE_HELPERS)];
  const list = `defined are ${[...new Set([...variables, 'input', ...Object.keys(TEMPLATE_HELPERS)])].join(', ')}`;
  return template.references.names
    .filter(({ name, guarded }) => !guarded && !known.includes(name))
    .map(({ name }) => {
      const similar = didYouMean(name, known);
      return { message: `reads "${name}", which is not defined here`, hint: similar === undefined ? list : `did you mean "${similar}"?` };
    });
}
