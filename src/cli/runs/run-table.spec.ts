import { aRun, aWrite, entriesOf, runId } from '../../../test/support/journal-entries.js';
import { MemoryJournal } from '../../journal/memory.journal.js';
import { findRun } from './find-run.js';
import { runTable } from './run-table.js';

const FIRE = { code: 'OTAI_PIPE_FAILED', message: 'the printer\nis on fire', retryable: false };

describe('the table of runs', () => {
  it('tells of each run where it stands and what came of it', () => {
    const runs = [
      { run: aRun({ writes: 3 }), tickets: 2 },
      { run: aRun({ runId: runId('b'), state: 'failed', error: FIRE, durationMs: 65_000 }), tickets: 0 },
      { run: aRun({ runId: runId('c'), state: 'running', finishedAt: null, durationMs: 0, dryRun: true }), tickets: 0 },
    ];
    expect(runTable(runs, 140)).toBe(`run       pipeline  state              started              duration   tickets  writes  error
--------  --------  -----------------  -------------------  ---------  -------  ------  -----------------------------------------
aaaaaaaa  route     succeeded          2026-11-02 12:00:00  120 ms     2        3
bbbbbbbb  route     failed             2026-11-02 12:00:00  1 min 5 s                   the printer is on fire [OTAI_PIPE_FAILED]
cccccccc  route     running (dry run)  2026-11-02 12:00:00`);
  });

  it('shows as much of the ids as tells them apart', () => {
    const ids = ['0197aaaa-1000', '0197aaaa-1200', '0197bbbb-0000'];
    const table = runTable(
      ids.map((id) => ({ run: aRun({ runId: id }), tickets: 0 })),
      100,
    );
    expect(
      table
        .split('\n')
        .slice(2)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['0197aaaa-10', '0197aaaa-12', '0197bbbb-00']);
  });

  it('keeps to the width, at the cost of the error', () => {
    const table = runTable([{ run: aRun({ error: { ...FIRE, message: 'x'.repeat(300) } }), tickets: 0 }], 100);
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('a run', () => {
  const journal = new MemoryJournal();
  for (const id of ['abc-1', 'abd-2']) for (const entry of entriesOf(aRun({ runId: id }), [], [aWrite({ key: id })])) journal.put(entry);

  it('is found by its id, the beginning of it, or as the last', async () => {
    expect((await findRun(journal, 'abc-1')).run.runId).toBe('abc-1');
    expect((await findRun(journal, 'last')).run.runId).toBe('abd-2');
    expect((await findRun(journal, 'abd')).writes.map(({ key }) => key)).toEqual(['abd-2']);
  });

  it.each([
    ['ab', '"ab" is the beginning of 2 runs\n  -> there are abd-2 and abc-1'],
    ['', '"" is the beginning of 2 runs\n  -> there are abd-2 and abc-1'],
    ['abx-1', 'there is no run "abx-1"\n  -> did you mean "abc-1"?'],
    ['zzz', 'there is no run "zzz"\n  -> otai runs lists them'],
  ])('is not found by %j', async (id, message) => {
    await expect(findRun(journal, id)).rejects.toThrow(message);
  });

  it('is not found where there is none', async () => {
    await expect(findRun(new MemoryJournal(), 'a')).rejects.toThrow('there is no run "a"\n  -> none is remembered yet');
  });
});
