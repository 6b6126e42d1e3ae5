import { PipeResult } from '../api/pipe-result.js';
import { runEnvironment } from '../../test/support/compiled.js';
import { MemoryJournal, type Journal } from './journal.js';
import { Run } from './run.js';
import { RunResult } from './run-result.js';
import { StepFailedError } from './run.error.js';
import type { TicketWrite } from './write-port.js';

const WRITE: TicketWrite = { system: 'helpdesk', operation: 'addNote', ticketId: '7', change: { body: 'Dear customer' }, before: null };

function ended(run: Run, result: PipeResult = PipeResult.succeeded({ body: 'Dear customer' })): RunResult {
  return new RunResult(run.id, run.pipeline, result, new Map(), run.dryRun, 12);
}

function runOf(pipeline: string): Run {
  return new Run(pipeline, runEnvironment(), {});
}

describe('MemoryJournal', () => {
  it('remembers how a run ended and how often it wrote', () => {
    const journal: Journal = new MemoryJournal();
    const run = runOf('route');
    journal.recordWrite({ run, path: 'a' }, WRITE);
    journal.recordWrite({ run, path: 'b' }, WRITE);
    journal.recordRun(ended(run));
    expect(journal.runs()).toMatchObject([
      { runId: run.id, pipeline: 'route', status: 'succeeded', dryRun: false, durationMs: 12, writes: 2, error: null },
    ]);
  });

  it('remembers code and words of an error', () => {
    const journal: Journal = new MemoryJournal();
    journal.recordRun(ended(runOf('route'), PipeResult.failed(new StepFailedError('route', 'fetch', new Error('away')))));
    expect(journal.runs()[0]).toMatchObject({
      status: 'failed',
      error: { code: 'OTAI_STEP_FAILED', message: 'pipeline route, step fetch: away' },
    });
  });

  it('holds no ticket data', () => {
    const journal: Journal = new MemoryJournal();
    const run = runOf('route');
    journal.recordWrite({ run, path: 'a' }, WRITE);
    journal.recordRun(ended(run));
    expect(JSON.stringify(journal.runs())).not.toContain('Dear customer');
  });

  it.each([0, 1, 2, 3, 4, 7, 9])('of %d runs gives the latest three, the newest first', (count) => {
    const journal: Journal = new MemoryJournal(3);
    const names = Array.from({ length: count }, (_, i) => `run_${i}`);
    for (const name of names) journal.recordRun(ended(runOf(name)));
    expect(journal.runs().map(({ pipeline }) => pipeline)).toEqual(names.toReversed().slice(0, 3));
  });
});
