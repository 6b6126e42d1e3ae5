import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootOtai } from 'open-ticket-ai/testing';
import { factRows, missingTests } from '../../helpdesk-http/test/facts-table.js';
import { OtoboZnunyParams, OtoboZnunyPlugin } from '../src/index.js';

const ROOT = join(import.meta.dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README.md', () => {
  it('has a config that boots', async () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const app = await bootOtai(yaml, { plugins: [OtoboZnunyPlugin], env: { OTOBO_PASSWORD: 'x' } });
    expect(app.pipelines.names()).toEqual(['triage']);
    await app.close();
  });

  it('names every param', () => {
    const params = [...Object.keys(new OtoboZnunyParams()), 'base_url', 'password', 'operation_urls', 'time_zone', 'ca', 'proxy'];
    expect(params.filter((param) => !readme.includes(`| \`${param}\``))).toEqual([]);
  });
});

describe('FACTS-TESTS.md', () => {
  it('has a test for each fact, and each is one that there is', () => {
    expect(factRows(ROOT).length).toBeGreaterThan(90);
    expect(missingTests(ROOT)).toEqual([]);
  });
});
