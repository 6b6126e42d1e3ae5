import type { Expression } from '../ast.js';

/** Names that are known to be defined when a condition is true, and when it is false. */
export interface Guards {
  readonly whenTrue: ReadonlySet<string>;
  readonly whenFalse: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
const NO_GUARDS: Guards = { whenTrue: NONE, whenFalse: NONE };

const union = (left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlySet<string> => new Set([...left, ...right]);

/** What a condition says about names: `x is defined`, `not`, `and`, `or`. */
export function guardsOf(node: Expression): Guards {
  if (node.kind === 'test' && node.input.kind === 'name') return testGuards(node.name, new Set([node.input.name]));
  if (node.kind === 'unary' && node.operator === 'not') {
    const { whenTrue, whenFalse } = guardsOf(node.operand);
    return { whenTrue: whenFalse, whenFalse: whenTrue };
  }
  if (node.kind !== 'logic') return NO_GUARDS;
  const left = guardsOf(node.left);
  const right = guardsOf(node.right);
  if (node.operator === 'and') return { whenTrue: union(left.whenTrue, right.whenTrue), whenFalse: NONE };
  return { whenTrue: NONE, whenFalse: union(left.whenFalse, right.whenFalse) };
}

function testGuards(test: string, names: ReadonlySet<string>): Guards {
  if (test === 'defined') return { whenTrue: names, whenFalse: NONE };
  return test === 'undefined' ? { whenTrue: NONE, whenFalse: names } : NO_GUARDS;
}

/** Whether the node only asks if its name is there: `x is defined`, `x | default(1)`. */
export function asksForName(node: Expression): boolean {
  if (node.kind === 'test') return node.name === 'defined' || node.name === 'undefined';
  return node.kind === 'filter' && (node.name === 'default' || node.name === 'd');
}
