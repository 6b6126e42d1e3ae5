import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { OtaiModule, PluginFactory, Service } from 'open-ticket-ai';
import { TestingPlugin } from 'open-ticket-ai/testing';

const FOLDER = join(import.meta.dirname, 'fixtures', 'configs', 'broken');
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.slice(0, -'.yml'.length));

class Chained {}

/** A service that needs another one, which may be of the same class: what a circle of services is made of. */
@Service('round', { injects: { next: Chained } })
class Round extends Chained {}

class CirclePlugin extends PluginFactory {
  injectables() {
    return [Round];
  }
}

describe('A broken config', () => {
  it.each(NAMES)('%s.yml is refused with exactly the expected words', async (name) => {
    const message = `${await messageOf(`${name}.yml`)}\n`;
    expect(message).toBe(readFileSync(join(FOLDER, `${name}.expected.txt`), 'utf8'));
  });
});

/** Boots the config as an application would, and gives the words it is refused with. */
async function messageOf(config: string): Promise<string> {
  try {
    const otai = OtaiModule.forRoot({ config, cwd: FOLDER, env: {}, dotenv: false, plugins: [TestingPlugin, CirclePlugin] });
    await Test.createTestingModule({ imports: [otai] }).compile();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}
