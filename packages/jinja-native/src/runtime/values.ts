/**
 * Anything a template computes with. JavaScript's own kinds stand for Python's where they can:
 * safe whole numbers and bigint are int, other numbers float, null is None, arrays are lists, plain objects and Map are dicts.
 * The classes here stand for what JavaScript has no word for.
 */
export type Value = unknown;

/** A float with a whole value, such as 1.0, which JavaScript cannot tell from the integer 1. */
export class PyFloat {
  constructor(readonly value: number) {}
}

/** The number as a Python float: `float(1)` prints as `1.0` in a template. Give it in variables where the difference matters. */
export function float(value: number): number | PyFloat {
  return Number.isSafeInteger(value) ? new PyFloat(value) : value;
}

/** `(1, 2)`: a list that cannot change and prints with round brackets. */
export class Tuple {
  constructor(
    readonly items: readonly Value[],
    /** Names of the items, where they have some: the pairs of `groupby`. */
    readonly names?: readonly string[],
  ) {}
}

/** Text that is safe HTML already; `escape` leaves it alone. */
export class Markup {
  constructor(readonly text: string) {}
}

/** Result of `range()`: computed item by item, never stored. */
export class Range {
  readonly length: number;

  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }

  at(index: number): number {
    return this.start + index * this.step;
  }

  indexOf(value: number): number {
    const index = (value - this.start) / this.step;
    return Number.isInteger(index) && index >= 0 && index < this.length ? index : -1;
  }
}

/** Result of `.keys()`, `.values()` or `.items()` of a dict: can be walked, not indexed. */
export class DictView {
  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    readonly items: readonly Value[],
  ) {}
}

/** Result of `namespace()`: the one object whose attributes a template may set. */
export class Namespace {
  readonly attributes = new Map<string, Value>();
}

/** A value that is not there. It prints as nothing and fails when something is done with it. */
export class Undefined {
  constructor(private readonly explain: () => string) {}

  get message(): string {
    return this.explain();
  }
}

/** Whether a value is missing; JavaScript's own undefined in the host's data counts as missing too. */
export function isUndefined(value: Value): boolean {
  return value === undefined || value instanceof Undefined;
}

/** `'name' is undefined` */
export function undefinedName(name: string): Undefined {
  return new Undefined(() => `'${name}' is undefined`);
}
