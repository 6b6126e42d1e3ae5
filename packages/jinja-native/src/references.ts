import type { Body } from './ast.js';
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
  /** Values in order: texts and numbers that stand in the source, undefined for everything computed. */
  readonly args: readonly (string | number | undefined)[];
  readonly line: number;
  readonly column: number;
}

/** What a template refers to, found without rendering it. */
export interface TemplateReferences {
  readonly names: readonly NameReference[];
  readonly calls: readonly CallReference[];
}

/** Walks a tree for free names and calls of globals. */
export function collectReferences(_body: Body, _globals: ReadonlyMap<string, Value>): TemplateReferences {
  return { names: [], calls: [] };
}
