import { didYouMean } from '../api/did-you-mean.js';
import type { StepEntry } from '../config/otai-config.js';
import type { TemplateProblem, TemplateSurroundings } from '../templating/template.compiler.js';

/**
 * One level of steps while it is compiled: which results and names the templates of the step at hand can read.
 */
export class Level implements TemplateSurroundings {
  readonly variables: readonly string[];
  readonly #compiled = new Set<string>();
  readonly #inner = new Map<string, string>();
  #current: string | undefined;

  constructor(
    private readonly entries: readonly StepEntry[],
    private readonly outer: Level | undefined,
    variables: readonly string[],
  ) {
    this.variables = [...(outer?.variables ?? []), ...variables];
  }

  /** The steps inside the step at hand are a level of their own. */
  nested(entries: readonly StepEntry[], variables: readonly string[]): Level {
    for (const { id } of entries) this.#inner.set(id, this.#current ?? '');
    return new Level(entries, this, variables);
  }

  begin(id: string): void {
    this.#current = id;
  }

  end(id: string): void {
    this.#compiled.add(id);
  }

  /** Why a template (or `depends_on`) here cannot refer to a step; `undefined` when it can. */
  readonly explainStep = (id: string): TemplateProblem | undefined => {
    if (this.#isVisible(id)) return undefined;
    return this.#holds(id) ?? this.#isInside(id) ?? this.#unknown(id);
  };

  #isVisible(id: string): boolean {
    return this.#compiled.has(id) || (this.outer !== undefined && this.outer.#isVisible(id));
  }

  /** It is of this level or of one around, but has not run yet. */
  #holds(id: string): TemplateProblem | undefined {
    if (this.#current === id) return { message: `refers to step "${id}", which is the step itself (or holds it)` };
    if (this.entries.some((entry) => entry.id === id)) {
      return { message: `refers to step "${id}", which runs only later`, hint: 'put it before this step' };
    }
    return this.outer === undefined ? undefined : this.outer.#holds(id);
  }

  #isInside(id: string): TemplateProblem | undefined {
    const holder = this.#inner.get(id);
    if (holder === undefined) return this.outer === undefined ? undefined : this.outer.#isInside(id);
    return { message: `refers to step "${id}", which is inside "${holder}"`, hint: `read what "${holder}" itself gives` };
  }

  #unknown(id: string): TemplateProblem {
    const message = `refers to step "${id}", which does not exist`;
    const known = this.#visibleIds();
    const similar = didYouMean(id, known);
    if (similar !== undefined) return { message, hint: `did you mean "${similar}"?` };
    const later = didYouMean(id, this.#laterIds());
    if (later !== undefined) return { message, hint: `there is "${later}", but it runs only later` };
    return { message, hint: known.length === 0 ? 'no step runs before this one' : `the steps before this one are ${known.join(', ')}` };
  }

  /** Of this level and those around, without the step at hand and what holds it. */
  #laterIds(): readonly string[] {
    const own = this.entries.map((entry) => entry.id).filter((id) => id !== this.#current && !this.#compiled.has(id));
    return this.outer === undefined ? own : [...own, ...this.outer.#laterIds()];
  }

  #visibleIds(): readonly string[] {
    return this.outer === undefined ? [...this.#compiled] : [...this.outer.#visibleIds(), ...this.#compiled];
  }
}

/** The surroundings of what is outside of any pipeline: the params of services and triggers. */
export const OUTSIDE_PIPELINES: TemplateSurroundings = {
  variables: [],
  explainStep: (id) => ({ message: `refers to step "${id}", but there are no steps here` }),
};
