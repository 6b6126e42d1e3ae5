import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootOtai } from 'open-ticket-ai/testing';
import { OtoboZnunyParams, OtoboZnunyPlugin } from '../src/index.js';

const ROOT = join(import.meta.dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const facts = readFileSync(join(ROOT, 'FACTS-TESTS.md'), 'utf8');

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
  /** Everything that is the name of a test: those of the specs here, of the contract, and of the published configs. */
  const folders = [join(ROOT, 'test'), join(ROOT, '..', '..', 'test'), join(ROOT, '..', '..', 'src', 'testing', 'contract')];
  const source = folders
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    )
    .join('\n');

  const rows = facts
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (fact|---)/.test(line))
    .map((line) => line.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '');
  const tests = rows.flatMap((row) => row.split('; ')).flatMap(namesIn);

  it('has a test for each fact', () => {
    expect(rows.length).toBeGreaterThan(70);
    expect(rows.filter((row) => row.trim() === '')).toEqual([]);
  });

  it('names tests that there are', () => {
    expect(tests.filter((name) => !source.includes(name))).toEqual([]);
  });
});

/** The names after the file: ids of the contract, one after the other, or words of one test. */
function namesIn(reference: string): readonly string[] {
  const [, file = '', words = ''] = /^(\S+): (.*?)\s*$/.exec(reference) ?? [];
  return file === 'contract' ? words.split(', ') : [words || `"${reference}" names no file`];
}
