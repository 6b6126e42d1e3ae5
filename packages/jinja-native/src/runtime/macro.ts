import { argumentFault, type Keywords, TemplateCallable } from './callables.js';
import type { Run } from './run.js';
import { Tuple, type Value } from './values.js';

/** Arguments of one call of a macro. */
export interface MacroArguments {
  readonly values: readonly Value[];
  readonly keywords: Keywords;
  /** Named arguments the macro does not declare. */
  readonly extra: Keywords;
  readonly caller: Value;
}

/** Which extra arguments the body of a macro asks for. */
export interface MacroExtras {
  readonly varargs: boolean;
  readonly kwargs: boolean;
  readonly caller: boolean;
}

/** A macro or the body of a call block. */
export class Macro extends TemplateCallable {
  constructor(
    readonly name: string,
    private readonly parameters: readonly string[],
    private readonly extras: MacroExtras,
    private readonly body: (run: Run, args: MacroArguments) => Value,
  ) {
    super();
  }

  override attribute(name: string): Value {
    if (name === 'name') return this.name;
    if (name === 'arguments') return new Tuple(this.parameters);
    if (name === 'catch_varargs') return this.extras.varargs;
    if (name === 'catch_kwargs') return this.extras.kwargs;
    return name === 'caller' ? this.extras.caller : undefined;
  }

  override call(run: Run, args: readonly Value[], keywords: Keywords): Value {
    const extra = new Map([...keywords].filter(([name]) => !this.parameters.includes(name)));
    const caller = keywords.get('caller');
    extra.delete('caller');
    this.check(args, keywords, extra);
    run.enter();
    const { at } = run;
    const value = this.body(run, { values: args, keywords, extra, caller });
    run.at = at;
    run.leave();
    return value;
  }

  private check(args: readonly Value[], keywords: Keywords, extra: Keywords): void {
    const what = `The macro '${this.name}'`;
    if (args.length > this.parameters.length && !this.extras.varargs) {
      throw argumentFault(`${what} takes at most ${this.parameters.length} arguments, got ${args.length}.`);
    }
    const [unknown] = extra.keys();
    if (unknown !== undefined && !this.extras.kwargs) throw argumentFault(`${what} has no argument '${unknown}'.`);
    if (keywords.has('caller') && !this.extras.caller) throw argumentFault(`${what} is used with {% call %} but never calls caller().`);
    const twice = this.parameters.slice(0, args.length).find((name) => keywords.has(name));
    if (twice !== undefined) throw argumentFault(`${what} got the argument '${twice}' twice.`);
  }
}
