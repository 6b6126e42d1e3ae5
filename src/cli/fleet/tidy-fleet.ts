import type { OtaiModuleOptions } from '../../module/otai.options.js';
import type { CliIo } from '../cli-io.js';
import { RunningApplication } from '../run/running-application.js';

/**
 * Has a fleet forget the jobs that were given up, of tickets that have left quarantine. Whoever has let them go has done so whether or not the
 * fleet can be asked at the moment: it is only told, and the fleet does the rest by itself.
 */
export async function tidyFleet(options: OtaiModuleOptions, io: CliIo): Promise<void> {
  try {
    const app = await RunningApplication.start(options, io, { offline: true });
    try {
      await app.executor.fleet?.operations.tidy(app.compiled.map(({ name }) => name));
    } finally {
      await app.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    io.err(`their jobs are still listed as given up, until the fleet tidies up: ${why}`);
  }
}
