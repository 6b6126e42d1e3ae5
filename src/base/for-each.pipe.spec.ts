import { IsString } from 'class-validator';
import * as fc from 'fast-check';
import { DurableMemory } from '../../test/support/durable/durable-memory.js';
import { Gate } from '../../test/support/gate.js';
import { OtaiError } from '../api/otai.error.js';
import type { PipeContext } from '../api/pipe-context.js';
import { PipeResult } from '../api/pipe-result.js';
import { Pipe } from '../api/pipe.decorator.js';
import type { Steps, StepsRunOptions } from '../api/steps.js';
import { EXECUTOR, JOURNAL } from '../module/runtime.tokens.js';
import type { Executor } from '../pipeline/executor.js';
import { RunRecovery } from '../pipeline/run.recovery.js';
import { bootOtai } from '../testing/boot-otai.js';
import { FakeClock } from '../testing/fake-clock.js';
import type { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { runPipe } from '../testing/run-pipe.js';
import { ForEachPipe } from './for-each.pipe.js';

/** Steps that do what a function says with each item. */
class FakeSteps implements Steps {
  readonly length = 1;
  readonly runs: StepsRunOptions[] = [];

  constructor(private readonly execute: (options: StepsRunOptions) => PipeResult | Promise<PipeResult> = () => PipeResult.succeeded()) {}

  async run(options: StepsRunOptions = {}): Promise<PipeResult> {
    this.runs.push(options);
    return this.execute(options);
  }
}

class WorkParams {
  @IsString()
  on!: string;
}

function forEach(params: object, signal?: AbortSignal) {
  return runPipe(ForEachPipe, { params, signal });
}

describe('for_each', () => {
  it('gives its steps the item under the name it is told, its place as index, and a label for events and errors', async () => {
    const steps = new FakeSteps();
    await forEach({ items: [{ id: '7' }, { id: 8 }, 'text'], as: 'ticket', steps });
    expect(steps.runs).toEqual([
      { variables: { ticket: { id: '7' }, index: 0 }, label: '7' },
      { variables: { ticket: { id: 8 }, index: 1 }, label: '8' },
      { variables: { ticket: 'text', index: 2 }, label: '2' },
    ]);
  });

  it('calls the item `item` unless told otherwise', async () => {
    const steps = new FakeSteps();
    await forEach({ items: ['a'], steps });
    expect(steps.runs[0]?.variables).toEqual({ item: 'a', index: 0 });
  });

  it.each(['index', 'input', 'true', 'none', 'not', 'loop', 'get_env', 'pipe_results', '__proto__', '9lives', 'a-b', ''])(
    'does not call the item %j, which templates could not read, or which would hide something',
    async (as) => {
      await expect(forEach({ items: [1], as, steps: new FakeSteps() })).rejects.toMatchObject({ code: 'OTAI_PARAMS_INVALID' });
    },
  );

  it('says what became of the items: counts, results by place, errors', async () => {
    const outcomes = [PipeResult.succeeded({ queue: 'IT' }), PipeResult.skipped('nothing to do'), PipeResult.failed('poison')];
    const steps = new FakeSteps(({ variables }) => outcomes[Number(variables?.['index'])] ?? PipeResult.succeeded());
    const result = await forEach({ items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], steps });
    expect(result).toMatchObject({
      data: {
        count: 3,
        succeeded_count: 1,
        skipped_count: 1,
        failed_count: 1,
        results: [{ queue: 'IT' }, null, null],
        errors: [{ index: 2, label: 'c', message: 'poison' }],
      },
    });
  });

  it('keeps results at the place of their item, however long each takes', async () => {
    const steps = new FakeSteps(async ({ variables }) => {
      const index = Number(variables?.['index']);
      for (let i = index; i < 5; i++) await new Promise(setImmediate);
      return PipeResult.succeeded({ value: index });
    });
    const result = await forEach({ items: [0, 1, 2, 3, 4], concurrency: 5, steps });
    expect(result).toMatchObject({ data: { results: [0, 1, 2, 3, 4].map((value) => ({ value })) } });
  });

  it('is skipped without items', async () => {
    expect(await forEach({ items: [], steps: new FakeSteps() })).toMatchObject({ status: 'skipped', reason: 'there are no items' });
  });

  it('fails with the one item’s own error, or with the first of all', async () => {
    const steps = new FakeSteps(() => PipeResult.failed(new OtaiError('OTAI_TEST', 'poison')));
    expect(await forEach({ items: [1], steps })).toMatchObject({ error: { code: 'OTAI_TEST', message: 'poison' } });
    expect(await forEach({ items: [1, 2], steps })).toMatchObject({
      error: { code: 'OTAI_ALL_ITEMS_FAILED', message: 'all 2 items failed; the first: poison' },
    });
  });

  it.each(['some text', { a: 1 }, 5])('does not go over %j, which is no list', async (items) => {
    await expect(forEach({ items, steps: new FakeSteps() })).rejects.toThrow(/items must be a list/);
  });

  it('knows items of the same id apart, so that none is taken for another after an interruption', async () => {
    const steps = new FakeSteps();
    await forEach({ items: [{ id: '7' }, { id: 7 }, 'text', { id: '2' }, { id: '7' }], steps });
    expect(steps.runs.map(({ label }) => label)).toEqual(['7', '7~2', '2', '2~2', '7~3']);
  });

  it('knows an item whose id could garble a log line by its place', async () => {
    const steps = new FakeSteps();
    const ids = ['2024-07/IT', 'a\nERROR fake', 'x'.repeat(65), '] / [', '', 'Größe_1:2'];
    await forEach({ items: ids.map((id) => ({ id })), steps });
    expect(steps.runs.map(({ label }) => label)).toEqual(['2024-07/IT', '1', '2', '3', '4', 'Größe_1:2']);
  });
});

