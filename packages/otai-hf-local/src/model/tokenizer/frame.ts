/** Ids as a model reads them. */
export interface TokenSequence {
  readonly ids: readonly number[];
  /** Which of two texts each belongs to. Default: all to the first, 0. */
  readonly types?: readonly number[] | undefined;
}

/** What stands around a text when a model reads it: special tokens, and in a pair the second text. */
export class Frame {
  constructor(
    private readonly before: readonly number[],
    private readonly after: readonly number[],
    /** Of a pair, the types of what stands before, of the text, and of what stands after. */
    private readonly types?: { readonly before: readonly number[]; readonly text: number; readonly after: readonly number[] },
  ) {}

  /** Tokens beside those of the text. */
  get size(): number {
    return this.before.length + this.after.length;
  }

  around(body: readonly number[]): TokenSequence {
    const ids = [...this.before, ...body, ...this.after];
    if (this.types === undefined) return { ids };
    const { before, text, after } = this.types;
    return { ids, types: [...before, ...body.map(() => text), ...after] };
  }
}
