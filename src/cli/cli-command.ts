import type { CliIo } from './cli-io.js';
import type { ExitCode } from './exit-code.js';

/** One command of `otai`. What it throws is printed for people, and ends with code 1 (2 for a `UsageError`). */
export interface CliCommand<O> {
  /** @param options - as commander read them from the command line; positional arguments are among them */
  execute(options: O): Promise<ExitCode>;
}

/** The class of a command, as the program constructs it. */
export type CliCommandClass<O> = new (io: CliIo) => CliCommand<O>;