describe('a for_each that is cancelled', () => {
  it('begins no further item, and fails with the reason', async () => {
    const cancel = new AbortController();
    const steps = new FakeSteps(({ variables }) => {
      if (variables?.['index'] === 2) cancel.abort(new Error('the operator said so'));
      return PipeResult.succeeded();
    });
    const result = await forEach({ items: [0, 1, 2, 3, 4], steps }, cancel.signal);
    expect(steps.runs).toHaveLength(3);
    expect(result).toMatchObject({ status: 'failed', error: { message: 'the operator said so' } });
  });

  it('waits for the items that are at work', async () => {
    const cancel = new AbortController();
    let ended = 0;
    const steps = new FakeSteps(async ({ variables }) => {
      if (variables?.['index'] === 1) cancel.abort(new Error('stop'));
      await new Promise(setImmediate);
      ended++;
      return PipeResult.succeeded();
    });
    await forEach({ items: [0, 1, 2, 3, 4], concurrency: 2, steps }, cancel.signal);
    expect(ended).toBe(2);
  });

  it('can be cancelled from outside even when no item ever waits for anything', async () => {
    const cancel = new AbortController();
    setImmediate(() => cancel.abort(new Error('stop')));
    const steps = new FakeSteps(() => {
      // Stands for work that keeps the process busy: a classifier that computes.
      for (const until = performance.now() + 1; performance.now() < until;);
      return PipeResult.succeeded();
    });
    const result = await forEach({ items: Array.from({ length: 5000 }, (_, i) => i), steps }, cancel.signal);
    expect(result.failed).toBe(true);
    expect(steps.runs.length).toBeLessThan(500);
  });
});

