import type { CliIo, StopSignal } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { Deferred } from './deferred.js';

/** Turns Ctrl-C into two wishes: the first asks to finish, the second to stop at once. */
export class StopSignals {
  readonly #finish = new Deferred<void>();
  readonly #atOnce = new Deferred<ExitCode>();
  readonly #end: () => void;
  #count = 0;

  constructor(io: CliIo) {
    this.#end = io.onSignal((signal) => {
      this.#count += 1;
      if (this.#count === 1) this.#finish.resolve();
      else this.#atOnce.resolve(exitCodeOf(signal));
    });
  }

  /** Resolves at the first signal. */
  get finish(): Promise<void> {
    return this.#finish.promise;
  }

  /** Resolves at the second, with the exit code. */
  get atOnce(): Promise<ExitCode> {
    return this.#atOnce.promise;
  }

  /** Whether anybody has asked to stop. */
  get requested(): boolean {
    return this.#count > 0;
  }

  /** Listens no longer. */
  close(): void {
    this.#end();
  }
}

function exitCodeOf(signal: StopSignal): ExitCode {
  return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}
