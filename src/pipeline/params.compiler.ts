import type { Type } from '../api/contract.js';
import type { ConfigPath } from '../config/config-path.js';
import type { RawMap } from '../config/otai-config.js';
import type { ProblemList } from '../config/problem-list.js';
import { ParamsSchema } from '../params/params-schema.js';
import type { ParamProblem, ParamsBinding, ParamsSource, Slot } from '../params/params-binding.js';
import type { TemplateCompilation, TemplateCompiler, TemplateSurroundings } from '../templating/template.compiler.js';
import type { TemplateScope } from '../templating/template-scope.js';

/** Raw params and where they stand. */
export interface RawParams {
  readonly type: Type<object>;
  readonly raw: RawMap;
  /** Of the entry that has them; they are under its `params`. */
  readonly path: ConfigPath;
}

/** Compiles nested steps; only steps can have them. */
export type CompileNested<S> = (raw: unknown, path: ConfigPath, variables: readonly string[]) => Slot<S>;

const CODES = { unknown: 'unknown_param', missing: 'missing_param', invalid: 'invalid_param' } as const;

const BROKEN: Slot<unknown> = {
  render() {
    throw new Error('the template has problems, which are reported');
  },
};

/** Binds the params of steps, services and triggers to their classes, and reports what is wrong under its place in the config. */
export class ParamsCompiler {
  constructor(
    private readonly templates: TemplateCompiler,
    private readonly problems: ProblemList,
  ) {}

  compile<S extends TemplateScope>(params: RawParams, around: TemplateSurroundings, nested: CompileNested<S>): ParamsBinding<object, S> {
    const base = [...params.path, 'params'];
    const source: ParamsSource<S> = {
      template: (text, path) => this.#slot(text, [...base, ...path], around),
      steps: (raw, path, variables) => nested(raw, [...base, ...path], variables),
    };
    const binding = ParamsSchema.of(params.type).bind(params.raw, source);
    this.#report(binding.problems, base);
    return binding;
  }

  /** Reports what is wrong with params: what was only misspelt not as missing too, and what the reader of the file told not again. */
  #report(problems: readonly ParamProblem[], base: ConfigPath): void {
    for (const { path, meant } of problems) if (meant !== undefined) this.problems.excuse([...base, ...path.slice(0, -1), meant]);
    for (const { kind, path, message, hint } of problems.filter((problem) => !this.problems.has([...base, ...problem.path]))) {
      const at = kind === 'unknown' ? 'key' : 'value';
      this.problems.add({ code: CODES[kind ?? 'invalid'], path: [...base, ...path], at, message, hint });
    }
  }

  /** A broken template is a slot too: judged as the plain text it is not, it would be reported twice. */
  #slot(text: string, path: ConfigPath, around: TemplateSurroundings): Slot<TemplateScope> | undefined {
    const { template, problems } = this.template(text, path, around);
    return problems.length > 0 ? BROKEN : template;
  }

  /** Compiles the template in a text, if it has one; its problems are reported already. */
  template(text: string, path: ConfigPath, around: TemplateSurroundings): TemplateCompilation {
    const compilation = this.templates.compile(text, around);
    for (const problem of compilation.problems) this.problems.add({ code: 'invalid_template', path, ...problem });
    return compilation;
  }
}

/** For services and triggers, which have no steps to hold. */
export function noNestedSteps(): never {
  throw new Error('only a pipe can have params under @IsSteps()');
}
