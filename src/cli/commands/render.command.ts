import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Environment, TemplateError } from 'jinja-native';
import { load } from 'js-yaml';
import { OtaiError } from '../../api/otai.error.js';
import { CompiledTemplate, TemplateRenderError } from '../../templating/compiled-template.js';
import { TEMPLATE_HELPERS } from '../../templating/template-helpers.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { printable } from '../printable.js';
import { readContext, type RenderContext } from '../render-context.js';
import { UsageError } from '../usage.error.js';

/** The options of `otai render`. */
export interface RenderCommandOptions {
  readonly template: string;
  /** A JSON or YAML file with what the template can read. Default: nothing. */
  readonly context?: string | undefined;
  /** Also print a text as JSON, in quotes. */
  readonly json?: boolean | undefined;
}

/** `otai render`: tries a template, with the helpers that it has in a config. */
export class RenderCommand implements CliCommand<RenderCommandOptions> {
  constructor(private readonly io: CliIo) {}

  async execute({ template, context, json }: RenderCommandOptions): Promise<ExitCode> {
    const scope = readContext(context === undefined ? {} : this.#read(context), this.io.env);
    try {
      const compiled = new CompiledTemplate(new Environment({ globals: TEMPLATE_HELPERS }).compile(template));
      this.io.out(show(compiled.render(scope), json ?? false));
      return EXIT.ok;
    } catch (error) {
      this.#explain(error, template);
      return EXIT.failed;
    }
  }

  #read(file: string): RenderContext {
    try {
      const context: unknown = load(readFileSync(resolve(this.io.cwd, file), 'utf8'));
      if (typeof context === 'object' && context !== null && !Array.isArray(context)) return context;
    } catch (error) {
      throw new UsageError(`${file} cannot be read: ${(error as Error).message}`, 'name a JSON or YAML file');
    }
    throw new UsageError(`${file} holds no mapping`, 'write results:, variables:, input: or parent_params: in it');
  }

  #explain(error: unknown, template: string): void {
    const cause = error instanceof TemplateRenderError ? error.cause : error;
    if (cause instanceof TemplateError)
      this.io.err(printable(`line ${cause.line ?? 1}, column ${cause.column ?? 1}: ${cause.problem}\n${frame(cause, template)}`));
    else if (error instanceof OtaiError) this.io.err(printable(`${error.message}\n  [${error.code}]`));
    else throw error;
  }
}

/** The line of the template, with a caret under the place. */
function frame({ line = 1, column = 1 }: TemplateError, template: string): string {
  const text = template.split('\n')[line - 1] ?? '';
  return `  ${text}\n  ${text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')}^`;
}

/** A text as it is, anything else as JSON. What a template gives is plain data; big integers keep all their digits. */
function show(value: unknown, json: boolean): string {
  if (typeof value === 'string' && !json) return printable(value);
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value ?? null, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner), 2);
}
