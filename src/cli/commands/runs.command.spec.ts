import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeskFolder } from '../../../test/support/desk-folder.js';
import { FakeIo } from '../../../test/support/fake-io.js';
import { RunCommand } from './run.command.js';

interface Listed {
  readonly runId: string;
  readonly state: string;
  readonly dryRun: boolean;
  readonly tickets: number;
  readonly writes: number;
}

describe('otai runs', () => {
  it('lists what the journal remembers, the newest first', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once --dry-run');
    await desk.otai('run --once');
    await desk.otai('run --once');
    const { io, code } = await desk.otai('runs');
    const lines = io.stdout.split('\n').map((line) =>
      line
        .replaceAll(/ +/g, ' ')
        .replace(/^\w{8} route /, '')
        .replaceAll(/\d+[-:\d ]+\d \d+ ms/g, 'T'),
    );
    expect(lines).toEqual([
      'run pipeline state started duration tickets writes error',
      expect.stringMatching(/^[- ]+$/),
      'failed T it is on fire [OTAI_FAIL_CALLED]',
      'succeeded T 2 2',
      'succeeded (dry run) T 2 2',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('finds runs by pipeline, state and ticket', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once');
    await desk.otai('run --once');
    const listed = async (line: string) =>
      (await desk.otai(`runs --json ${line}`)).io.json<Listed[]>().map(({ state, tickets, writes }) => [state, tickets, writes]);
    expect(await listed('--pipeline route --limit 1')).toEqual([['failed', 0, 0]]);
    expect(await listed('--state succeeded skipped')).toEqual([['succeeded', 2, 2]]);
    expect(await listed('--ticket 1')).toEqual([['succeeded', 2, 2]]);
    expect(await listed('--ticket 99')).toEqual([]);
    expect((await desk.otai('runs --ticket 99')).io.stdout).toBe('No such runs.\n');
    expect((await desk.otai('runs --limit 1')).io.stderr).toBe('the latest 1; --limit shows more\n');
  });

  it('has nothing to tell before the first run, and creates nothing', async () => {
    const desk = new DeskFolder();
    const { io, code } = await desk.otai('runs');
    expect(io.stdout).toBe(`No runs yet in sqlite:${desk.path}/.otai/config.db.\n`);
    expect([code, existsSync(join(desk.path, '.otai'))]).toEqual([0, false]);
    expect((await desk.otai('runs --json')).io.stdout).toBe('[]\n');
  });

  it('opens the journal that the config names', async () => {
    const desk = new DeskFolder((config) => config.replace('otai:', 'otai:\n  infrastructure: { journal: "sqlite:./here.db" }'));
    await desk.otai('run --once');
    expect(existsSync(join(desk.path, 'here.db'))).toBe(true);
    expect((await desk.otai('runs --json')).io.json()).toHaveLength(1);
  });

  it('works beside an application that has the journal open', async () => {
    const desk = new DeskFolder((config) =>
      config.replace('route:', 'route:\n      trigger: { use: base:interval, params: { every: 1h } }'),
    );
    const watching = new FakeIo({ cwd: desk.path, env: { TROUBLE: 'no' } });
    const code = new RunCommand(watching).execute({});
    await watching.written('3 tickets written');
    let [run] = (await desk.otai('runs --json')).io.json<Listed[]>();
    // The end of a run is remembered soon, and not at once.
    for (; run?.state === 'running'; [run] = (await desk.otai('runs --json')).io.json<Listed[]>()) await new Promise(setImmediate);
    expect(run).toMatchObject({ state: 'succeeded', writes: 3, tickets: 3 });
    watching.send('SIGTERM');
    expect(await code).toBe(0);
  });

  it.each([
    ['runs --state runing', 'there is no state "runing"\n  -> did you mean "running"?'],
    ['runs --state done', 'there is no state "done"\n  -> there are running, suspended, succeeded, skipped, failed, abandoned'],
    ['runs --limit many', '--limit many is not a number of runs\n  -> write e.g. --limit 100'],
    ['runs --pipeline rout', 'there is no pipeline "rout"\n  -> did you mean "route"?'],
    ['runs show 123', 'there is no run "123"\n  -> none is remembered yet'],
  ])('refuses %s', async (line, message) => {
    const { io, code } = await new DeskFolder().otai(line);
    expect(io.stderr).toBe(`error: ${message}\n  [OTAI_CLI_USAGE]\n`);
    expect(code).toBe(2);
  });

  it('says so when the config remembers nothing', async () => {
    const desk = new DeskFolder((config) => config.replace('otai:', 'otai:\n  infrastructure: { journal: memory }'));
    const { io, code } = await desk.otai('runs');
    expect(io.stderr).toContain('the config remembers nothing over the end of a process: its journal is in memory\n');
    expect(io.stderr).toContain('[OTAI_CLI_NO_JOURNAL]');
    expect(code).toBe(1);
  });

  it('takes no other file for a journal', async () => {
    const desk = new DeskFolder();
    mkdirSync(join(desk.path, '.otai'));
    writeFileSync(join(desk.path, '.otai/config.db'), 'these are not the runs you are looking for'.repeat(100));
    const { io, code } = await desk.otai('runs');
    expect(io.stderr).toContain('[OTAI_JOURNAL_FOREIGN]');
    expect(code).toBe(1);
  });
});

describe('otai runs show', () => {
  it('shows steps and writes, without the texts', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once');
    const id = await desk.latestRun();
    const { io } = await desk.otai(`runs show ${id.slice(0, 8)}`);
    expect(io.stdout).toContain(`run ${id}\npipeline   route\nstate      succeeded\n`);
    expect(io.stdout.replaceAll(/ +\d+ ms/g, '')).toContain(`
  each       succeeded
    [1]
      check  succeeded
      move   succeeded
    [2]
      check  failed  it is on fire [OTAI_FAIL_CALLED]
    [3]
      check  succeeded
      move   succeeded

Written
  ticket 1 of desk
    queue: Incoming → Done
    note: internal, id 1, [otai-`);
    expect(io.stdout).not.toMatch(/Moved for you|VPN/);
  });

  it('--json is a record that may be passed on: no texts, no people', async () => {
    const desk = new DeskFolder((config) => config.replace('otai:', 'otai:\n  infrastructure: { journal: { store_texts: true } }'));
    await desk.otai('run --once');
    const { io } = await desk.otai(`runs show --json ${await desk.latestRun()}`);
    expect(io.json()).toMatchObject({ format: 'open-ticket-ai/run', run: { writes: 2 }, writes: [{ ticketId: '1' }, { ticketId: '3' }] });
    expect(io.stdout).not.toMatch(/Moved for you|VPN|hunter2|ada@/);
  });
});
