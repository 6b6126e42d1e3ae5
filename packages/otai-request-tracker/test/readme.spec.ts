import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bootOtai } from 'open-ticket-ai/testing';
import { factRows, missingTests } from '../../helpdesk-http/test/facts-table.js';
import RequestTrackerPlugin from '../src/plugin.js';
import { RequestTrackerParams } from '../src/request-tracker.params.js';

const README = read('../README.md');
const SEED = read('../../../scripts/request-tracker/seed.pl');

/** The first column of the table that has this title over it. */
function column(title: string): readonly string[] {
  const table = README.slice(README.search(new RegExp(`^ *\\| ${title} `, 'm'))).split('\n\n', 1)[0] ?? '';
  return [...table.matchAll(/^ *\| `(\w+)`/gm)].map(([, name]) => name ?? '');
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

describe('the readme', () => {
  it('names the rights that the service user of the tests has, and no others', () => {
    const granted = [...SEED.matchAll(/my @(?:look|work) = qw\(([^)]*)\)/g)].flatMap(([, names]) => (names ?? '').split(' '));
    expect(new Set(column('right'))).toEqual(new Set(granted));
  });

  it('is followed by a table that has a test for each fact, and each is one that there is', () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    expect(factRows(root).length).toBeGreaterThan(100);
    expect(missingTests(root)).toEqual([]);
  });

  it('names every param', () => {
    const params = Object.keys(Object.assign(new RequestTrackerParams(), { base_url: '', access_token: '' }));
    expect(column('param')).toEqual(expect.arrayContaining(params));
  });

  it('shows a config that is valid', async () => {
    const yaml = /```yaml\n([^]*?)```/.exec(README)?.[1] ?? '';
    const app = await bootOtai(yaml, { plugins: [RequestTrackerPlugin], env: { RT_TOKEN: '1-2-3' } });
    expect(app.pipelines.names()).toEqual(['route']);
    await app.close();
  });
});
