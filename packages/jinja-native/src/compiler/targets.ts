import type { Target, TupleTarget } from '../ast.js';
import { Fault, typeFault, valueFault } from '../errors.js';
import { isIterable, itemsOf } from '../runtime/iterate.js';
import { typeName } from '../runtime/types.js';
import { Namespace, type Value } from '../runtime/values.js';
import type { Compilation } from './expressions.js';
import type { Frame } from './frame.js';
import { readName } from './names.js';
import type { Scope } from './scope.js';

/** Binds a value to a target. */
export type Assign = (frame: Frame, value: Value) => void;

/** Makes the function that binds a target in this scope; names are declared there. */
export function compileTarget(target: Target, scope: Scope, compilation: Compilation): Assign {
  if (target.kind === 'tuple') return compileUnpacking(target, scope, compilation);
  if (target.kind === 'namespace') return compileNamespaceTarget(target, scope, compilation);
  const slot = scope.declare(target.name);
  return (frame, value) => {
    frame.slots[slot] = value;
  };
}

function compileUnpacking({ items, at }: TupleTarget, scope: Scope, compilation: Compilation): Assign {
  const targets = items.map((item) => compileTarget(item, scope, compilation));
  return (frame, value) => {
    frame.run.at = at;
    if (!isIterable(value)) throw typeFault(`${typeName(value)} cannot be unpacked into ${targets.length} names.`);
    const values = itemsOf(frame.run, value);
    if (values.length !== targets.length) throw unpackFault(targets.length, values.length);
    targets.forEach((assign, index) => assign(frame, values[index]));
  };
}

function unpackFault(expected: number, got: number): Fault {
  return valueFault(`Expected ${expected} values to unpack, got ${got}.`);
}

function compileNamespaceTarget(target: Extract<Target, { kind: 'namespace' }>, scope: Scope, compilation: Compilation): Assign {
  const read = readName(target.name, scope, compilation);
  const { name, attribute, at } = target;
  return (frame, value) => {
    const owner = read(frame);
    frame.run.at = at;
    if (!(owner instanceof Namespace))
      throw typeFault(`Cannot set '${name}.${attribute}': only objects made by namespace() can be changed.`);
    owner.attributes.set(attribute, value);
  };
}
