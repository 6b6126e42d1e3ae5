import type { ParamsSource, Slot } from './params-binding.js';
import { PLAIN_SOURCE } from './plain-source.js';
import { FAILED, type Plan } from './plan.js';
import { Problems, type Path } from './problems.js';

/** Deeper params are a mistake or an attack. */
const DEEPEST = 64;

/** Where a raw value stands while it is compiled, and what surrounds it. */
export class Site<S> {
  private constructor(
    readonly path: Path,
    readonly source: ParamsSource<S>,
    readonly problems: Problems,
    /** Whether a template gave the value: then it is data, whatever it looks like, and belongs to somebody else. */
    readonly rendered: boolean,
    /** The lists and objects around, to notice one that holds itself. */
    private readonly around: Set<object>,
  ) {}

  static root<S>(source: ParamsSource<S>): Site<S> {
    return new Site([], source, new Problems(), false, new Set());
  }

  /** The place of an element or a field. */
  child(key: string | number): Site<S> {
    return new Site([...this.path, key], this.source, this.problems, this.rendered, this.around);
  }

  /** The same place, when a template gave the value. */
  whenRendered(problems: Problems): Site<unknown> {
    return new Site(this.path, PLAIN_SOURCE, problems, true, new Set());
  }

  /** The same place, where problems are collected apart until it is known whether they count. */
  apart(): Site<S> {
    return new Site(this.path, this.source, new Problems(), this.rendered, this.around);
  }

  template(text: string): Slot<S> | undefined {
    return this.rendered ? undefined : this.source.template(text, this.path);
  }

  fail(message: string, hint?: string): Plan<S> {
    this.problems.add(this.path, message, hint);
    return FAILED;
  }

  /** Compiles what is inside a list or an object. */
  enter(container: object, compile: () => Plan<S>): Plan<S> {
    if (this.around.has(container)) return this.fail('holds itself');
    if (this.path.length > DEEPEST) return this.fail('is nested too deeply');
    this.around.add(container);
    const plan = compile();
    this.around.delete(container);
    return plan;
  }
}
