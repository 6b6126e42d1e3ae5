import type { EntityRef, EntityRefInput } from 'open-ticket-ai';

/** The numbers a name stands for: from `from` on, below `below`; without it there is no end. */
export interface PriorityRange {
  readonly from: number;
  readonly below: number | undefined;
}

/** Priorities are numbers that Request Tracker shows by names: 100 and more is High, below that 50 and more is Medium. */
export class PriorityNames {
  /** The greatest number first. */
  private readonly entries: readonly (readonly [string, number])[];

  /** Throws a `TypeError` for a number that is none. */
  constructor(numbers: Readonly<Record<string, number>>) {
    const wrong = Object.keys(numbers).find((name) => !Number.isSafeInteger(numbers[name]));
    if (wrong !== undefined) throw new TypeError(`priorities.${wrong} must be a whole number, the least that is called "${wrong}"`);
    this.entries = Object.entries(numbers).toSorted(([, a], [, b]) => b - a);
  }

  /** From the least to the most urgent. */
  get names(): readonly string[] {
    return this.entries.map(([name]) => name).toReversed();
  }

  /** The priority of a ticket: the number is its id. */
  read(number: string | null): EntityRef | null {
    if (number === null) return null;
    return { id: number, name: this.entries.find(([, least]) => Number(number) >= least)?.[0] ?? number };
  }

  /** The number that a reference means when it is written; `undefined` when it means nothing. A number is one, as an id and as a name. */
  numberOf({ id, name }: EntityRefInput): number | undefined {
    const text = id ?? name ?? '';
    if (/^-?\d{1,9}$/.test(text)) return Number(text);
    return id === undefined ? this.entries.find(([known]) => known === text)?.[1] : undefined;
  }

  /** The numbers that a reference means when it is searched for: a name means all that are shown by it. */
  rangeOf(ref: EntityRefInput): PriorityRange | undefined {
    const from = this.numberOf(ref);
    if (from === undefined) return undefined;
    const position = ref.id === undefined ? this.entries.findIndex(([name]) => name === ref.name) : -1;
    return { from, below: position < 0 ? from + 1 : this.entries[position - 1]?.[1] };
  }
}
