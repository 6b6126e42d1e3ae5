/**
 * Which notes of a ticket are known by their ids: all that there were, or only some, since a search need not give notes. As one text, for the
 * journal: the ids, and `?` before them when there may be others; `null`: nothing is known.
 */
export class KnownNotes {
  private constructor(
    readonly ids: ReadonlySet<string>,
    /** Whether there were no others. */
    readonly isComplete: boolean,
  ) {}

  static of(ids: readonly (string | null)[], isComplete: boolean): KnownNotes {
    return new KnownNotes(new Set(ids.flatMap((id) => id ?? [])), isComplete);
  }

  static parse(text: string | null): KnownNotes {
    if (text === null) return KnownNotes.of([], false);
    const isComplete = !text.startsWith('?');
    const ids = (isComplete ? text : text.slice(1)).split(' ').filter((id) => id !== '');
    return KnownNotes.of(ids, isComplete);
  }

  with(id: string): KnownNotes {
    return new KnownNotes(new Set([...this.ids, id]), this.isComplete);
  }

  toText(): string | null {
    if (!this.isComplete && this.ids.size === 0) return null;
    return `${this.isComplete ? '' : '?'}${[...this.ids].join(' ')}`;
  }
}
