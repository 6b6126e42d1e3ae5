import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import {
  Clock,
  OtaiError,
  Pipe,
  PipeResult,
  StepFailedError,
  TicketSystem,
  TicketSystemError,
  type PipeContext,
  type RunEvent,
  type RunOptions,
  type RunResult,
} from 'open-ticket-ai';
import { bootOtai, FakeClock, MemoryTicketSystem, type BootedOtai } from 'open-ticket-ai/testing';

const AWAY = new OtaiError('CRM_AWAY', 'the CRM is away', { retryable: true });

/** What the pipe below does, attempt after attempt: fails with an error, or waits for ever; afterwards it succeeds. */
const script: (Error | 'hangs' | 'hangs and heeds nothing')[] = [];
const attempts: number[] = [];

@Pipe('ask_crm')
class AskCrmPipe {
  async execute({ attempt, signal }: PipeContext): Promise<PipeResult> {
    attempts.push(attempt);
    const next = script.shift();
    if (next instanceof Error) throw next;
    if (next === 'hangs and heeds nothing') return new Promise(() => {});
    if (next === 'hangs') return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    return PipeResult.succeeded({ value: `attempt ${attempt}` });
  }
}

/** Adds a note, and then does what the script says. */
@Pipe('note_and_ask', { injects: { ticket_system: TicketSystem } })
class NoteAndAskPipe {
  async execute({ services }: PipeContext<object, { readonly ticket_system: TicketSystem }>): Promise<PipeResult> {
    await services.ticket_system.addNote('1', { body: 'asked' });
    const next = script.shift();
    if (next instanceof Error) throw next;
    return PipeResult.succeeded();
  }
}

let late: Promise<unknown> | undefined;
let wake = (): void => undefined;

/** Heeds no signal, and writes whenever it gets that far. */
@Pipe('dawdle', { injects: { ticket_system: TicketSystem } })
class DawdlePipe {
  async execute({ services }: PipeContext<object, { readonly ticket_system: TicketSystem }>): Promise<PipeResult> {
    await new Promise<void>((resolve) => (wake = resolve));
    late = services.ticket_system.addNote('1', { body: 'better late than never' });
    await late;
    return PipeResult.succeeded();
  }
}

/** A helpdesk that answers a search or an update with the errors of the script first. */
class MoodyTicketSystem {
  static spoil(helpdesk: MemoryTicketSystem, ...errors: Error[]): void {
    for (const operation of ['findTickets', 'updateTicket'] as const) {
      const real = helpdesk[operation].bind(helpdesk) as (...args: unknown[]) => Promise<never>;
      helpdesk[operation] = async (...args: unknown[]) => {
        const error = errors.shift();
        if (error === undefined) return real(...args);
        helpdesk.calls.push({ operation, args });
        throw error;
      };
    }
  }
}

function helpdeskError(kind: 'retryable' | 'rate_limited' | 'permanent', more: { effect?: 'unknown'; retryAfterMs?: number } = {}) {
  return new TicketSystemError('not now', { kind, system: 'helpdesk', operation: 'findTickets', ...more });
}

const clock = new FakeClock();
let app: BootedOtai;
const events: RunEvent[] = [];

beforeEach(() => {
  script.length = attempts.length = events.length = 0;
  late = undefined;
});
afterEach(() => app.close());

/** Boots one pipeline named `test` with the given steps. */
async function boot(steps: string, pipeline = ''): Promise<MemoryTicketSystem> {
  const yaml = `
otai:
  services:
    helpdesk: { use: testing:memory_ticket_system }
  pipelines:
    test:
${pipeline.replaceAll(/^/gm, '      ')}
      steps:
${steps.trim().replaceAll(/^/gm, '        ')}
`;
  const providers = [AskCrmPipe, NoteAndAskPipe, DawdlePipe];
  app = await bootOtai(yaml, { providers, override: (builder) => builder.overrideProvider(Clock).useValue(clock) });
  app.pipelines.events$.subscribe((event) => events.push(event));
  const helpdesk = app.service<MemoryTicketSystem>('helpdesk');
  helpdesk.add({ subject: 'VPN', queue: 'Incoming' });
  return helpdesk;
}

