#!/usr/bin/env node
import { ProcessIo } from './process-io.js';

/** What scripts ask most often must not wait for anything to be loaded. */
async function start(args: readonly string[]): Promise<number> {
  const io = new ProcessIo();
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    const { packageVersion } = await import('./package-version.js');
    io.out(packageVersion());
    return 0;
  }
  const { runCli } = await import('./main.js');
  return runCli(args, io);
}

void start(process.argv.slice(2)).then((code) => {
  // A plugin may have left something open; a command that is done ends all the same, once all is written.
  process.exitCode = code;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});
