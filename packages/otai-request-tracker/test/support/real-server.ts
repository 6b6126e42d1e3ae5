import { isInstalled, RequestTracker, type RequestTrackerOptions } from '../../../../scripts/request-tracker/server.mjs';

const MISSING = 'Request Tracker 5 is not installed (as root: node scripts/request-tracker/server.mjs install)';

/**
 * Tests on a real Request Tracker, which is started before the first and stopped after the last of them. Where it is not installed they are
 * skipped, and say so; in CI they fail.
 */
export function describeReal(name: string, options: RequestTrackerOptions, body: (tracker: () => RequestTracker) => void): void {
  if (!isInstalled()) return describeMissing(name);
  describe(name, () => {
    let running: RequestTracker;
    beforeAll(async () => {
      running = await RequestTracker.start(options);
    }, 120_000);
    afterAll(() => running.stop());
    body(() => running);
  });
}

function describeMissing(name: string): void {
  if (process.env['CI'] !== undefined && process.env['CI'] !== 'false') {
    it(name, () => {
      throw new Error(`cannot be tested: ${MISSING}`);
    });
    return;
  }
  process.stderr.write(`\nSKIPPED: ${name}: ${MISSING}\n\n`);
  it.skip(`${name}: SKIPPED: ${MISSING}`, () => undefined);
}
