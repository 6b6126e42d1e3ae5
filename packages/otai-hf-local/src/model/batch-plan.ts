/** How sequences are put together for one call of the model. */
export interface BatchLimits {
  /** Sequences in one call, at most. */
  readonly maxSize: number;
  /** Tokens in one call, padding included, at most; a single longer sequence still goes. */
  readonly maxTokens: number;
}

/** A sequence much shorter than the longest of its batch costs more in padding than it gains. */
const MOST_PADDING = 0.2;

/**
 * Puts sequences of similar length together.
 *
 * @returns the places of the sequences in each batch, longest first
 */
export function planBatches(lengths: readonly number[], { maxSize, maxTokens }: BatchLimits): readonly (readonly number[])[] {
  const order = lengths.map((_, place) => place).toSorted((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0));
  const batches: number[][] = [];
  for (const place of order) {
    const batch = batches.at(-1);
    const longest = lengths[batch?.[0] ?? place] ?? 0;
    const fits = batch !== undefined && batch.length < maxSize && (batch.length + 1) * longest <= maxTokens;
    if (fits && (lengths[place] ?? 0) >= longest * (1 - MOST_PADDING)) batch.push(place);
    else batches.push([place]);
  }
  return batches;
}
