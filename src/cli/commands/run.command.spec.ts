import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IsString } from 'class-validator';
import { Pipe, PipeResult, PluginFactory, type PipeContext } from 'open-ticket-ai';
import { FakeIo, temporaryFolder, type FakeIoOptions } from '../../../test/support/fake-io.js';
import { Deferred } from '../run/deferred.js';
import { UsageError } from '../usage.error.js';
import { RunCommand, type RunCommandOptions } from './run.command.js';

class RefuseParams {
  @IsString()
  ticket_id!: string;
}

/** Refuses ticket 2. */
@Pipe('refuse', { params: RefuseParams })
class RefusePipe {
  execute({ params }: PipeContext<RefuseParams>) {
    if (params.ticket_id === '2') throw new TypeError('the \u001B[31mprinter\u001B[0m is on fire');
    return PipeResult.skipped(`ticket ${params.ticket_id} is fine`);
  }
}

/** Works until the test says that it is done, or the run is cancelled. */
@Pipe('wait')
class WaitingPipe {
  static done: () => void = () => {};
  static atWork = new Deferred<void>();

  execute({ signal }: PipeContext) {
    return new Promise<PipeResult>((resolve, reject) => {
      WaitingPipe.done = () => resolve(PipeResult.succeeded());
      WaitingPipe.atWork.resolve();
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
}

class SpecPlugin extends PluginFactory {
  static cleanedUp = 0;

  injectables() {
    return [RefusePipe, WaitingPipe];
  }

  override cleanup() {
    SpecPlugin.cleanedUp += 1;
  }
}

const HELPDESK = `
otai:
  services:
    helpdesk:
      use: base:local_helpdesk
      params: { mails: mails, queues: [Incoming, Billing, Other], default_priority: medium }
    rules:
      use: base:rules_classifier
      params: { labels: { Billing: { keywords: [invoice] } } }
`;

const ROUTE = `${HELPDESK}
  pipelines:
    route:
      steps:
        - id: fetch
          use: base:fetch_tickets
          injects: { ticket_system: helpdesk }
          params: { ticket_search_criteria: { queue: { name: Incoming } } }
        - id: each
          use: base:for_each
          params:
            items: "{{ get_pipe_result('fetch', 'fetched_tickets') }}"
            as: ticket
            steps:
              - { id: check, use: spec:refuse, params: { ticket_id: "{{ ticket.id }}" } }
              - id: classify_queue
                use: base:classification
                injects: { classification_service: rules }
                params: { text: "{{ ticket.subject }}", fallback_label: Other }
              - id: update
                use: base:update_ticket
                injects: { ticket_system: helpdesk }
                params:
                  ticket_id: "{{ ticket.id }}"
                  updated_ticket:
                    queue: { name: "{{ get_pipe_result('classify_queue', 'label') }}" }
                    priority: { name: high }
                    note: { body: "Routed. My password is hunter2." }
`;

const WAIT = `
otai:
  pipelines:
    first: { trigger: { use: base:interval, params: { every: 1h } }, steps: [{ id: work, use: spec:wait }] }
    second: { steps: [{ id: value, use: base:expression, params: { expression: 1 } }] }
`;

function mail(number: number, subject: string): Record<string, string> {
  const text = `Message-ID: <${number}@example.com>\nDate: Mon, 2 Nov 2026 10:0${number}:00 +0000\nFrom: c@example.com\nSubject: ${subject}\n\nsecret body\n`;
  return { [`mails/${number}.eml`]: text };
}

function ioWith(config: string, options: FakeIoOptions = {}): FakeIo {
  const mails = {
    ...mail(1, 'Your invoice \u001B[2J please'),
    ...mail(2, 'Printer'),
    ...mail(3, '請求書が届きません、確認をお願いいたします'),
  };
  return new FakeIo({ cwd: temporaryFolder({ 'config.yml': config, ...mails }), ...options });
}

function run(io: FakeIo, options: RunCommandOptions): Promise<number> {
  return new RunCommand(io, { plugins: [SpecPlugin] }).execute(options);
}

describe('otai run --once', () => {
  it('shows what was written, what was skipped and why, and what failed', async () => {
    const io = ioWith(ROUTE);
    expect(await run(io, { once: true })).toBe(0);
    expect(io.stdout.replaceAll(/\d+ ms/g, 'N ms')).toBe(`route: started
route: fetch succeeded in N ms
route: each succeeded in N ms

ticket  subject                              queue               priority       confidence  note
                                                                                queue
------  -----------------------------------  ------------------  -------------  ----------  --------
1       Your invoice [2J please              Incoming → Billing  medium → high  0.50        internal
3       請求書が届きません、確認をお願いい…  Incoming → Other    medium → high  –           internal

route: 2 tickets written (2 writes), 1 failed step, N ms
Fallback: classify_queue: no keyword or pattern of any label was found
Skipped: 2 x check: ticket … is fine
Failed: each[2]/check: the printer is on fire [OTAI_PIPE_FAILED]
`);
  });

  it('fits into 100 columns, wide characters included, and into a narrower terminal', async () => {
    for (const columns of [100, 72]) {
      const io = ioWith(ROUTE, { columns, isTty: columns === 72 });
      await run(io, { once: true });
      for (const line of io.stdout.split('\n').filter((text) => /^[\d-]/.test(text))) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('finds nothing new the second time', async () => {
    const io = ioWith(
      ROUTE.replace('spec:refuse', 'base:expression').replace(
        'ticket_id: "{{ ticket.id }}" } }\n              - id: cl',
        'expression: 1 } }\n              - id: cl',
      ),
    );
    await run(io, { once: true });
    const again = new FakeIo({ cwd: io.cwd });
    expect(await run(again, { once: true })).toBe(0);
    expect(again.stdout).toContain('route: nothing to write, ');
    expect(again.stdout).toContain('Skipped: each: there are no items');
  });

  it('--dry-run says what would be written, and writes nothing', async () => {
    const io = ioWith(ROUTE);
    await run(io, { once: true, dryRun: true });
    const before = readFileSync(join(io.cwd, '.otai/tickets.jsonl'), 'utf8');
    expect(io.stdout).toContain('Incoming → Billing');
    expect(io.stdout).toContain(`
ticket 1: Your invoice [2J please
  queue: Incoming → Billing
  priority: medium → high
  note (internal):
    | Routed. My password is hunter2.

ticket 3: `);
    expect(io.stdout).toContain('2 tickets would be written (2 writes)');
    expect(io.stdout).toContain('Dry run: nothing was written.\n');
    expect(before).not.toContain('Billing');
  });

  it('--ticket runs on that ticket only', async () => {
    const io = ioWith(ROUTE);
    expect(await run(io, { ticket: '3' })).toBe(0);
    expect(io.stdout).toContain('route: 1 ticket written');
    expect(io.stdout).not.toContain('each[1]');
  });

  it('--json prints events without any ticket text', async () => {
    const io = ioWith(ROUTE);
    await run(io, { once: true, json: true });
    const events = io.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['run_started', 'step_finished', 'run_finished']));
    expect(events.find(({ type }) => type === 'ticket_written')).toMatchObject({
      pipeline: 'route',
      path: 'each[1]/update',
      operation: 'updateTicket',
      ticketId: '1',
      fields: ['queue', 'priority', 'note'],
      queue: { before: 'Incoming', after: 'Billing' },
      note: 'internal',
    });
    expect(io.stdout).not.toMatch(/invoice|hunter2|secret body|example\.com/);
  });

  it('shows one changing line on a terminal', async () => {
    const io = ioWith(ROUTE, { isTty: true });
    await run(io, { once: true });
    expect(io.statuses[0]).toMatch(/^route · \d+ steps?, \d+ tickets? · fetch$/);
    expect(io.statuses.at(-1)).toBe('');
    expect(io.stdout).not.toContain('started');
  });

  it('ends with 1 when a pipeline failed, and says why', async () => {
    const io = ioWith(ROUTE);
    expect(await run(io, { ticket: '2' })).toBe(1);
    expect(io.stdout).toContain('route: failed, nothing to write, 1 failed step');
    expect(io.stdout).toContain('Failed: each[2]/check: the printer is on fire');
  });

  it('knows only the pipelines of the config, and opens nothing for another', async () => {
    const io = ioWith(ROUTE);
    const attempt = run(io, { once: true, pipeline: ['rout'] });
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow('there is no pipeline "rout"\n  -> did you mean "route"?');
    expect(existsSync(join(io.cwd, '.otai'))).toBe(false);
  });

  it('cleans plugins up when a service cannot be opened', async () => {
    SpecPlugin.cleanedUp = 0;
    const attempt = run(ioWith(HELPDESK.replace('mails: mails', 'mails: nowhere')), { once: true });
    await expect(attempt).rejects.toThrow('nowhere');
    expect(SpecPlugin.cleanedUp).toBe(1);
  });

  it('runs the named pipelines only', async () => {
    const io = ioWith(WAIT);
    expect(await run(io, { once: true, pipeline: ['second'] })).toBe(0);
    expect(io.stdout).not.toContain('first');
  });
});

describe('Ctrl-C', () => {
  beforeEach(() => {
    WaitingPipe.atWork = new Deferred();
  });

  it('finishes the run at work, begins no other, and says so', async () => {
    const io = ioWith(WAIT);
    const code = run(io, { once: true });
    await WaitingPipe.atWork.promise;
    io.send('SIGINT');
    await io.written('finishing 1 run… (Ctrl-C again to stop at once)');
    WaitingPipe.done();
    expect(await code).toBe(130);
    expect(io.stdout).toContain('first: work succeeded');
    expect(io.stdout).not.toContain('second');
  });

  it('a second time stops at once', async () => {
    const io = ioWith(WAIT);
    const code = run(io, { once: true });
    await WaitingPipe.atWork.promise;
    io.send('SIGINT');
    io.send('SIGINT');
    expect(await code).toBe(130);
  });

  it('ends waiting for triggers with 0, after the runs at work', async () => {
    const io = ioWith(WAIT);
    const code = run(io, {});
    await WaitingPipe.atWork.promise;
    io.send('SIGTERM');
    await io.written('finishing 1 run…');
    WaitingPipe.done();
    expect(await code).toBe(0);
  });
});

describe('a run that was interrupted', () => {
  const TWO_STEPS = `
otai:
  pipelines:
    first: { steps: [{ id: work, use: spec:wait }, { id: end, use: base:expression, params: { expression: done } }] }
    second: { steps: [{ id: value, use: base:expression, params: { expression: 1 } }] }
`;

  it('is gone on with by the next start, and not by a dry run or for another pipeline', async () => {
    const io = ioWith(TWO_STEPS);
    WaitingPipe.atWork = new Deferred();
    const code = run(io, { once: true, pipeline: ['first'] });
    await WaitingPipe.atWork.promise;
    io.send('SIGTERM');
    await io.written('finishing 1 run…');
    WaitingPipe.done();
    expect(await code).toBe(130);
    const next = async (options: RunCommandOptions) => {
      const other = new FakeIo({ cwd: io.cwd });
      const pending = run(other, { once: true, ...options });
      WaitingPipe.atWork = new Deferred();
      await Promise.race([pending, WaitingPipe.atWork.promise.then(() => WaitingPipe.done())]);
      await pending;
      return other.stdout;
    };
    expect(await next({ pipeline: ['second'] })).not.toContain('first');
    expect((await next({ pipeline: ['first'], dryRun: true })).match(/first: started/g)).toHaveLength(1);
    // The pipe is let go once: it works in the new run only, the interrupted one knows what it gave.
    expect((await next({ pipeline: ['first'] })).match(/first: started/g)).toHaveLength(2);
  });
});

describe('otai run without --once', () => {
  it('is refused when no pipeline has a trigger', async () => {
    await expect(run(ioWith(WAIT), { pipeline: ['second'] })).rejects.toThrow('none of the pipelines has a trigger');
  });

  it('ends with 1 when a pipeline fails whose config says always_retry: false', async () => {
    const io = ioWith(OLD_GRAMMAR);
    expect(await run(io, { debug: true })).toBe(1);
    expect(io.stdout).toContain('poll: failed');
  });
});

const OLD_GRAMMAR = `
open_ticket_ai:
  orchestrator:
    use: base:SimpleSequentialOrchestrator
    params:
      always_retry: false
      steps:
        - id: poll
          use: base:SimpleSequentialRunner
          params:
            on: { use: base:IntervalTrigger, params: { interval: PT0.01S } }
            run: { use: base:ExpressionPipe, params: { expression: "{{ fail('on purpose') }}" } }
`;

/** As a terminal counts: the letters of these tests that are wide, count twice. */
function columnsOf(line: string): number {
  return Array.from(line).reduce((sum, letter) => sum + (/[\u3000-\u9FFF\uFF00-\uFF60]/.test(letter) ? 2 : 1), 0);
}
