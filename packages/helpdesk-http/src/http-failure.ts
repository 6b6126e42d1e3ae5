/** What a caller can do about a failure: `retryable` and `rate_limited` may go away by themselves. */
export type HttpFailureKind = 'permanent' | 'retryable' | 'rate_limited' | 'conflict' | 'unauthorized' | 'not_found';

/** What is known of a failure. */
export interface HttpFailureDetails {
  readonly kind: HttpFailureKind;
  /** What the request has changed on the server: nothing, or nobody knows. */
  readonly effect: 'none' | 'unknown';
  /** Of the answer, when there was one. */
  readonly status?: number | undefined;
  /** How long the server asks to wait, milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The body of the answer. It is not shown when the error is printed. */
  readonly body?: string | undefined;
  readonly cause?: unknown;
}

/** A request failed. The message says what happened, to what request, and what to do; it holds no secret. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;
  readonly effect: 'none' | 'unknown';
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly #body: string;

  constructor(message: string, { kind, effect, status, retryAfterMs, body = '', cause }: HttpFailureDetails) {
    super(message, { cause });
    this.kind = kind;
    this.effect = effect;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.#body = body;
  }

  /** The body of the answer as it came; empty when there was none. It may hold anything: show it to nobody. */
  get body(): string {
    return this.#body;
  }

  /** The body as JSON; `undefined` when it is none. */
  get json(): unknown {
    return parseJson(this.#body);
  }
}

/** Whether something was thrown by an `HttpClient`, also by another copy of it. */
export function isHttpFailure(value: unknown): value is HttpFailure {
  return value instanceof Error && value.name === 'HttpFailure';
}

/** The value of a JSON text; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
