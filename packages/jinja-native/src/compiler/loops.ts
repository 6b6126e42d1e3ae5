import type { ForStatement } from '../ast.js';
import { Fault } from '../errors.js';
import { itemsOf } from '../runtime/iterate.js';
import { LoopCursor, Loop } from '../runtime/loop.js';
import { Output } from '../runtime/output.js';
import { isTrue } from '../runtime/truth.js';
import type { Value } from '../runtime/values.js';
import { compileExpression, type Compilation } from './expressions.js';
import { type Execute, Frame, UNSET } from './frame.js';
import { compileBody, compileScoped } from './statements.js';
import { boundNames, type Scope } from './scope.js';
import { type Assign, compileTarget } from './targets.js';
import { usesName } from './uses.js';

type Keep = (frame: Frame, item: Value) => boolean;

/** What one pass over the items needs; made once per loop. */
interface LoopParts {
  readonly assign: Assign;
  readonly keep: Keep | undefined;
  readonly body: Execute;
  readonly otherwise: Execute;
  /** Slot of `loop`, when the body uses it. */
  readonly loopSlot: number | undefined;
  readonly slots: readonly number[];
}

/** The filter of a loop sees the items under names of its own, because `loop.last` looks ahead. */
function compileKeep(node: ForStatement, scope: Scope, compilation: Compilation): Keep | undefined {
  if (node.filter === undefined) return undefined;
  const inner = scope.block();
  const assign = compileTarget(node.target, inner, compilation);
  const test = compileExpression(node.filter, inner, compilation);
  return (frame, item) => {
    assign(frame, item);
    return isTrue(test(frame));
  };
}

function compileParts(node: ForStatement, outer: Scope, compilation: Compilation): LoopParts {
  const keep = compileKeep(node, outer, compilation);
  const inner = outer.block();
  const assign = compileTarget(node.target, inner, compilation);
  const loopSlot = node.recursive || usesName(node.body, 'loop') ? inner.declare('loop') : undefined;
  inner.declareAll(boundNames(node.body));
  const body = compileBody(node.body, inner, compilation);
  const otherwise = compileScoped(node.otherwise, outer.block(), compilation);
  return { assign, keep, body, otherwise, loopSlot, slots: inner.slots };
}

/** Runs a loop once over the items, in the frame its slots belong to. */
function runLoop(parts: LoopParts, frame: Frame, output: Output, loop: { cursor: LoopCursor; loop: Loop | undefined }): void {
  const { assign, body, loopSlot, slots } = parts;
  const { cursor } = loop;
  let ran = false;
  while (cursor.advance()) {
    ran = true;
    frame.run.charge(1);
    for (const slot of slots) frame.slots[slot] = UNSET;
    assign(frame, cursor.current);
    if (loopSlot !== undefined) frame.slots[loopSlot] = loop.loop;
    body(frame, output);
  }
  if (!ran) parts.otherwise(frame, output);
}

function cursorOver(items: readonly Value[], keep: Keep | undefined, frame: Frame): LoopCursor {
  return new LoopCursor(items, keep === undefined ? undefined : (item) => keep(frame, item));
}

/** `{% for %}` */
export function compileFor(node: ForStatement, scope: Scope, compilation: Compilation): Execute {
  const iterable = compileExpression(node.iterable, scope, compilation);
  if (node.recursive) return compileRecursive(node, scope, compilation);
  const parts = compileParts(node, scope, compilation);
  const { at } = node.iterable;
  return (frame, output) => {
    const value = iterable(frame);
    frame.run.at = at;
    const cursor = cursorOver(itemsOf(frame.run, value), parts.keep, frame);
    const loop = parts.loopSlot === undefined ? undefined : new Loop(cursor, 1, refuseRecursion);
    runLoop(parts, frame, output, { cursor, loop });
  };
}

function refuseRecursion(): never {
  throw new Fault('TYPE', "Only loops with 'recursive' can be called: {% for item in items recursive %}.");
}

/** Each level of a recursive loop has names of its own, therefore a frame of its own. */
function compileRecursive(node: ForStatement, scope: Scope, compilation: Compilation): Execute {
  const iterable = compileExpression(node.iterable, scope, compilation);
  const inner = scope.frame();
  const parts = compileParts(node, inner, compilation);
  const runLevel = (parent: Frame, output: Output, items: readonly Value[], depth: number): void => {
    const frame = new Frame(parent.run, parent, inner.layout.size);
    const cursor = cursorOver(items, parts.keep, frame);
    const loop = new Loop(cursor, depth, (run, value) => {
      const nested = new Output(run);
      run.enter();
      runLevel(parent, nested, itemsOf(run, value), depth + 1);
      run.leave();
      return nested.finish();
    });
    runLoop(parts, frame, output, { cursor, loop });
  };
  return (frame, output) => {
    const value = iterable(frame);
    frame.run.at = node.iterable.at;
    runLevel(frame, output, itemsOf(frame.run, value), 1);
  };
}
