import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeskFolder } from '../../../test/support/desk-folder.js';

describe('otai replay', () => {
  it('runs a recorded run again, offline: its desk need not be there', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once');
    rmSync(join(desk.path, 'mails'), { recursive: true });
    renameSync(join(desk.path, '.otai/tickets.jsonl'), join(desk.path, 'gone.jsonl'));
    const { io, code } = await desk.otai(`replay ${await desk.latestRun()}`);
    expect(io.stderr).toBe('');
    expect(io.stdout).toContain(`
Steps
  fetch      restored
  each       same
    [1]
      check  same
      move   same
    [2]
      check  same
    [3]
      check  same
      move   same

Writes
  same     ticket 1 of desk, by each[1]/move
  same     ticket 3 of desk, by each[3]/move

Everything is as it was recorded: 7 steps, 2 writes.
`);
    expect(code).toBe(0);
    expect((await desk.otai('runs --json')).io.json()).toHaveLength(1);
  });

  it('says what would be different now', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once');
    const config = join(desk.path, 'config.yml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('name: Done }', 'name: Other }'));
    const { io, code } = await desk.otai(`replay ${await desk.latestRun()}`, 'no');
    expect(io.stdout).toContain('The pipeline has been changed since.\n');
    expect(io.stdout).toContain('      check  differs   failed → succeeded\n      move   gap       the record does not have this step\n');
    expect(io.stdout).toContain('  differs  ticket 1 of desk, by each[1]/move\n    queue: Done → Other\n');
    expect(io.stdout).toContain('Of 8 steps and 2 writes: 3 differ, 1 cannot be told.\n');
    expect(code).toBe(1);
  });

  it('reads a record that somebody sent', async () => {
    const desk = new DeskFolder((config) =>
      config
        .replace('note: {', 'owner: { name: Otto }, custom_fields: { site: Berlin, floor: 3 }, note: {')
        .replace('queues:', 'agents: [Otto], queues:'),
    );
    expect((await desk.otai('run --once')).io.stdout).toContain('2 tickets written');
    const { io } = await desk.otai(`runs show --json ${await desk.latestRun()}`);
    const other = new DeskFolder((config) => readFileSync(join(desk.path, 'config.yml'), 'utf8') || config);
    writeFileSync(join(other.path, 'run.json'), io.stdout);
    const same = await other.otai('replay run.json');
    expect(same.io.stdout).toContain('Everything is as it was recorded');
    expect(same.code).toBe(0);
    const record = await other.otai('replay run.json --json');
    expect(record.io.json()).toMatchObject({
      isSame: true,
      replayed: 'succeeded',
      steps: [{ path: 'fetch', verdict: 'restored' }, {}, {}, {}, {}, {}, {}],
    });
  });

  it.each([
    ['replay config.yml', 'config.yml is no record of a run\n  -> otai runs show ID --json > run.json makes one'],
    ['replay mails', 'mails cannot be read: '],
    ['replay abc', 'there is no run "abc"'],
  ])('refuses %s', async (line, message) => {
    const { io, code } = await new DeskFolder().otai(line);
    expect(io.stderr).toContain(`error: ${message}`);
    expect(code).toBe(2);
  });
});
