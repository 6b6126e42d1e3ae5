import { readFileSync } from 'node:fs';
import { bootOtai } from 'open-ticket-ai/testing';
import RequestTrackerPlugin from '../src/plugin.js';
import { RequestTrackerParams } from '../src/request-tracker.params.js';

const README = read('../README.md');
const SEED = read('../../../scripts/request-tracker/seed.pl');

/** The first column of the table that has this title over it. */
function column(title: string): readonly string[] {
  const table = README.slice(README.search(new RegExp(`^ *\\| ${title} `, 'm'))).split('\n\n', 1)[0] ?? '';
  return [...table.matchAll(/^ *\| `(\w+)`/gm)].map(([, name]) => name ?? '');
}

const SPECS: Readonly<Record<string, string>> = {
  server: './server.real.spec.ts',
  workflow: './workflow.real.spec.ts',
  connector: './connector.spec.ts',
  sql: '../src/ticket-sql.spec.ts',
  priorities: '../src/priority-names.spec.ts',
  recordings: './fixtures/recordings.json',
};

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

/** The text in which the names of the tests of a spec stand; of `contract` the suite that every connector passes. */
function sourceOf(spec: string): string {
  if (spec !== 'contract') return read(SPECS[spec] ?? './readme.spec.ts');
  const groups = ['search', 'paging', 'ticket', 'update', 'concurrent', 'note', 'http', 'secret'];
  return groups.map((group) => read(`../../../src/testing/contract/${group}.behaviours.ts`)).join('\n');
}

describe('the readme', () => {
  it('names the rights that the service user of the tests has, and no others', () => {
    const granted = [...SEED.matchAll(/my @(?:look|work) = qw\(([^)]*)\)/g)].flatMap(([, names]) => (names ?? '').split(' '));
    expect(new Set(column('right'))).toEqual(new Set(granted));
  });

  it('is followed by a table in which every test is one that there is', () => {
    const facts = read('../FACTS-TESTS.md');
    const cells = [...facts.matchAll(/^\|.*\| (\w+): (.*?) *\|$/gm)].map(([, spec, name]) => [spec ?? '', name ?? ''] as const);
    const missing = cells.filter(([spec, name]) => !sourceOf(spec).includes(name.replaceAll('…', '')));
    expect([cells.length > 80, missing]).toEqual([true, []]);
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
