import { Fault, TemplateError, typeFault } from '../errors.js';
import { bindArguments, type Keywords, type Parameter, TemplateCallable } from './callables.js';
import { toPlain } from './convert.js';
import { adopt } from './own.js';
import type { Run } from './run.js';
import type { Value } from './values.js';

type AnyFunction = (...args: never[]) => unknown;

const declared = new WeakMap<AnyFunction, { readonly parameters: readonly string[] | undefined; readonly withHost: boolean }>();

/**
 * Marks a global so that it is called as `fn(host, ...args)`, where host is the second argument of `render`.
 * Name the parameters to allow `helper(key='x')` in templates; missing ones come as undefined.
 */
export function hostFunction<F extends AnyFunction>(fn: F, parameters?: readonly string[]): F {
  const marked = ((...args: never[]) => fn(...args)) as unknown as F;
  declared.set(marked, { parameters, withHost: true });
  return marked;
}

/** Names the parameters of a global that does not need the host, so that templates may call it with named arguments. */
export function templateFunction<F extends AnyFunction>(fn: F, parameters: readonly string[]): F {
  const marked = ((...args: never[]) => fn(...args)) as unknown as F;
  declared.set(marked, { parameters, withHost: false });
  return marked;
}

/** A function the host put among the globals. */
export class HostFunction extends TemplateCallable {
  /** Names of the parameters behind the host, when they were declared. */
  readonly parameters: readonly string[] | undefined;
  private readonly withHost: boolean;
  private readonly optional: readonly Parameter[];

  constructor(
    readonly name: string,
    private readonly fn: (...args: unknown[]) => unknown,
  ) {
    super();
    const declaration = declared.get(fn);
    this.parameters = declaration?.parameters;
    this.withHost = declaration?.withHost ?? false;
    this.optional = (this.parameters ?? []).map((parameter) => [parameter, undefined] as const);
  }

  override call(run: Run, args: readonly Value[], keywords: Keywords): Value {
    const { at } = run;
    const values = this.order(args, keywords).map((value) => toPlain(run, value));
    const result = this.invoke(run, values);
    run.at = at;
    if (result instanceof Promise) throw this.promised(result);
    return adopt(run, result);
  }

  private invoke(run: Run, values: readonly unknown[]): unknown {
    try {
      return this.withHost ? this.fn(run.host, ...values) : this.fn(...values);
    } catch (error) {
      // A template error of another render is a failure of this helper, not of this template.
      throw error instanceof Fault || error instanceof TemplateError ? new Error(error.message, { cause: error }) : error;
    }
  }

  private promised(result: Promise<unknown>): Fault {
    result.catch(() => undefined);
    return typeFault(`${this.name}() gave a promise; templates are rendered synchronously.`);
  }

  private order(args: readonly Value[], keywords: Keywords): readonly Value[] {
    if (this.parameters !== undefined && keywords.size === 0 && args.length <= this.parameters.length) return args;
    if (this.parameters === undefined && keywords.size === 0) return args;
    if (this.parameters === undefined) throw typeFault(`${this.name}() takes no named arguments.`);
    const last = Math.max(args.length, ...[...keywords.keys()].map((name) => (this.parameters?.indexOf(name) ?? -1) + 1));
    return bindArguments(`${this.name}()`, this.optional, args, keywords).slice(0, last);
  }
}
