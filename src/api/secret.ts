import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A value that must not be seen: a password, a token.
 *
 * It prints as `[secret]` in text, JSON, `console.log`, errors and events; only {@link Secret.reveal} gives the value.
 * A params field becomes one with `@IsSecret()`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where the value is used, and do not keep the result. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
