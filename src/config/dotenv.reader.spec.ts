import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblem } from './config-problem.js';
import { parseDotenv, readDotenv } from './dotenv.reader.js';
import { ProblemList } from './problem-list.js';

describe('A .env file', () => {
  it('gives each variable with the line it stands in', () => {
    const variables = parseDotenv('# comment\nA=1\r\n\nexport B="two words"\nA=3\n', '.env');
    expect(variables).toEqual([
      { name: 'A', value: '3', at: { kind: 'dotenv', source: '.env', line: 5 } },
      { name: 'B', value: 'two words', at: { kind: 'dotenv', source: '.env', line: 4 } },
    ]);
  });

  it('that is not UTF-8, as some editors save it, is a problem and not an empty file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'otai-dotenv-'));
    const file = join(folder, '.env');
    writeFileSync(file, '\uFEFFA=1\r\n', 'utf16le');
    const problems = new ProblemList({ name: 'config.yml' });
    expect(readDotenv([file], '.env', problems)).toEqual([]);
    expect([...problems].map(formatProblem)).toEqual(['.env is not UTF-8 text (save the file as UTF-8)']);
    rmSync(folder, { recursive: true });
  });

  it('does not touch the environment of the process', () => {
    parseDotenv('OTAI_DOTENV_SPEC=1', '.env');
    expect(process.env['OTAI_DOTENV_SPEC']).toBeUndefined();
  });
});
