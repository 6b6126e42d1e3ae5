import type { Body, Statement, Target } from '../ast.js';

/** What one frame will need: how many slots. */
export class FrameLayout {
  size = 0;

  constructor(readonly parent: FrameLayout | undefined) {}

  add(): number {
    return this.size++;
  }
}

/** Where a name lives: so many frames up, in this slot. */
export interface SlotReference {
  readonly hops: number;
  readonly slot: number;
}

/** The names one block of the template binds; blocks inside see them too. */
export class Scope {
  private readonly names = new Map<string, number>();

  private constructor(
    readonly layout: FrameLayout,
    private readonly parent: Scope | undefined,
    /** Whether text is escaped as HTML here; changes how markup is joined. */
    readonly autoescape: boolean,
  ) {}

  static root(): Scope {
    return new Scope(new FrameLayout(undefined), undefined, false);
  }

  /** A block in the same frame. */
  block(autoescape = this.autoescape): Scope {
    return new Scope(this.layout, this, autoescape);
  }

  /** A block that runs in a frame of its own: a macro, a call block, a recursive loop. */
  frame(): Scope {
    return new Scope(new FrameLayout(this.layout), this, this.autoescape);
  }

  declare(name: string): number {
    const slot = this.names.get(name) ?? this.layout.add();
    this.names.set(name, slot);
    return slot;
  }

  declareAll(names: Iterable<string>): void {
    for (const name of names) this.declare(name);
  }

  get slots(): readonly number[] {
    return [...this.names.values()];
  }

  /** Every place where the name may have its value, innermost first. */
  find(name: string, hops = 0): SlotReference[] {
    const slot = this.names.get(name);
    const own = slot === undefined ? [] : [{ hops, slot }];
    if (this.parent === undefined) return own;
    return [...own, ...this.parent.find(name, this.parent.layout === this.layout ? hops : hops + 1)];
  }

  /** The scope of the template itself, which blocks see wherever they stand. */
  outermost(): Scope {
    return this.parent === undefined ? this : this.parent.outermost();
  }
}

export function targetNames(target: Target): string[] {
  if (target.kind === 'tuple') return target.items.flatMap(targetNames);
  return target.kind === 'name' ? [target.name] : [];
}

function boundBy(statement: Statement): string[] {
  if (statement.kind === 'set' || statement.kind === 'setBlock') return targetNames(statement.target);
  if (statement.kind === 'macro') return [statement.name];
  if (statement.kind !== 'if') return [];
  return [...statement.branches.flatMap((branch) => boundNames(branch.body)), ...boundNames(statement.otherwise)];
}

/** The names a body binds in its own scope: `if` opens none, every other block does. */
export function boundNames(body: Body): string[] {
  return body.flatMap(boundBy);
}
