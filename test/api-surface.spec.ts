import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { valid } from 'semver';
import * as core from 'open-ticket-ai';
import * as testing from 'open-ticket-ai/testing';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const report = readFileSync(join(ROOT, 'etc/open-ticket-ai.api.md'), 'utf8');

/** The report's part about one front. */
function front(name: string): string {
  const [, part = ''] = report.split(`\n## ${name}\n`);
  return part.split('\n## ')[0] ?? '';
}

describe('the public API', () => {
  it('is what its report says: whoever changes it writes the report anew (npm run api:report)', async () => {
    await expect(promisify(execFile)(process.execPath, [join(ROOT, 'scripts/api-report.mjs'), '--check'])).resolves.toMatchObject({
      stderr: '',
    });
  }, 120_000);

  it.each([
    ['open-ticket-ai', core],
    ['open-ticket-ai/testing', testing],
  ])('the report of %s names everything that can be imported', (name, exported) => {
    const missing = Object.keys(exported).filter((key) => !new RegExp(String.raw`\b(class|function|const) ${key}\b`).test(front(name)));
    expect(missing).toEqual([]);
  });

  it('has a version of its own, which the report shows too', () => {
    expect(valid(core.OTAI_API_VERSION)).toBe(core.OTAI_API_VERSION);
    expect(front('open-ticket-ai')).toContain(`const OTAI_API_VERSION = '${core.OTAI_API_VERSION}'`);
  });
});
