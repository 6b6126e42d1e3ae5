import { typeFault } from '../errors.js';
import { BuiltinFunction, TemplateCallable } from '../runtime/callables.js';
import type { Value } from '../runtime/values.js';
import type { Evaluate, Frame } from './frame.js';

/** The `self` of a template: its blocks as functions. */
export class SelfReference extends TemplateCallable {
  readonly name = 'self';

  constructor(
    private readonly frame: Frame,
    private readonly blocks: ReadonlyMap<string, Evaluate>,
  ) {
    super();
  }

  override call(): Value {
    throw typeFault("'self' is not called itself; use self.blockname().");
  }

  override attribute(name: string): Value {
    const block = this.blocks.get(name);
    return block === undefined ? undefined : new BuiltinFunction(name, [], (run) => this.render(run, block));
  }

  private render(run: Frame['run'], block: Evaluate): Value {
    run.enter();
    const value = block(this.frame);
    run.leave();
    return value;
  }
}
