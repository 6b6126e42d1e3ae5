import { typeFault } from '../errors.js';
import { type Keywords, NO_KEYWORDS, TemplateCallable, VariadicFunction } from './callables.js';
import { equals } from './compare.js';
import type { Run } from './run.js';
import { Tuple, Undefined, type Value } from './values.js';

const NO_PREVIOUS = new Undefined(() => 'there is no previous item');
const NO_NEXT = new Undefined(() => 'there is no next item');

/** Walks the items of a loop; items the filter of the loop refuses are passed over only when they are asked for. */
export class LoopCursor {
  current: Value;
  previous: Value = NO_PREVIOUS;
  index = -1;
  private next = 0;
  private readonly ahead: Value[] = [];

  constructor(
    private readonly items: readonly Value[],
    private readonly keep: ((item: Value) => boolean) | undefined,
  ) {}

  advance(): boolean {
    if (this.ahead.length === 0 && !this.fetch()) return false;
    if (this.index >= 0) this.previous = this.current;
    this.current = this.ahead.shift();
    this.index++;
    return true;
  }

  /** Whether another item follows. */
  hasNext(): boolean {
    return this.ahead.length > 0 || this.fetch();
  }

  peek(): Value {
    return this.hasNext() ? this.ahead[0] : NO_NEXT;
  }

  /** Number of all items; looks at all that are left. */
  length(): number {
    if (this.keep === undefined) return this.items.length;
    while (this.fetch());
    return this.index + 1 + this.ahead.length;
  }

  private fetch(): boolean {
    while (this.next < this.items.length) {
      const item = this.items[this.next++];
      if (this.keep !== undefined && !this.keep(item)) continue;
      this.ahead.push(item);
      return true;
    }
    return false;
  }
}

/** The `loop` variable; in a recursive loop it can be called with the items of the next level. */
export class Loop extends TemplateCallable {
  readonly name = 'loop';
  private lastChanged: Tuple | undefined;

  constructor(
    private readonly cursor: LoopCursor,
    private readonly depth: number,
    private readonly descend: (run: Run, items: Value) => Value,
  ) {
    super();
  }

  override call(run: Run, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value {
    if (args.length !== 1 || keywords.size > 0) throw typeFault('loop() takes the items of the next level.');
    return this.descend(run, args[0]);
  }

  override attribute(name: string): Value {
    return LOOP_ATTRIBUTES.get(name)?.(this.cursor, this.depth) ?? this.method(name);
  }

  private method(name: string): Value {
    if (name === 'cycle') return new VariadicFunction('loop.cycle', (_run, values) => this.cycle(values));
    if (name === 'changed') return new VariadicFunction('loop.changed', (run, values) => this.changed(run, new Tuple(values)));
    return undefined;
  }

  private cycle(values: readonly Value[]): Value {
    if (values.length === 0) throw typeFault('loop.cycle() needs values to choose from.');
    return values[this.cursor.index % values.length];
  }

  private changed(run: Run, values: Tuple): boolean {
    const same = this.lastChanged !== undefined && equals(run, this.lastChanged, values);
    this.lastChanged = values;
    return !same;
  }
}

const LOOP_ATTRIBUTES: ReadonlyMap<string, (cursor: LoopCursor, depth: number) => Value> = new Map<
  string,
  (cursor: LoopCursor, depth: number) => Value
>([
  ['index', (cursor) => cursor.index + 1],
  ['index0', (cursor) => cursor.index],
  ['first', (cursor) => cursor.index === 0],
  ['last', (cursor) => !cursor.hasNext()],
  ['length', (cursor) => cursor.length()],
  ['revindex', (cursor) => cursor.length() - cursor.index],
  ['revindex0', (cursor) => cursor.length() - cursor.index - 1],
  ['previtem', (cursor) => cursor.previous],
  ['nextitem', (cursor) => cursor.peek()],
  ['depth', (_cursor, depth) => depth],
  ['depth0', (_cursor, depth) => depth - 1],
]);
