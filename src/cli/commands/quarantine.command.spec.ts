import { DeskFolder } from '../../../test/support/desk-folder.js';

/** A desk on whose ticket 2 two runs have failed, which is as many as the pipeline allows. */
async function deskInTrouble(): Promise<DeskFolder> {
  const desk = new DeskFolder();
  await desk.otai('run --once');
  await desk.otai('run --once');
  return desk;
}

describe('otai quarantine', () => {
  it('lists the tickets that were set aside', async () => {
    const desk = await deskInTrouble();
    const { io, code } = await desk.otai('quarantine list');
    expect(io.stdout).toMatch(
      /^ticket  system  pipeline  since .*\n-.*\n2       desk    route     .*  2         it is on fire \[OTAI_FAIL_CALLED\]\n$/,
    );
    expect(code).toBe(0);
    expect((await desk.otai('quarantine list --json')).io.json()).toMatchObject([
      { ticketId: '2', failures: 2, error: { code: 'OTAI_FAIL_CALLED' } },
    ]);
    expect((await desk.otai('quarantine list --pipeline other')).io.stdout).toBe('No ticket is in quarantine.\n');
  });

  it('shows why, and which runs failed', async () => {
    const desk = await deskInTrouble();
    const { io } = await desk.otai('quarantine show 2');
    expect(io.stdout).toMatch(/^ticket 2 \(desk\) of pipeline route\nin quarantine since .*, after 2 failed runs\n/);
    expect(io.stdout.match(/each\[2\]\/check: it is on fire/g)).toHaveLength(2);
    expect((await desk.otai('quarantine show 2 --json')).io.json()).toMatchObject([
      { ticketId: '2', runs: [{ path: 'each[2]/check' }, {}] },
    ]);
  });

  it('retry lets the next run try again', async () => {
    const desk = await deskInTrouble();
    expect((await desk.otai('run --once')).io.stdout).toContain('nothing to write');
    expect((await desk.otai('quarantine retry 2')).io.stdout).toBe('1 ticket out of quarantine: the next run tries again.\n');
    expect((await desk.otai('run --once', 'no')).io.stdout).toContain('1 ticket written');
    expect((await desk.otai('quarantine retry --all')).io.stdout).toBe('No ticket is in quarantine.\n');
  });

  it('drop leaves the ticket as it is', async () => {
    const desk = await deskInTrouble();
    const { io } = await desk.otai('quarantine drop --all --json');
    expect(io.json()).toMatchObject({ released: 1, tickets: [{ ticketId: '2' }] });
    expect((await desk.otai('run --once', 'no')).io.stdout).toContain('nothing to write');
    const again = await desk.otai('quarantine drop 2');
    expect(again.io.stderr).toBe('error: ticket 2 is not in quarantine\n  -> it is done for route\n  [OTAI_CLI_USAGE]\n');
    expect(again.code).toBe(2);
  });

  it.each([
    ['quarantine retry', 'no ticket is named\n  -> name the tickets, or say --all'],
    ['quarantine drop 1 --all', 'both --all and tickets are named\n  -> name the tickets, or say --all'],
    ['quarantine show 4711', 'ticket 4711 is not in quarantine\n  -> no ticket is'],
  ])('refuses %s', async (line, message) => {
    const { io, code } = await new DeskFolder().otai(line);
    expect(io.stderr).toBe(`error: ${message}\n  [OTAI_CLI_USAGE]\n`);
    expect(code).toBe(2);
  });

  it('knows its subcommands', async () => {
    const { io, code } = await new DeskFolder().otai('quarantine lst');
    expect(io.stderr).toContain("unknown command 'lst'\n(Did you mean list?)");
    expect(code).toBe(2);
  });
});