describe('whatever the list and the concurrency', () => {
  it('each item is run once, in order, and never more at a time than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.anything(), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 60 }),
        async (items, concurrency) => {
          let atWork = 0;
          let most = 0;
          const steps = new FakeSteps(async () => {
            most = Math.max(most, ++atWork);
            await Promise.resolve();
            atWork--;
            return PipeResult.succeeded();
          });
          const result = await new ForEachPipe().execute({
            params: { items, as: 'item', concurrency, steps },
            signal: new AbortController().signal,
            tickets: { handle: (_item: unknown, work: () => unknown) => work() },
          } as never);
          expect(steps.runs.map(({ variables }) => variables?.['index'])).toEqual(items.map((_, i) => i));
          expect(most).toBeLessThanOrEqual(concurrency);
          expect(result).toMatchObject({ data: { count: items.length, succeeded_count: items.length } });
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a for_each over tickets', () => {
  /** Goes over all tickets; those with `bad` in their subject fail. */
  const CONFIG = `
otai:
  services:
    helpdesk: { use: testing:memory_ticket_system }
  pipelines:
    route:
      quarantine: { after: 2 }
      steps:
        - { id: fetch, use: base:fetch_tickets, injects: { ticket_system: helpdesk } }
        - id: each
          use: base:for_each
          params:
            items: "{{ get_pipe_result('fetch', 'fetched_tickets') }}"
            as: ticket
            steps:
              - { id: check, use: base:expression, params: { expression: "{{ fail('bad') if 'bad' in ticket.subject else 'good' }}" } }
`;

  it('remembers of each how it ended: what is done is not found again, what failed is, until it is set aside', async () => {
    const app = await bootOtai(CONFIG);
    const helpdesk = app.service<MemoryTicketSystem>('helpdesk');
    for (const subject of ['good', 'bad', 'good']) helpdesk.add({ subject });
    const counts: unknown[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { steps } = await app.run('route');
      const each = steps.get('each');
      const error = each?.status === 'failed' ? 'failed' : undefined;
      counts.push(each?.status === 'succeeded' ? [each.data['succeeded_count'], each.data['failed_count']] : (error ?? each?.status));
    }
    expect(counts).toEqual([[2, 1], 'failed', 'skipped']);
    await app.close();
  });

  it('has a ticket for itself: another run finds it only when it is done with, and changed', async () => {
    const app = await bootOtai(CONFIG);
    const helpdesk = app.service<MemoryTicketSystem>('helpdesk');
    helpdesk.add({ id: '1', subject: 'good' });
    const runs = await Promise.all([app.run('route'), app.run('route'), app.run('route')]);
    const found = runs.map(({ data }) => Number(data?.['succeeded_count'] ?? 0));
    expect(found.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    helpdesk.add({ id: '1', subject: 'good again', updated_at: '2026-01-02T00:00:00Z' });
    expect((await app.run('route')).steps.get('fetch')).toMatchObject({ data: { count: 1 } });
    await app.close();
  });
});

describe('a for_each whose run stops in order to go on later', () => {
  const started = new Gate();
  const mayEnd = new Gate();
  const worked: string[] = [];

  @Pipe('work', { params: WorkParams })
  class WorkPipe {
    async execute({ params }: PipeContext<WorkParams>): Promise<PipeResult> {
      worked.push(params.on);
      started.open();
      await mayEnd.opened;
      return PipeResult.succeeded();
    }
  }

  const CONFIG = `
otai:
  services:
    helpdesk: { use: testing:memory_ticket_system }
  pipelines:
    route:
      steps:
        - { id: fetch, use: base:fetch_tickets, injects: { ticket_system: helpdesk } }
        - id: each
          use: base:for_each
          params:
            items: "{{ get_pipe_result('fetch', 'fetched_tickets') }}"
            as: ticket
            steps:
              - id: parts
                use: base:for_each
                params:
                  items: [a, b]
                  as: part
                  steps: [{ id: work, use: work, params: { on: '{{ ticket.id }}{{ part }}' } }]
`;

  it('has not done with a ticket whose own list was not gone over to its end, and goes on there', async () => {
    const memory = new DurableMemory(new FakeClock());
    const boot = async () => {
      const app = await bootOtai(CONFIG, {
        providers: [WorkPipe],
        override: (builder) => builder.overrideProvider(JOURNAL).useValue(memory.open()),
      });
      for (const id of ['1', '2']) app.service<MemoryTicketSystem>('helpdesk').add({ id });
      return app;
    };
    const first = await boot();
    const run = first.run('route');
    await started.opened;
    const drained = first.module.get<Executor>(EXECUTOR, { strict: false }).drain(60_000);
    mayEnd.open();
    await drained;
    await first.close();
    expect((await run).error).toMatchObject({ code: 'OTAI_RUN_SUSPENDED' });
    expect(worked).toEqual(['1a']);
    expect((await memory.records.tickets()).map(({ state }) => state)).toEqual(['claimed', 'claimed']);

    const second = await boot();
    const [result] = await second.module.get(RunRecovery, { strict: false }).resumeAll();
    expect(result?.data).toMatchObject({ count: 2, succeeded_count: 2 });
    expect(worked).toEqual(['1a', '1b', '2a', '2b']);
    await second.close();
    expect((await memory.records.tickets()).map(({ state }) => state)).toEqual(['done', 'done']);
  });
});
