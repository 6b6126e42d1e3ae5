import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeskFolder } from '../../../test/support/desk-folder.js';

function ticketsOf({ path }: DeskFolder): string {
  return readFileSync(join(path, '.otai/tickets.jsonl'), 'utf8');
}

describe('otai undo', () => {
  it('takes back what a run wrote, and the pipeline does not do it again until somebody asks', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once');
    const id = await desk.latestRun();
    const { io, code } = await desk.otai(`undo ${id}`);
    expect(io.stdout).toContain(`1       queue  Done → Incoming  taken back
1       note                    left: a note cannot be taken back
3       queue  Done → Incoming  taken back
3       note                    left: a note cannot be taken back

2 tickets taken back, 2 left
The undo is run ${await desk.latestRun('route:undo')}.
`);
    expect(code).toBe(0);
    expect((await desk.otai('run --once --ticket 1')).io.stdout).toContain('nothing to write');
    expect((await desk.otai('run --once --again', 'no')).io.stdout).toContain('tickets written');
  });

  it('is remembered: the run says what was taken back, and a second time finds nothing', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once');
    const id = await desk.latestRun();
    await desk.otai(`undo ${id}`);
    expect((await desk.otai(`runs show ${id}`)).io.stdout).toContain('queue: Incoming → Done (taken back)\n    note: internal');
    const undone = await desk.otai(`runs show ${await desk.latestRun('route:undo')}`);
    expect(undone.io.stdout).toContain('queue: Done → Incoming\n');
    const second = await desk.otai(`undo ${id}`);
    expect([second.io.stdout, second.code]).toEqual(['There is nothing left to take back.\n', 0]);
  });

  it('--dry-run writes nothing', async () => {
    const desk = new DeskFolder();
    await desk.otai('run --once');
    const before = ticketsOf(desk);
    const { io } = await desk.otai(`undo --dry-run ${await desk.latestRun()}`);
    expect(io.stdout).toContain('2 tickets would be taken back, 2 left\nDry run: nothing was written.\n');
    expect(ticketsOf(desk)).toBe(before);
    expect((await desk.otai('runs --pipeline route:undo --json')).code).toBe(2);
  });

  it.each([
    ['a dry run', 'run --once --dry-run', 'was a dry run: it wrote nothing'],
    ['a run that wrote nothing', 'run --ticket 2', 'wrote nothing'],
  ])('refuses %s', async (_, line, why) => {
    const desk = new DeskFolder();
    await desk.otai(line);
    const id = await desk.latestRun();
    const { io, code } = await desk.otai(`undo ${id}`);
    expect(io.stderr).toBe(`error: run ${id} ${why}\n  [OTAI_CLI_CANNOT_UNDO]\n`);
    expect(code).toBe(1);
  });

  it('opens nothing for a run that is not there', async () => {
    const { io, code } = await new DeskFolder((config) => config.replace('mails: mails', 'mails: nowhere')).otai('undo abc');
    expect(io.stderr).toContain('there is no run "abc"');
    expect(code).toBe(2);
  });
});
