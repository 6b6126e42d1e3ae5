import { lastValueFrom, toArray } from 'rxjs';
import { Pipe, PipeResult, StepFailedError, type PipeContext, type RunEvent } from 'open-ticket-ai';
import { bootOtai, MemoryTicketSystem, type BootedOtai, type BootOptions } from 'open-ticket-ai/testing';

@Pipe('throw_something')
class ThrowingPipe {
  execute(): PipeResult {
    throw new TypeError('the printer is on fire');
  }
}

@Pipe('return_nonsense')
class NonsensePipe {
  execute({ input = { value: 1 } }: PipeContext) {
    return input as PipeResult;
  }
}

@Pipe('wait_for_abort')
class WaitingPipe {
  execute({ signal }: PipeContext) {
    return new Promise<PipeResult>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
}

const HOST = { providers: [ThrowingPipe, NonsensePipe, WaitingPipe] };

let app: BootedOtai | undefined;
afterEach(() => app?.close());

/** Boots one pipeline named `test` with the given steps. */
async function boot(steps: string, options: BootOptions & { services?: string } = {}): Promise<BootedOtai> {
  const { services = '{}', ...rest } = options;
  const yaml = `otai:\n  services: ${services}\n  pipelines:\n    test:\n      steps:\n${steps.replaceAll(/^/gm, '        ')}\n`;
  app = await bootOtai(yaml, { ...HOST, ...rest });
  return app;
}

async function eventsOf(started: Promise<BootedOtai>): Promise<RunEvent[]> {
  return lastValueFrom((await started).pipelines.run$('test').pipe(toArray()));
}

describe('a step', () => {
  it('gives its result to the steps after it', async () => {
    const { data } = await (
      await boot(`
- { id: one, use: base:expression, params: { expression: "{{ 20 + 1 }}" } }
- { id: two, use: base:expression, params: { expression: "{{ get_pipe_result('one') * 2 }}" } }
`)
    ).run('test');
    expect(data).toEqual({ value: 42 });
  });

  it('that fails ends the pipeline, and says who, where and why', async () => {
    const result = await (
      await boot(`- { id: burn, use: throw_something }\n- { id: later, use: base:expression, params: { expression: 1 } }`)
    ).run('test');
    expect(result.failed).toBe(true);
    expect(result.error).toBeInstanceOf(StepFailedError);
    expect(result.error?.message).toBe('pipeline test, step burn: the printer is on fire');
    expect(result.error?.cause).toMatchObject({ code: 'OTAI_PIPE_FAILED', cause: expect.any(TypeError) });
    expect([...result.steps.keys()]).toEqual(['burn']);
  });

  it('that fails under on_error: continue lets the others go on, and they can ask', async () => {
    const result = await (
      await boot(`
- { id: burn, use: throw_something, on_error: continue }
- { id: asked, use: base:expression, params: { expression: "{{ has_failed('burn') }}" } }
`)
    ).run('test');
    expect(result.succeeded).toBe(true);
    expect(result.data).toEqual({ value: true });
  });

  it('that returns no PipeResult fails with words', async () => {
    const result = await (await boot(`- { id: odd, use: return_nonsense }`)).run('test');
    expect(result.error?.message).toContain('NonsensePipe.execute returned an object with value, which is not a PipeResult');
  });

  it('that returns what only looks like a PipeResult fails with words too', async () => {
    const input = { status: 'succeeded', data: { value: 1 } };
    const result = await (await boot(`- { id: odd, use: return_nonsense }`)).run('test', { input });
    expect(result.error?.message).toContain('NonsensePipe.execute returned an object with status, data, which is not a PipeResult');
  });

  it('is skipped when its condition is false, which is not a failure', async () => {
    const result = await (
      await boot(`
- { id: never, use: throw_something, if: "{{ 1 > 2 }}" }
- { id: not_at_all, use: throw_something, if: false }
- { id: always, use: base:expression, if: "{{ 'text' }}", params: { expression: done } }
`)
    ).run('test');
    expect(result.steps.get('never')).toMatchObject({ status: 'skipped', reason: 'its condition (if) is false' });
    expect(result.steps.get('not_at_all')?.skipped).toBe(true);
    expect(result.data).toEqual({ value: 'done' });
  });

  it('is skipped when a step it depends on did not succeed, with the reason', async () => {
    const result = await (
      await boot(`
- { id: skipped, use: throw_something, if: false }
- { id: failed, use: throw_something, on_error: continue }
- { id: one, use: throw_something, depends_on: skipped }
- { id: two, use: throw_something, depends_on: [failed] }
- { id: three, use: throw_something, depends_on: [two] }
`)
    ).run('test');
    const reasons = ['one', 'two', 'three'].map((id) => result.steps.get(id));
    expect(reasons).toMatchObject([
      { reason: 'it depends on "skipped", which was skipped' },
      { reason: 'it depends on "failed", which failed' },
      { reason: 'it depends on "two", which was skipped' },
    ]);
    expect(result.succeeded).toBe(true);
  });

  it('fails on purpose with fail(), wherever the template stands', async () => {
    const result = await (
      await boot(`- { id: guard, use: base:expression, params: { expression: "no {{ fail('no tickets') if true }}" } }`)
    ).run('test');
    expect(result.error?.message).toContain('step guard');
    expect(result.error?.message).toContain('no tickets');
  });
});

describe('nested steps', () => {
  it('see the results around them, and hide them with their own for as long as they last', async () => {
    const { steps } = await (
      await boot(`
- { id: one, use: base:expression, params: { expression: outer } }
- id: both
  use: base:composite
  params:
    steps:
      - { id: seen, use: base:expression, params: { expression: "{{ get_pipe_result('one') }}" } }
      - { id: one, use: base:expression, params: { expression: "inner after {{ get_pipe_result('seen') }}" } }
      - { id: last, use: base:expression, params: { expression: "{{ get_pipe_result('one') }}" } }
- { id: after, use: base:expression, params: { expression: "{{ get_pipe_result('one') }} / {{ get_pipe_result('both') }}" } }
`)
    ).run('test');
    expect(steps.get('after')).toMatchObject({ data: { value: 'outer / inner after outer' } });
  });

  it('fail the step that holds them; the error names the innermost step', async () => {
    const result = await (
      await boot(`
- id: outer
  use: base:composite
  params:
    steps:
      - id: inner
        use: base:composite
        params:
          steps: [{ id: burn, use: throw_something }]
`)
    ).run('test');
    expect(result.error?.message).toBe('pipeline test, step outer/inner/burn: the printer is on fire');
  });

  it('do not fail the step that holds them when one of them is skipped', async () => {
    const result = await (
      await boot(`
- id: holder
  use: base:composite
  params:
    steps:
      - { id: skipped, use: throw_something, if: false }
      - { id: done, use: base:expression, params: { expression: 1 } }
`)
    ).run('test');
    expect(result.steps.get('holder')).toMatchObject({ status: 'succeeded', data: { value: 1 } });
  });

  it('read the params of the steps around them, rendered, the nearest first', async () => {
    const result = await (
      await boot(`
- id: outer
  use: base:composite
  params:
    threshold: "{{ 0.5 + 0.25 }}"
    name: outer
    steps:
      - id: inner
        use: base:composite
        params:
          name: inner
          steps:
            - id: read
              use: base:expression
              params: { expression: "{{ get_parent_param('threshold') }} {{ get_parent_param('name') }}" }
`)
    ).run('test');
    expect(result.data).toEqual({ value: '0.75 inner' });
  });
});

describe('the params of a pipeline', () => {
  it('are read by its steps, rendered', async () => {
    app = await bootOtai({
      otai: {
        pipelines: {
          test: {
            params: { threshold: '{{ input / 4 }}', name: 'all' },
            steps: [
              {
                id: 'read',
                use: 'base:expression',
                params: { expression: "{{ get_parent_param('name') }} {{ get_parent_param('threshold') }}" },
              },
            ],
          },
        },
      },
    });
    expect((await app.run('test', { input: 3 })).data).toEqual({ value: 'all 0.75' });
    expect((await app.run('test', { input: 'x' })).error?.message).toContain('threshold');
  });
});

/** A for_each over the run's input, with the given steps inside. */
function forEach(inner: string, more = ''): string {
  return `
- id: each
  use: base:for_each
  params:
    items: "{{ input }}"
    as: ticket
    ${more}
    steps:
      ${inner}
`;
}

describe('for_each', () => {
  it('runs its steps for each item, in a scope of its own', async () => {
    const booted = await boot(
      forEach(`- { id: text, use: base:expression, params: { expression: "{{ index }}: {{ ticket.subject }}" } }`, 'concurrency: 4'),
    );
    const result = await booted.run('test', {
      input: [
        { id: '7', subject: 'VPN' },
        { id: '8', subject: '2024' },
      ],
    });
    expect(result.data).toMatchObject({
      count: 2,
      succeeded_count: 2,
      failed_count: 0,
      results: [{ value: '0: VPN' }, { value: '1: 2024' }],
    });
  });

  it('reports a bad item and goes on with the others', async () => {
    const booted = await boot(
      forEach(`- { id: check, use: base:expression, params: { expression: "{{ fail('poison') if ticket.id == '7' else 'ok' }}" } }`),
    );
    const result = await booted.run('test', { input: [{ id: '7' }, { id: '8' }] });
    expect(result.succeeded).toBe(true);
    expect(result.data).toMatchObject({
      failed_count: 1,
      results: [null, { value: 'ok' }],
      errors: [{ index: 0, label: '7', message: expect.stringContaining('step each[7]/check') }],
    });
  });

  it('fails when every item failed', async () => {
    const booted = await boot(forEach(`- { id: check, use: throw_something }`));
    const result = await booted.run('test', { input: [1, 2] });
    expect(result.error?.message).toContain('all 2 items failed; the first: pipeline test, step each[0]/check: the printer is on fire');
  });

  it('is skipped without items', async () => {
    const booted = await boot(forEach(`- { id: check, use: throw_something }`));
    expect((await booted.run('test', { input: [] })).skipped).toBe(true);
  });

  it.each([
    ['a text', 'one, two', 'items must be a list, but is a text of 8 characters'],
    ['a mapping', { a: 1 }, 'items must be a list, but is a mapping'],
    ['nothing', undefined, 'items is none'],
  ])('given %s by its template fails, and does not go over its letters or keys', async (_, input, message) => {
    const booted = await boot(forEach(`- { id: check, use: throw_something }`));
    const { error } = await booted.run('test', { input });
    expect(error?.message).toBe(`pipeline test, step each: ${message}`);
  });

  it('goes over the keys of a mapping when its template says so', async () => {
    const booted = await boot(
      forEach(`- { id: key, use: base:expression, params: { expression: "{{ ticket }}" } }`).replace(
        '{{ input }}',
        '{{ input.keys() | list }}',
      ),
    );
    expect((await booted.run('test', { input: { a: 1, b: 2 } })).data).toMatchObject({ results: [{ value: 'a' }, { value: 'b' }] });
  });

  it('takes its concurrency from a template', async () => {
    const steps = forEach(`- { id: say, use: base:expression, params: { expression: 1 } }`, 'concurrency: "{{ input | length }}"');
    const booted = await boot(steps);
    expect((await booted.run('test', { input: [1, 2, 3] })).data).toMatchObject({ count: 3 });
    await booted.close();
    const wrong = await (await boot(steps.replace('input | length', "'many'"))).run('test', { input: [1] });
    expect(wrong.error?.message).toBe('pipeline test, step each: concurrency must be a whole number, but is "many"');
  });

  it('that is cancelled ends the run as cancelled, with what was going on told', async () => {
    const booted = await boot(forEach(`- { id: wait, use: wait_for_abort, on_error: continue }`, 'concurrency: 2'));
    const cancel = new AbortController();
    const finished: RunEvent[] = [];
    booted.pipelines.events$.subscribe((event) => event.type === 'step_finished' && finished.push(event));
    const run = booted.run('test', { input: [1, 2, 3, 4], signal: cancel.signal });
    setImmediate(() => cancel.abort(new Error('enough')));
    expect((await run).error).toMatchObject({ code: 'OTAI_RUN_CANCELLED', message: 'pipeline test was cancelled: enough' });
    expect(finished.map((event) => ('path' in event ? event.path : ''))).toEqual(['each[0]/wait', 'each[1]/wait', 'each']);
  });

  it('never has more items at work than its concurrency', async () => {
    let atWork = 0;
    let most = 0;
    @Pipe('busy')
    class BusyPipe {
      async execute() {
        most = Math.max(most, ++atWork);
        await new Promise(setImmediate);
        atWork--;
        return PipeResult.succeeded();
      }
    }
    const booted = await boot(forEach(`- { id: busy, use: busy }`, 'concurrency: 3'), { providers: [BusyPipe] });
    await booted.run('test', { input: Array.from({ length: 20 }, (_, i) => i) });
    expect(most).toBe(3);
  });
});

describe('a ticket’s text never changes type', () => {
  it.each(['2024', '[1, 2]', 'None', 'True', '5 # Drucker', "{'a': 1}", '007', '1e3'])('%s stays text', async (text) => {
    const booted = await boot(
      `
- { id: fetch, use: base:fetch_tickets, injects: { ticket_system: helpdesk } }
- { id: subject, use: base:expression, params: { expression: "{{ get_pipe_result('fetch', 'fetched_tickets')[0].subject }}" } }
- id: note
  use: base:add_note
  injects: { ticket_system: helpdesk }
  params: { ticket_id: 1, note: { subject: "{{ get_pipe_result('subject') }}", body: "{{ get_pipe_result('subject') }}" } }
`,
      { services: '{ helpdesk: { use: "testing:memory_ticket_system" } }' },
    );
    const helpdesk = booted.service<MemoryTicketSystem>('helpdesk');
    helpdesk.add({ subject: text });
    const result = await booted.run('test');
    expect(result.steps.get('subject')).toMatchObject({ data: { value: text } });
    expect(helpdesk.tickets[0]?.notes).toMatchObject([{ subject: text, body: text, visibility: 'internal' }]);
  });

  it('and is never rendered a second time', async () => {
    const booted = await boot(`- { id: echo, use: base:expression, params: { expression: "{{ input }}" } }`);
    const hostile = "{{ get_env('HOME') }} {% for i in range(10) %}";
    expect((await booted.run('test', { input: hostile })).data).toEqual({ value: hostile });
  });
});

describe('a run', () => {
  it('tells whoever watches what happens, in order', async () => {
    const events = await eventsOf(
      boot(`- { id: one, use: base:expression, params: { expression: 1 } }\n- { id: two, use: throw_something }`),
    );
    expect(events.map((event) => [event.type, 'path' in event ? event.path : ''])).toEqual([
      ['run_started', ''],
      ['step_started', 'one'],
      ['step_finished', 'one'],
      ['step_started', 'two'],
      ['step_finished', 'two'],
      ['run_finished', ''],
    ]);
    expect(events.at(-1)).toMatchObject({ result: { status: 'failed' }, durationMs: expect.any(Number) });
  });

  it('can be cancelled; the signal reaches the pipe', async () => {
    const booted = await boot(`- { id: wait, use: wait_for_abort }\n- { id: later, use: throw_something }`);
    const cancel = new AbortController();
    const started = booted.run('test', { signal: cancel.signal });
    setImmediate(() => cancel.abort(new Error('the operator said so')));
    const result = await started;
    expect(result.error).toMatchObject({ code: 'OTAI_RUN_CANCELLED', message: 'pipeline test was cancelled: the operator said so' });
    expect([...result.steps.keys()]).toEqual(['wait']);
  });

  it('is cancelled when nobody listens to its events any more', async () => {
    const booted = await boot(`- { id: wait, use: wait_for_abort }`);
    const finished = new Promise<RunEvent>((resolve) => {
      booted.pipelines.events$.subscribe((event) => event.type === 'run_finished' && resolve(event));
    });
    const subscription = booted.pipelines.run$('test').subscribe();
    setImmediate(() => subscription.unsubscribe());
    expect(await finished).toMatchObject({ error: { code: 'OTAI_RUN_CANCELLED' } });
  });

  it('writes nothing when it is dry, and says what it would have written', async () => {
    const booted = await boot(
      `
- { id: move, use: base:update_ticket, injects: { ticket_system: helpdesk }, params: { ticket_id: 1, updated_ticket: { queue: { name: IT } } } }
- { id: note, use: base:add_note, injects: { ticket_system: helpdesk }, params: { ticket_id: 1, note: { body: moved } } }
`,
      { services: '{ helpdesk: { use: "testing:memory_ticket_system" } }' },
    );
    const helpdesk = booted.service<MemoryTicketSystem>('helpdesk');
    helpdesk.add({ subject: 'VPN', queue: 'Incoming' });
    const events = await lastValueFrom(booted.pipelines.run$('test', { dryRun: true }).pipe(toArray()));
    expect(helpdesk.operations).toEqual(['getTicket']);
    expect(helpdesk.tickets[0]).toMatchObject({ queue: { name: 'Incoming' }, notes: [] });
    expect(events.filter((event) => event.type === 'ticket_written')).toMatchObject([
      { dryRun: true, write: { operation: 'updateTicket', ticketId: '1', change: { queue: { name: 'IT' } } } },
      { dryRun: true, write: { operation: 'addNote', ticketId: '1', change: { body: 'moved' }, before: { queue: { name: 'IT' } } } },
    ]);
    expect(events.at(-1)).toMatchObject({ result: { steps: expect.any(Map), data: { ticket: { queue: { name: 'IT' } } } } });
  });

  it('of an unknown pipeline is refused with what there is', async () => {
    const booted = await boot(`- { id: one, use: base:expression, params: { expression: 1 } }`);
    await expect(booted.run('tset')).rejects.toMatchObject({
      code: 'OTAI_PIPELINE_UNKNOWN',
      message: expect.stringContaining('did you mean "test"?'),
    });
    await expect(lastValueFrom(booted.pipelines.run$('nope'))).rejects.toMatchObject({ code: 'OTAI_PIPELINE_UNKNOWN' });
    expect(booted.pipelines.names()).toEqual(['test']);
  });
});
