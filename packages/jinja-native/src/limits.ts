/** Bounds of one template. Every bound is checked; going over one is a `TemplateLimitError` (or a syntax error at compile). */
export interface Limits {
  /** Characters of a source. */
  readonly sourceLength: number;
  /** How deep brackets, operators, filters and blocks may nest. */
  readonly nesting: number;
  /** Work units of one render: an iteration, a call, a filter, an item handled, or 64 characters of text built. */
  readonly steps: number;
  /** Characters of any text a render builds, the output included. */
  readonly textLength: number;
  /** Items of a `range()` and of a list made by `*`. */
  readonly listLength: number;
  /** Bits of an integer: 14,000 bits are about 4,200 digits. */
  readonly integerBits: number;
  /** Macros and recursive loops inside one another. */
  readonly recursion: number;
  /** How deep values may nest when they are printed, compared or returned. */
  readonly valueDepth: number;
}

/** What holds where the host says nothing. */
export const DEFAULT_LIMITS: Limits = Object.freeze({
  sourceLength: 200_000,
  nesting: 200,
  steps: 1_000_000,
  textLength: 5_000_000,
  listLength: 100_000,
  integerBits: 14_000,
  recursion: 100,
  valueDepth: 100,
});

/** Fills the gaps of a partial set of limits and refuses what is not a positive number. */
export function resolveLimits(partial: Partial<Limits> | undefined): Limits {
  const limits: Limits = { ...DEFAULT_LIMITS, ...partial };
  for (const [name, value] of Object.entries(limits) as [string, unknown][]) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name))
      throw new TypeError(`Unknown limit '${name}'. Known limits: ${Object.keys(DEFAULT_LIMITS).join(', ')}.`);
    if (typeof value !== 'number' || !(value > 0)) throw new TypeError(`Limit '${name}' must be a number above 0, got ${String(value)}.`);
  }
  return limits;
}
