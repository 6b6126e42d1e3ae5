import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { FakeIo } from '../../../test/support/fake-io.js';
import { SchemaCommand } from './schema.command.js';

describe('otai schema', () => {
  it('prints the schema of a config with the installed plugins', async () => {
    const io = new FakeIo();
    expect(await new SchemaCommand(io).execute({})).toBe(0);
    const validate = new Ajv({ strict: false }).compile(io.json<object>());
    expect(validate({ otai: { services: { desk: { use: 'base:local_helpdesk' } } } })).toBe(true);
    expect(validate({ otai: { services: { desk: { use: 'base:local_helpdesc' } } } })).toBe(false);
  });

  it('--out writes it to a file, and says how an editor finds it', async () => {
    const io = new FakeIo();
    await new SchemaCommand(io).execute({ out: 'otai.schema.json' });
    expect(readFileSync(join(io.cwd, 'otai.schema.json'), 'utf8')).toContain('"$schema": "http://json-schema.org/draft-07/schema#"');
    expect(io.stdout).toContain('\n# yaml-language-server: $schema=otai.schema.json\n');
  });
});
