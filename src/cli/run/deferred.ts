/** A promise that somebody else resolves. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  #resolve: ((value: T) => void) | undefined;

  constructor() {
    this.promise = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Later calls have no effect. */
  resolve(value: T): void {
    this.#resolve?.(value);
  }
}
