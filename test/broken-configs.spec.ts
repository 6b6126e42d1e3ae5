import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../src/config/config.loader.js';

const FOLDER = join(import.meta.dirname, 'fixtures', 'configs', 'broken');
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.slice(0, -'.yml'.length));

describe('A broken config', () => {
  it.each(NAMES)('%s.yml is refused with exactly the expected words', (name) => {
    const expected = readFileSync(join(FOLDER, `${name}.expected.txt`), 'utf8');
    expect(`${messageOf(`${name}.yml`)}\n`).toBe(expected);
  });
});

function messageOf(config: string): string {
  try {
    loadConfig({ config, cwd: FOLDER, env: {}, dotenv: false }).problems.throwIfAny();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}
