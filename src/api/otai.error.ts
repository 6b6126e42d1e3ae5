/** Marks errors of this library whichever copy of it made them, so that {@link isOtaiError} works across copies. */
const BRAND = Symbol.for('open-ticket-ai:error');

/** What every {@link OtaiError} can carry beside its code and message. */
export interface OtaiErrorOptions {
  /** The error underneath. It is kept, never rewritten. */
  readonly cause?: unknown;
  /** What the reader can do about it: one sentence. */
  readonly hint?: string;
  /** Whether the same may go well in a while, without anybody changing anything: a step with `retry` then tries again. Default false. */
  readonly retryable?: boolean | undefined;
  /** How long to wait before that at least, milliseconds. Default: what the step says. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The base of all errors of this library.
 *
 * `code` is stable and part of the public API (`docs/errors.md` lists every one); the message is written for people and may change.
 */
export class OtaiError extends Error {
  /** Stable identifier such as `OTAI_CONFIG_INVALID`. */
  readonly code: string;
  /** What to do about it, when that is known. */
  readonly hint: string | undefined;
  /** Whether the same may go well in a while: what a step with `retry` tries again. */
  readonly retryable: boolean;
  /** How long to wait before that at least, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: OtaiErrorOptions = {}) {
    super(options.hint === undefined ? message : `${message}\n  -> ${options.hint}`, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }

  override get name(): string {
    return this.constructor.name;
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }
}

/** Whether `value` is an {@link OtaiError}, also when a second copy of the library made it (`instanceof` would say no). */
export function isOtaiError(value: unknown): value is OtaiError {
  return value instanceof Error && (value as unknown as Record<symbol, unknown>)[BRAND] === true;
}
