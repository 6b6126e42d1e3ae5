import type { Body } from './ast.js';
import { Frame } from './compiler/frame.js';
import type { Evaluate } from './compiler/frame.js';
import { TemplateError } from './errors.js';
import type { Limits } from './limits.js';
import type { TemplateReferences } from './references.js';
import { toPlain } from './runtime/convert.js';
import { Run } from './runtime/run.js';

const NO_VARIABLES: Readonly<Record<string, unknown>> = Object.freeze({});

/** What the environment hands over when it has compiled a source. */
export interface CompiledTemplate {
  readonly source: string;
  readonly name: string | undefined;
  readonly body: Body;
  readonly evaluate: Evaluate;
  /** Slots of the outermost frame. */
  readonly size: number;
  readonly copies: boolean;
  readonly limits: Limits;
  readonly references: () => TemplateReferences;
}

/** A compiled source: immutable, safe to share, rendered as often as needed. Made by `Environment.compile`. */
export class Template {
  /** The source as it was given. */
  readonly source: string;
  /** The name it was compiled under, as errors show it. */
  readonly name: string | undefined;
  /** Whether the source is text only, without expressions or tags, so that every render gives the same. */
  readonly isConstant: boolean;
  /** The text of a constant template, null when that is empty; undefined for all others. */
  readonly constantValue: string | null | undefined;

  private known: TemplateReferences | undefined;

  constructor(private readonly compiled: CompiledTemplate) {
    this.source = compiled.source;
    this.name = compiled.name;
    const texts = compiled.body.map((statement) => (statement.kind === 'text' ? statement.text : undefined));
    this.isConstant = texts.every((text) => text !== undefined);
    this.constantValue = this.isConstant ? texts.join('') || null : undefined;
  }

  /** The names and calls in the source, for checks before anything is rendered; computed on first use. */
  get references(): TemplateReferences {
    this.known ??= this.compiled.references();
    return this.known;
  }

  /**
   * Computes the template's value.
   *
   * A template that emits one expression and otherwise only white space gives the value of that expression: text, number,
   * boolean, null, undefined, array or object; integers beyond 2^53 are bigint. Every other template gives text, and null when it
   * emits nothing. A list or dict that the template hands through unchanged is the very one it was given; `variables` is never changed.
   *
   * @param variables names for the template: own data properties only
   * @param host passed as first argument to every `hostFunction`, not visible to the template
   * @throws TemplateRuntimeError when an expression fails, with line and column; `cause` holds what a helper threw
   * @throws TemplateLimitError when a limit is reached
   */
  render(variables: Readonly<Record<string, unknown>> = NO_VARIABLES, host?: unknown): unknown {
    if (this.isConstant) return this.constantValue;
    const { limits, name, size, copies, evaluate } = this.compiled;
    const run = new Run(variables, host, limits, name);
    if (copies) run.copies = new Map();
    try {
      return toPlain(run, evaluate(new Frame(run, undefined, size)));
    } catch (error) {
      throw error instanceof TemplateError ? error : run.locate(error);
    }
  }
}
