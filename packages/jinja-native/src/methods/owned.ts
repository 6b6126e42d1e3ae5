import { typeFault } from '../errors.js';
import { Dict } from '../runtime/dict.js';
import { adopt } from '../runtime/own.js';
import type { Run } from '../runtime/run.js';
import type { Value } from '../runtime/values.js';

function refuse(): never {
  throw typeFault('Methods that change a list or dict must be written with their name, for example items.append(x).');
}

/** The dict as the template may change it: never the host's own. */
export function owned(run: Run, value: Value): Dict {
  const own = run.copies === undefined ? undefined : adopt(run, value);
  return own instanceof Dict ? own : refuse();
}

/** The list as the template may change it: never the host's own. */
export function ownedList(run: Run, value: Value): Value[] {
  if (run.copies === undefined || !Array.isArray(value)) return refuse();
  return value as Value[];
}
