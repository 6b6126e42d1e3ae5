/** A pattern that cannot be used, with the place where it goes wrong. */
export class PatternError extends Error {
  constructor(
    readonly pattern: string,
    /** From 0. */
    readonly position: number,
    readonly reason: string,
  ) {
    super(`pattern ${JSON.stringify(pattern)}, character ${position + 1}: ${reason}`);
  }

  override get name(): string {
    return 'PatternError';
  }
}
