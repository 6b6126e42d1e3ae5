import { CommanderError } from 'commander';
import type { CliIo } from './cli-io.js';
import { EXIT } from './exit-code.js';
import { createProgram } from './program.js';

/**
 * Runs one command line and gives its exit code. Never rejects: whatever went wrong is printed.
 *
 * @param args - what stands behind `otai`
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const session = { io, exitCode: EXIT.ok as number };
  try {
    await createProgram(session).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return explain(error, args, io);
  }
}

/** What prints an error knows the library's own; loading it costs nothing to those who need no explanation. */
async function explain(error: unknown, args: readonly string[], io: CliIo): Promise<number> {
  const [{ printError }, { UsageError }] = await Promise.all([import('./error.printer.js'), import('./usage.error.js')]);
  printError(io, error, args.includes('--debug') || Boolean(io.env['OTAI_DEBUG']));
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}
