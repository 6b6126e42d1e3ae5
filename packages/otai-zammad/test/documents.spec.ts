import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootOtai } from 'open-ticket-ai/testing';
import { factRows, missingTests } from '../../helpdesk-http/test/facts-table.js';
import { ZammadParams, ZammadPlugin } from '../src/index.js';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README.md', () => {
  it('has a config that boots', async () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(README)?.[1] ?? '';
    const app = await bootOtai(yaml, { plugins: [ZammadPlugin], env: { ZAMMAD_TOKEN: 'x' } });
    expect(app.pipelines.names()).toEqual(['route']);
    await app.close();
  });

  it('names every param', () => {
    const params = [...Object.keys(new ZammadParams()), 'base_url', 'access_token', 'ca', 'proxy'];
    expect(params.filter((param) => !README.includes(`| \`${param}\``))).toEqual([]);
  });

  it('says how to keep triggers from reacting to what the connector writes', () => {
    expect(README).toContain('Updated by is not (this user)');
  });

  it('says how webhooks are signed, and how often they come', () => {
    for (const fact of ['HMAC-SHA1', 'X-Hub-Signature', 'X-Zammad-Delivery', 'five times', 'twice']) expect(README).toContain(fact);
  });
});

describe('FACTS-TESTS.md', () => {
  it('has a test for each fact, and each is one that there is', () => {
    expect(factRows(ROOT).length).toBeGreaterThan(50);
    expect(missingTests(ROOT)).toEqual([]);
  });
});
