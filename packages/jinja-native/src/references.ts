import type { Body } from './ast.js';
import { ReferenceWalker } from './analysis/walker.js';
import type { Value } from './runtime/values.js';

/** A name the template wants from its variables. */
export interface NameReference {
  readonly name: string;
  /** First place in the source; line and column from 1. */
  readonly line: number;
  readonly column: number;
  /** Whether every use stands under `is defined`, `is undefined` or `default(...)`, so that the name may be missing. */
  readonly guarded: boolean;
}

/** A call of a global function. */
export interface CallReference {
  readonly callee: string;
  /**
   * Values in the order of the parameters: texts and numbers that stand in the source, undefined for what is computed or left out.
   * Named arguments take their place when the function declares its parameters.
   */
  readonly args: readonly (string | number | undefined)[];
  readonly line: number;
  readonly column: number;
}

/** What a template refers to, found without rendering it. */
export interface TemplateReferences {
  /** Names that are neither globals nor bound by the template, each once, in order of their first use. */
  readonly names: readonly NameReference[];
  /** Calls of global functions in order of the source; also those in branches that may never run. */
  readonly calls: readonly CallReference[];
}

/** Walks a tree for free names and calls of globals. */
export function collectReferences(body: Body, globals: ReadonlyMap<string, Value>): TemplateReferences {
  const walker = new ReferenceWalker(globals);
  walker.template(body);
  return { names: walker.foundNames(), calls: walker.calls };
}