/** Lets everything go on that needs no time. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise(setImmediate);
}

/** Starts a run and lets it get as far as it can without time going by. */
async function start(options?: RunOptions): Promise<{ readonly result: Promise<RunResult>; readonly isOver: () => boolean }> {
  let over = false;
  const result = app.run('test', options).finally(() => (over = true));
  await settle();
  return { result, isOver: () => over };
}

/** Runs it, and lets as much time go by as it takes. */
async function finish(): Promise<RunResult> {
  const { result, isOver } = await start();
  for (let second = 0; second < 3600 && !isOver(); second += 1) await clock.advance(1000);
  return result;
}

function retries(): { attempt: number; delayMs: number; code: string }[] {
  return events.flatMap((event) =>
    event.type === 'step_retried' ? [{ attempt: event.attempt, delayMs: event.delayMs, code: event.error.code }] : [],
  );
}

describe('retry', () => {
  const STEADY = '- { id: ask, use: ask_crm, retry: { max_attempts: 4, initial: 1s, max: 3s, jitter: false } }';

  it('tries a step again that failed in a way that may pass, and gives what the last attempt gave', async () => {
    await boot(STEADY);
    script.push(AWAY, AWAY);
    expect((await finish()).data).toEqual({ value: 'attempt 3' });
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('waits twice as long each time, up to max, and tells whoever watches', async () => {
    await boot(STEADY);
    script.push(AWAY, AWAY, AWAY);
    await finish();
    expect(retries()).toEqual([
      { attempt: 1, delayMs: 1000, code: 'CRM_AWAY' },
      { attempt: 2, delayMs: 2000, code: 'CRM_AWAY' },
      { attempt: 3, delayMs: 3000, code: 'CRM_AWAY' },
    ]);
  });

  it('under backoff: fixed waits as long each time', async () => {
    await boot('- { id: ask, use: ask_crm, retry: { max_attempts: 3, backoff: fixed, initial: 5s, jitter: false } }');
    script.push(AWAY, AWAY);
    await finish();
    expect(retries().map(({ delayMs }) => delayMs)).toEqual([5000, 5000]);
  });

  it('gives up after max_attempts: the step fails with the last error, and says how often it was tried', async () => {
    await boot(STEADY);
    script.push(AWAY, AWAY, AWAY, AWAY);
    const { error } = await finish();
    expect(error).toBeInstanceOf(StepFailedError);
    expect(error).toMatchObject({ message: 'pipeline test, step ask (4 attempts): the CRM is away', attempts: 4, cause: AWAY });
  });

  it('true means three attempts, after a second and two, shortened at random', async () => {
    await boot('- { id: ask, use: ask_crm, retry: true }');
    script.push(AWAY, AWAY, AWAY);
    expect((await finish()).failed).toBe(true);
    const [first, second, ...more] = retries().map(({ delayMs }) => delayMs);
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThanOrEqual(1000);
    expect(second).toBeGreaterThanOrEqual(1000);
    expect(second).toBeLessThanOrEqual(2000);
    expect(more).toEqual([]);
  });

  it('is never done without being asked for', async () => {
    await boot('- { id: ask, use: ask_crm }');
    script.push(AWAY);
    expect((await (await start()).result).error?.message).toBe('pipeline test, step ask: the CRM is away');
  });

  it.each([
    ['an error that will not pass', new OtaiError('CRM_REFUSES', 'no such customer')],
    ['an error of which nobody knows', new TypeError('x is not a function')],
    ['what the helpdesk refuses for good', helpdeskError('permanent')],
    ['a write that may have been done', helpdeskError('retryable', { effect: 'unknown' })],
  ])('does not repeat %s', async (_, error) => {
    await boot(STEADY);
    script.push(error);
    expect((await (await start()).result).failed).toBe(true);
    expect(attempts).toEqual([1]);
  });

  it.each([
    [
      'a template that calls fail()',
      `- { id: no, use: base:expression, retry: true, params: { expression: "{{ fail('nothing to do') }}" } }`,
    ],
    ['params that do not fit', `- { id: no, use: base:for_each, retry: true, params: { items: "{{ 'text' }}", steps: [] } }`],
  ])('does not repeat %s', async (_, step) => {
    await boot(step);
    expect((await (await start()).result).failed).toBe(true);
    expect(retries()).toEqual([]);
  });

  it('skips a step as any other: its condition is asked once', async () => {
    await boot('- { id: ask, use: ask_crm, retry: true, if: false }');
    expect((await (await start()).result).skipped).toBe(true);
    expect(attempts).toEqual([]);
  });

  it('begins no attempt after max_duration: a wait that would go beyond is not begun', async () => {
    await boot('- { id: ask, use: ask_crm, retry: { max_attempts: 9, backoff: fixed, initial: 4s, jitter: false, max_duration: 10s } }');
    script.push(AWAY, AWAY, AWAY, AWAY);
    const began = clock.now();
    expect((await finish()).error).toMatchObject({ attempts: 3 });
    expect(clock.now() - began).toBe(8000);
  });

  it('of a step that holds steps repeats them all', async () => {
    await boot(`
- id: both
  use: base:composite
  retry: { initial: 1s, jitter: false }
  params:
    steps:
      - { id: first, use: ask_crm }
      - { id: second, use: ask_crm }
`);
    script.push(new OtaiError('CRM_AWAY', 'away', { retryable: true }));
    expect((await finish()).succeeded).toBe(true);
    expect(retries()).toEqual([{ attempt: 1, delayMs: 1000, code: 'OTAI_STEP_FAILED' }]);
    expect(attempts).toEqual([1, 1, 1]);
  });
});

describe('a helpdesk that asks to wait', () => {
  const FETCH = '- { id: fetch, use: base:fetch_tickets, injects: { ticket_system: helpdesk }, params: { ticket_search_criteria: {} }';

  it('is left alone for that long', async () => {
    const helpdesk = await boot(`${FETCH}, retry: { jitter: false } }`);
    MoodyTicketSystem.spoil(helpdesk, helpdeskError('rate_limited', { retryAfterMs: 20_000 }));
    const began = clock.now();
    expect((await finish()).succeeded).toBe(true);
    expect(retries()).toEqual([{ attempt: 1, delayMs: 20_000, code: 'OTAI_TICKET_SYSTEM_RATE_LIMITED' }]);
    expect(clock.now() - began).toBe(20_000);
  });

  it('for longer than max_duration is not waited for', async () => {
    const helpdesk = await boot(`${FETCH}, retry: { max_duration: 1m } }`);
    MoodyTicketSystem.spoil(helpdesk, helpdeskError('rate_limited', { retryAfterMs: 3_600_000 }));
    expect((await (await start()).result).error).toMatchObject({ causeCode: 'OTAI_TICKET_SYSTEM_RATE_LIMITED' });
    expect(helpdesk.operations).toEqual(['findTickets']);
  });

  it('is left alone by every step of every run: a step without retry fails without calling it', async () => {
    const helpdesk = await boot(`${FETCH} }`);
    MoodyTicketSystem.spoil(helpdesk, helpdeskError('rate_limited', { retryAfterMs: 20_000 }));
    await (
      await start()
    ).result;
    const { error } = await (await start()).result;
    expect(error?.message).toContain('helpdesk: findTickets: not called, since it has asked to be left alone for 20s more');
    expect(helpdesk.operations).toEqual(['findTickets']);
    await clock.advance(20_000);
    expect((await (await start()).result).succeeded).toBe(true);
  });
});

describe('what was written', () => {
  it('is not written twice: an attempt that added a note is not repeated', async () => {
    const helpdesk = await boot('- { id: note, use: note_and_ask, injects: { ticket_system: helpdesk }, retry: true }');
    script.push(AWAY);
    expect((await (await start()).result).failed).toBe(true);
    expect(helpdesk.operations).toEqual(['addNote']);
  });

  it('also when the note was added by a step that the repeated one holds', async () => {
    const helpdesk = await boot(`
- id: both
  use: base:composite
  retry: true
  params:
    steps:
      - { id: note, use: base:add_note, injects: { ticket_system: helpdesk }, params: { ticket_id: 1, note: { body: x } } }
      - { id: ask, use: ask_crm }
`);
    script.push(AWAY);
    expect((await (await start()).result).failed).toBe(true);
    expect(helpdesk.operations).toEqual(['addNote']);
  });

  it('may be set twice: fields of a ticket are, whatever became of the first attempt', async () => {
    const helpdesk = await boot(`
- id: move
  use: base:update_ticket
  injects: { ticket_system: helpdesk }
  retry: true
  params: { ticket_id: 1, updated_ticket: { queue: { name: IT } } }
`);
    MoodyTicketSystem.spoil(helpdesk, helpdeskError('retryable', { effect: 'unknown' }));
    expect((await finish()).succeeded).toBe(true);
    expect(helpdesk.operations).toEqual(['updateTicket', 'updateTicket']);
    expect(helpdesk.tickets[0]?.queue?.name).toBe('IT');
  });

  it('in a dry run is nothing, so everything may be repeated', async () => {
    const helpdesk = await boot('- { id: note, use: note_and_ask, injects: { ticket_system: helpdesk }, retry: true }');
    script.push(AWAY);
    const { result } = await start({ dryRun: true });
    await clock.advance(1000);
    expect((await result).succeeded).toBe(true);
    expect(helpdesk.operations).toEqual([]);
  });
});

describe('timeout', () => {
  it('ends an attempt that takes longer, and aborts its signal', async () => {
    await boot('- { id: ask, use: ask_crm, timeout: 30s }');
    script.push('hangs');
    const { result, isOver } = await start();
    await clock.advance(29_999);
    expect(isOver()).toBe(false);
    await clock.advance(1);
    expect((await result).error).toMatchObject({
      message: 'pipeline test, step ask: took longer than 30s',
      causeCode: 'OTAI_STEP_TIMEOUT',
    });
    expect(clock.pending).toBe(0);
  });

  it('does not wait for a pipe that heeds no signal', async () => {
    await boot('- { id: ask, use: ask_crm, timeout: 30s }');
    script.push('hangs and heeds nothing');
    expect((await finish()).error).toMatchObject({ causeCode: 'OTAI_STEP_TIMEOUT' });
  });

  it('is for each attempt, and is a failure that may pass', async () => {
    await boot('- { id: ask, use: ask_crm, timeout: 10s, retry: { initial: 1s, jitter: false } }');
    script.push('hangs', 'hangs and heeds nothing');
    const began = clock.now();
    expect((await finish()).data).toEqual({ value: 'attempt 3' });
    expect(clock.now() - began).toBe(10_000 + 1000 + 10_000 + 2000);
  });

  it('leaves no trace when all goes well', async () => {
    await boot('- { id: ask, use: ask_crm, timeout: 10s }');
    expect((await (await start()).result).data).toEqual({ value: 'attempt 1' });
    expect(clock.pending).toBe(0);
  });

  it('of a step that holds steps ends what is at work in it, and lets nothing in it begin any more', async () => {
    await boot(`
- id: each
  use: base:for_each
  timeout: 10s
  params:
    items: [1, 2]
    steps:
      - { id: ask, use: ask_crm, on_error: continue }
      - { id: more, use: ask_crm }
`);
    script.push('hangs');
    expect((await finish()).error?.message).toBe('pipeline test, step each: took longer than 10s');
    await settle();
    expect(attempts).toEqual([1]);
  });

  it('takes the pen away: who is at work for too long writes nothing any more', async () => {
    const helpdesk = await boot('- { id: note, use: dawdle, injects: { ticket_system: helpdesk }, timeout: 10s }');
    expect((await finish()).failed).toBe(true);
    wake();
    await settle();
    await expect(late).rejects.toMatchObject({ code: 'OTAI_STEP_TIMEOUT' });
    expect(helpdesk.operations).toEqual([]);
  });
});

describe('cancellation', () => {
  const PATIENT = '- { id: ask, use: ask_crm, timeout: 1h, retry: { initial: 1m, jitter: false } }';

  it('ends a wait at once', async () => {
    await boot(PATIENT);
    script.push(AWAY);
    const cancel = new AbortController();
    const { result } = await start({ signal: cancel.signal });
    cancel.abort(new Error('never mind'));
    expect((await result).error).toMatchObject({ code: 'OTAI_RUN_CANCELLED', message: 'pipeline test was cancelled: never mind' });
    expect(attempts).toEqual([1]);
    expect(clock.pending).toBe(0);
  });

  it('aborts the attempt at work, which is not repeated', async () => {
    await boot(PATIENT);
    script.push('hangs');
    const cancel = new AbortController();
    const { result } = await start({ signal: cancel.signal });
    cancel.abort(new Error('never mind'));
    expect((await result).error).toMatchObject({ code: 'OTAI_RUN_CANCELLED' });
    expect(attempts).toEqual([1]);
  });

  it('comes at once with the shutdown of the application for a run that only waits', async () => {
    await boot(PATIENT);
    script.push(AWAY);
    const { result } = await start();
    await app.close();
    expect((await result).error?.message).toBe('pipeline test was cancelled: the application shuts down');
    expect(clock.pending).toBe(0);
  });
});

describe('on_error', () => {
  it('with steps runs them when the step has failed for good, and the pipeline fails all the same', async () => {
    const helpdesk = await boot(`
- id: ask
  use: ask_crm
  retry: { jitter: false }
  on_error:
    steps:
      - id: tell
        use: base:add_note
        injects: { ticket_system: helpdesk }
        params: { ticket_id: 1, note: { body: '{{ error.step }}, {{ error.attempts }} attempts: {{ error.message }} [{{ error.code }}]' } }
- { id: later, use: ask_crm }
`);
    script.push(AWAY, AWAY, AWAY);
    const result = await finish();
    expect(result.error?.message).toBe('pipeline test, step ask (3 attempts): the CRM is away');
    expect(helpdesk.tickets[0]?.notes.map(({ body }) => body)).toEqual(['ask, 3 attempts: the CRM is away [CRM_AWAY]']);
    expect([...result.steps.keys()]).toEqual(['ask']);
    expect(events.flatMap((event) => (event.type === 'step_started' ? [event.path] : []))).toEqual(['ask', 'ask[on_error]/tell']);
  });

  it('does not run them when the step succeeds or is skipped', async () => {
    const onError = 'on_error: { steps: [{ id: tell, use: ask_crm }] }';
    await boot(`- { id: ask, use: ask_crm, ${onError} }\n- { id: not, use: ask_crm, if: false, ${onError} }`);
    expect((await (await start()).result).succeeded).toBe(true);
    expect(attempts).toHaveLength(1);
  });

  it('with then: continue lets the pipeline go on afterwards; the step has failed nevertheless', async () => {
    await boot(`
- id: ask
  use: ask_crm
  on_error: { then: continue, steps: [{ id: tell, use: base:expression, params: { expression: "{{ has_failed('ask') }}" } }] }
- { id: waits, use: ask_crm, depends_on: ask }
- { id: asks, use: base:expression, params: { expression: "{{ has_failed('ask') }}" } }
`);
    script.push(new Error('no'));
    const result = await (await start()).result;
    expect(result.data).toEqual({ value: true });
    expect(result.steps.get('waits')).toMatchObject({ reason: 'it depends on "ask", which failed' });
  });

  it('names the nested step that failed', async () => {
    await boot(`
- id: both
  use: base:composite
  params: { steps: [{ id: ask, use: ask_crm }] }
  on_error: { then: continue, steps: [{ id: tell, use: base:expression, params: { expression: '{{ error.path }}' } }] }
`);
    script.push(AWAY);
    await (
      await start()
    ).result;
    const told = events.find((event) => event.type === 'step_finished' && event.step === 'tell');
    expect(told).toMatchObject({ result: { data: { value: 'both/ask' } } });
  });

  it('whose steps fail too: the run fails with the first failure, or under then: continue with theirs; none is kept quiet', async () => {
    const warn = jest.spyOn(Logger, 'warn').mockImplementation(() => undefined);
    const steps = 'steps: [{ id: tell, use: ask_crm }]';
    await boot(`- { id: ask, use: ask_crm, on_error: { ${steps} } }`);
    script.push(new Error('first'), new Error('second'));
    expect((await (await start()).result).error?.message).toBe('pipeline test, step ask: first');
    expect(warn.mock.calls.map(([line]) => String(line))).toEqual([
      expect.stringContaining('step ask[on_error]/tell: second'),
      expect.stringContaining('run failed: pipeline test, step ask: first'),
    ]);
    await app.close();
    await boot(`- { id: ask, use: ask_crm, on_error: { then: continue, ${steps} } }`);
    script.push(new Error('first'), new Error('second'));
    expect((await (await start()).result).error?.message).toBe('pipeline test, step ask[on_error]/tell: second');
    warn.mockRestore();
  });

  it('does not run when the run was cancelled', async () => {
    await boot('- { id: ask, use: ask_crm, on_error: { then: continue, steps: [{ id: tell, use: ask_crm }] } }');
    script.push('hangs');
    const cancel = new AbortController();
    const { result } = await start({ signal: cancel.signal });
    cancel.abort(new Error('never mind'));
    expect((await result).error?.code).toBe('OTAI_RUN_CANCELLED');
    expect(attempts).toEqual([1]);
  });
});
